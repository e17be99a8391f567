"""The schema of every release that is claimed takes every kind of switch in the form of that release, and no other form."""

from pathlib import Path

import pytest

from contract.test_nvue_schema import lay
from nvue_judge import judged
from podwright.plan.switch_releases import RELEASES
from podwright.spec.ethernet import SwitchOs

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("release", RELEASES[SwitchOs.CUMULUS])
def test_the_schema_of_a_release_takes_every_switch(release: str, tmp_path: Path) -> None:
    assert judged(release, lay(tmp_path, release)) == []


@pytest.mark.parametrize(("form", "release"), [("5.13", "5.14"), ("5.14", "5.15"), ("5.15", "5.14"), ("5.14", "5.13")])
def test_the_form_of_one_release_is_refused_by_the_next_that_broke_it(form: str, release: str, tmp_path: Path) -> None:
    assert judged(release, lay(tmp_path, form))
