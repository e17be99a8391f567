"""What the engine says when it refuses becomes one line: where, what, what to do. The engine's words are as version 3.259.0 says them."""

import os
import socket
from pathlib import Path

import pytest

from podwright.realise.target import Target
from podwright.realise.telling import is_planned, name_of, words_of
from podwright.realise.trouble import grouped, holder_of, refusal_of

TARGET = Target(Path("/p"), "lab", Path("/p/stacks/lab"), Path("/p/stacks/Pulumi.lab.yaml"), ())
LOCKED = """error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.
  file:///s/.pulumi/locks/organization/podwright/lab/73969c29.json?no_tmp_dir=true: created by ada@{host} (pid {pid}) at 2026-11-21T06:45:41Z"""
SAID = {
    "error: getting stack configuration: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or": "PULUMI_CONFIG_PASSPHRASE_FILE",
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase": "made with another passphrase",
    'error: unable to open state directory "file:///nowhere": stat /nowhere: no such file or directory': "state file: cannot be opened",
    "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions": "PULUMI_BACKEND_URL",
    "error: failed to load language plugin python: no language plugin 'pulumi-language-python' found in the workspace": "podwright lab exec",
    "error: parsing plugin options for 'podwright': no folder at path '/p/x'": "plugins.providers",
}


@pytest.mark.parametrize(("said", "told"), SAID.items())
def test_a_refusal_of_the_engine_is_one_line_with_a_remedy(said: str, told: str) -> None:
    line = str(refusal_of(said, [], TARGET))
    assert told in line.replace("state file:///nowhere", "state file:")
    assert "\n" not in line


def test_a_locked_stack_says_who_holds_it() -> None:
    line = str(refusal_of(LOCKED.format(host="elsewhere", pid=17022), [], TARGET))
    assert line.startswith("stack lab: another up holds it: ada on elsewhere (process 17022) since 2026-11-21T06:45:41Z")


def test_a_holder_on_another_machine_is_never_taken_for_dead() -> None:
    holder = holder_of(LOCKED.format(host="elsewhere", pid=2**22 + 1))
    assert holder is not None
    assert not holder.is_gone


def test_a_holder_that_no_longer_runs_here_is_gone() -> None:
    holder = holder_of(LOCKED.format(host=socket.gethostname(), pid=2**22 + 1))
    assert holder is not None
    assert holder.is_gone


def test_a_process_that_took_a_dead_holders_number_does_not_hold_the_stack() -> None:
    holder = holder_of(LOCKED.format(host=socket.gethostname(), pid=os.getpid()))
    assert holder is not None
    assert holder.is_gone


def test_what_a_resource_met_comes_before_what_the_engine_says_of_it() -> None:
    failure = "lab-u001-r01-n02: task 'marks: verify | It is so' failed: disk full. On lab-u001-r01-n02, mend it, then run up again"
    assert str(refusal_of("error: update failed", [failure], TARGET)) == failure


def test_an_api_server_that_goes_away_is_one_line_for_all_objects() -> None:
    failures = [f"Namespace {name}: dial tcp 127.0.0.1:6443: connect: connection refused" for name in ("a", "b", "c")]
    [line] = grouped(failures)
    assert line.startswith("cluster: its API server went away, with 3 objects not written (Namespace a: dial tcp")


def test_the_lab_providers_words_for_a_silent_api_server_are_known() -> None:
    failures = [
        "https://127.0.0.1:6443: the API server does not answer (Connection refused) while writing a",
        "https://127.0.0.1:6443: no answer either while writing b",
    ]
    [line] = grouped(failures)
    assert "with 2 objects not written" in line


def test_a_host_that_refuses_ssh_is_not_taken_for_the_api_server() -> None:
    failure = (
        "n01 does not answer: ssh: connect to host 192.0.2.1 port 22: Connection refused. On n01, see that it runs, then run up again: it carries on from there"
    )
    assert grouped([failure]) == (failure,)


def test_the_engines_frame_is_not_repeated() -> None:
    assert words_of("<{%reset%}>1 error occurred:\n\t* n01: it failed\n\n<{%reset%}>") == "n01: it failed"


def test_what_is_the_engines_own_is_not_told() -> None:
    assert is_planned("urn:pulumi:lab::podwright::podwright:host:Playbook::hosts")
    assert not is_planned("urn:pulumi:lab::podwright::pulumi:pulumi:Stack::podwright-lab")
    assert not is_planned("urn:pulumi:lab::podwright::pulumi:providers:podwright::default")


def test_a_resource_is_named_by_its_noun_and_its_name() -> None:
    assert name_of("urn:pulumi:lab::podwright::podwright:cluster:PodCluster$kubernetes:core/v1:Namespace::research") == "Namespace research"
