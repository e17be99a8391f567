"""The environment behind the lab's door."""

from pathlib import Path

import pytest

from podwright.lab import exec as door
from podwright.lab.state import LabState

STATE = LabState(Path("/repository"), "lab")


@pytest.fixture(autouse=True)
def _no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "find", lambda _: None)


def test_the_callers_home_stays_and_what_leads_out_of_the_lab_does_not() -> None:
    told = door.exec_environment(STATE, base={"HOME": "/home/ada", "https_proxy": "p", "HTTP_PROXY": "p", "PULUMI_CONFIG_PASSPHRASE": "x", "PATH": "/usr/bin"})
    assert told["HOME"] == "/home/ada"
    assert not {"https_proxy", "HTTP_PROXY", "PULUMI_CONFIG_PASSPHRASE"} & told.keys()


def test_stand_ins_come_first_on_path_and_the_callers_own_last() -> None:
    path = door.exec_environment(STATE, base={"PATH": "/usr/bin"})["PATH"].split(":")
    assert path[0] == "/repository/.lab/lab/bin"
    assert path[-1] == "/usr/bin"


def test_state_secrets_and_cluster_are_the_labs() -> None:
    told = door.exec_environment(STATE, base={})
    assert told["PULUMI_BACKEND_URL"] == "file:///repository/.lab/lab/state/pulumi"
    assert told["CREDENTIALS_DIRECTORY"] == "/repository/.lab/lab/credentials"
    assert told["KUBECONFIG"] == "/repository/.lab/lab/credentials/kubeconfig"
    assert Path(told["PULUMI_CONFIG_PASSPHRASE_FILE"]) == STATE.passphrase
