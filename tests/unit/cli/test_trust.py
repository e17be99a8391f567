"""`podwright trust`, with an ssh that tells what a virtual machine once told: what is printed, what is written, with what it ends."""

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podwright.cli.exits import Exit
from podwright.cli.trust import command
from podwright.plan.canonical import to_json
from podwright.refusal import Refused
from unit.observe.trust.recorded import HOST, recorded
from unit.pods import plan


@pytest.fixture(scope="module")
def answer() -> str:
    proof = recorded()
    parts = {"key": proof.key_pem, "quote": proof.quote, "signature": proof.signature, "log": proof.log}
    return "".join(f"\n@@podwright@@ begin {kind} \n{base64.b64encode(content).decode()}\n\n@@podwright@@ end 0\n" for kind, content in parts.items())


@pytest.fixture(scope="module")
def document() -> str:
    return to_json(plan())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, document: str) -> Path:
    """Return the folder of a pod whose hosts all answer as the recorded one did."""
    (tmp_path / "plan.json").write_text(document, encoding="utf-8")
    (tmp_path / "answer").write_text(answer, encoding="utf-8")
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(f"#!/bin/sh\ncat > /dev/null\ncat {tmp_path}/answer\n", encoding="utf-8")
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}:/usr/bin:/bin")
    return tmp_path


def trust(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [str(folder / "plan.json"), HOST, "--ssh-config", "/dev/null", *words])


def test_an_answer_to_an_older_question_is_no_proof_and_is_not_learnt(folder: Path) -> None:
    done = trust(folder, "--learn", "--json")
    told = json.loads(done.stdout)
    assert [finding["code"] for finding in told["findings"]] == ["P562", "P564"]
    assert told["hosts"][0]["booted"] is None
    assert done.exit_code == Exit.FINDINGS
    assert not (folder / "attestation-keys.csv").exists()


def test_a_host_without_a_tpm_is_told_with_its_own_words(folder: Path) -> None:
    (folder / "answer").write_text("\n@@podwright@@ begin key \ntpm2_quote is not there: install tpm2-tools\n\n@@podwright@@ end 1\n", encoding="utf-8")
    done = trust(folder)
    assert f"P560 {HOST}: it proves nothing (key ended with 1: tpm2_quote is not there: install tpm2-tools)" in done.stdout
    assert "0 of 1 hosts proven" in done.stdout
    assert done.exit_code == Exit.REFUSED


def test_what_may_boot_is_written_beside_the_pod(folder: Path) -> None:
    (folder / "initrd").write_bytes(b"initrd")
    trust(folder, "--allow", str(folder / "initrd"))
    trust(folder, "--allow", str(folder / "initrd"))
    digest = "09e6c018d2c8c4903308613dd1b72484d57eadf12ec50ddc8f52e5accce470f2"
    assert (folder / "trusted-boot.csv").read_text(encoding="utf-8").splitlines() == ["kind,sha256,name", f"file,{digest},initrd"]


def test_a_file_that_cannot_be_read_ends_it_before_anybody_is_asked(folder: Path) -> None:
    (folder / "attestation-keys.csv").write_text("device,sha256\nx,12\n", encoding="utf-8")
    done = trust(folder)
    assert done.exit_code == Exit.WRONG_INPUT
    assert "attestation-keys.csv:2" in done.stderr


def test_a_host_that_is_not_in_the_plan_is_refused(folder: Path) -> None:
    done = CliRunner().invoke(command, [str(folder / "plan.json"), "nobody", "--ssh-config", "/dev/null"])
    assert isinstance(done.exception, Refused)
