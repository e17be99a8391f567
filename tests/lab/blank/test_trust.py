"""What booted, proven by a TPM: firmware with Secure Boot, Debian's signed shim, grub and kernel, tpm2-tools; none of it ours."""

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lab.blank import trusted
from lab.blank.disks import efi_image, put
from lab.blank.harness import Room, until
from lab.fabrics.debian_root import debian_root
from podwright.lab.machines.order import Firmware
from podwright.observe.trust.event_log import read_log, replayed
from podwright.observe.trust.evidence import Evidence
from podwright.observe.trust.judge import Trust, judge_one
from podwright.observe.trust.known import allowed_of
from podwright.observe.trust.parts import COMMAND, FILE, PROGRAM, Part
from podwright.observe.trust.quote import fingerprint

pytestmark = pytest.mark.lab
STARTS_S = 900.0
"""A start with all of its measurements takes half a minute on two idle cores, and took 220 s on two that eight others shared."""
FIRST, SECOND = b"first".ljust(32, b"."), b"second".ljust(32, b".")


def codes(row: Trust) -> set[str]:
    return {finding.code for finding in row.findings}


@pytest.mark.skipif(bool(trusted.lacking()), reason=f"a signed loader needs {trusted.lacking()}")
def test_a_loader_that_nobody_signed_is_not_started(room: Room, tmp_path: Path) -> None:
    one = room.machine("unsigned", Firmware.SECURE_BOOT)
    put(one, efi_image(tmp_path, "", files={"BOOTX64.EFI": trusted.UNSIGNED}))
    one.on()
    one.until("Access Denied")
    one.off()


@pytest.mark.soak
@pytest.mark.skipif(bool(trusted.lacking()), reason=f"a signed loader needs {trusted.lacking()}")
@pytest.mark.skipif(shutil.which("tpm2_checkquote") is None, reason="the judge of quotes is of tpm2-tools")
def test_a_machine_proves_what_booted_and_neither_an_old_quote_nor_another_machine_does(room: Room, tmp_path: Path) -> None:
    content = trusted.disk(tmp_path, {"first": FIRST, "second": SECOND})
    one = room.machine("proves", Firmware.SECURE_BOOT, has_tpm=True)
    put(one, content)
    one.on()
    console = one.until("all is said", limit_s=STARTS_S)
    assert trusted.state(console) == "SecureBoot enabled"
    proof, again = trusted.said(console, "first", FIRST), trusted.said(console, "second", SECOND)
    _judged_by_others(proof, tmp_path)
    allowed = _may_boot(tmp_path, proof)
    key = fingerprint(proof.key_pem)
    assert judge_one(proof, key=key, allowed=allowed).findings == ()
    assert judge_one(again, key=key, allowed=allowed).findings == ()
    assert codes(judge_one(replace(proof, nonce=SECOND), key=key, allowed=allowed)) == {"P564"}
    other = room.machine("another", Firmware.SECURE_BOOT, has_tpm=True)
    put(other, content)
    other.on()
    twin = trusted.said(other.until("all is said", limit_s=STARTS_S), "first", FIRST)
    assert codes(judge_one(twin, key=key, allowed=allowed)) == {"P561"}
    assert codes(judge_one(replace(proof, quote=twin.quote, signature=twin.signature), key=key, allowed=allowed)) == {"P563"}


@pytest.mark.soak
@pytest.mark.skipif(bool(trusted.lacking()), reason=f"a signed loader needs {trusted.lacking()}")
def test_a_machine_without_secure_boot_proves_that(room: Room, tmp_path: Path) -> None:
    """Debian 12's grub starts a kernel past its EFI entry where Secure Boot is off, unless told otherwise as here; the kernel then has no log, and the host proves nothing."""
    one = room.machine("open", Firmware.UEFI, has_tpm=True)
    words = trusted.GRUB_WORDS.replace("linux ", "linuxefi ").replace("initrd ", "initrdefi ")
    put(one, trusted.disk(tmp_path, {"first": FIRST}, words=words))
    one.on()
    console = one.until("all is said", limit_s=STARTS_S)
    assert trusted.state(console).startswith("SecureBoot disabled")
    proof = trusted.said(console, "first", FIRST)
    row = judge_one(proof, key=fingerprint(proof.key_pem), allowed=())
    assert "P567" in codes(row)
    assert row.booted is not None
    assert codes(judge_one(proof, key=fingerprint(proof.key_pem), allowed=row.booted.parts)) == {"P567"}
    assert until(lambda: not one.has_power, limit_s=60), "its system went off by itself, and its BMC says so"


def _judged_by_others(proof: Evidence, folder: Path) -> None:
    """Hold a proof against tpm2_checkquote, and our registers against those that tpm2_eventlog comes to."""
    for name, content in (("key", proof.key_pem), ("quote", proof.quote), ("signature", proof.signature), ("log", proof.log)):
        (folder / name).write_bytes(content)
    words = ["-u", str(folder / "key"), "-m", str(folder / "quote"), "-s", str(folder / "signature"), "-g", "sha256", "-q", proof.nonce.hex()]
    subprocess.run(["tpm2_checkquote", *words], check=True, capture_output=True)
    assert subprocess.run(["tpm2_checkquote", *words[:-1], SECOND.hex()], check=False, capture_output=True).returncode
    told = subprocess.run(["tpm2_eventlog", str(folder / "log")], check=True, capture_output=True, text=True).stdout
    values = dict(line.split(":") for line in told.rpartition("sha256:\n")[2].replace(" ", "").splitlines() if ":" in line)
    assert {int(register): value for register, value in values.items()} == {
        register: f"0x{value.hex()}" for register, value in replayed(read_log(proof.log)).items()
    }


def _may_boot(folder: Path, proof: Evidence) -> list[Part]:
    """Return what is on the disk, by its files, and the words of the test's own script; of firmware and certificates, which are nobody's here, what was seen."""
    kernel = next((debian_root("bookworm", *trusted.PACKAGES) / "boot").glob("vmlinuz-*"))
    files = [trusted.SHIM, trusted.GRUB, kernel, folder / "initrd", folder / "grub.cfg"]
    rows = [row for file in files for row in allowed_of(file.read_bytes(), name=file.name)]
    words = trusted.GRUB_WORDS.split("linux ")[1].splitlines()[0]
    booted = judge_one(proof, key=None, allowed=()).booted
    assert booted is not None
    assert Part(COMMAND, hashlib.sha256(words.encode()).hexdigest(), words) in booted.parts
    return [*rows, *(part for part in booted.parts if part.kind not in (PROGRAM, FILE))]
