import pytest

from podwright.engines.catalog import group_named
from podwright.engines.golang import find_go, fit_go, go_environment, numbers
from podwright.engines.machine import Machine
from podwright.refusal import Refused
from unit.engines.fakes import put_go

PULUMI = group_named("pulumi")


def test_where_go_is_missing_one_line_says_so(machine: Machine) -> None:
    with pytest.raises(Refused) as refused:
        fit_go(PULUMI, machine)
    assert str(refused.value) == (
        "engine pulumi: Go is not on PATH, and pulumi 3.259.0 must be built with it. "
        "Install Go 1.26.0 or newer (go.dev/dl) and put it on PATH, or put pulumi 3.259.0 on PATH."
    )


def test_where_go_is_too_old_both_versions_are_said(machine: Machine) -> None:
    path = put_go(machine, version="1.19.8")
    with pytest.raises(Refused) as refused:
        fit_go(PULUMI, machine)
    assert refused.value.where == str(path)
    assert refused.value.what == "this is Go 1.19.8, and pulumi 3.259.0 needs Go 1.26.0 or newer"


@pytest.mark.parametrize("version", ["1.26.0", "1.26.8", "1.27rc1", "1.100.0"])
def test_go_of_the_least_version_or_newer_is_fit(machine: Machine, version: str) -> None:
    put_go(machine, version=version)
    assert fit_go(PULUMI, machine).version == version


def test_a_go_that_does_not_run_is_no_go(machine: Machine) -> None:
    put_go(machine, version="1.26.8").write_text("#!/nowhere/sh\n")
    assert find_go(machine) is None


def test_a_development_go_has_the_version_it_will_be(machine: Machine) -> None:
    put_go(machine, version="1.27-devel_abc").write_text("#!/bin/sh\necho devel go1.27-4b78ffc Mon Jan 1 2026")
    found = find_go(machine)
    assert found is not None
    assert numbers(found.version) == (1, 27)


def test_what_a_user_set_to_build_for_others_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOS", "windows")
    monkeypatch.setenv("GOFLAGS", "-mod=vendor")
    monkeypatch.setenv("GOPROXY", "off")
    environment = go_environment()
    assert "GOOS" not in environment
    assert environment["GOFLAGS"] == "-trimpath"
    assert environment["GOPROXY"] == "off"
