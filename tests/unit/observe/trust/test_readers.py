"""What is read of a TPM and its firmware, and of the files that a person keeps."""

import struct

import pytest

from podwright.observe.reading import Reading
from podwright.observe.trust.authenticode import authenticode_sha256
from podwright.observe.trust.event_log import Entry, read_log, replayed
from podwright.observe.trust.evidence import evidence_of, script
from podwright.observe.trust.known import allowed_of, allowed_text, keys_text, read_allowed, read_keys
from podwright.observe.trust.parts import Part
from podwright.observe.trust.quote import read_quote
from podwright.observe.trust.wire import Garbled
from podwright.observe.unreadable import Unreadable
from unit.observe.trust.recorded import quoted, recorded, written

DIGEST = "0123456789abcdef" * 4


def test_a_quote_says_its_nonce_and_its_registers() -> None:
    quote = read_quote(quoted(bytes(32), b"n" * 32, (0, 7, 14, 23)))
    assert (quote.nonce, quote.registers, quote.reset_count) == (b"n" * 32, (0, 7, 14, 23), 7)


@pytest.mark.parametrize(
    ("at", "byte", "said"),
    [(0, 0, "does not begin"), (5, 0x17, "something else than registers")],
)
def test_what_is_no_quote_is_refused(at: int, byte: int, said: str) -> None:
    content = bytearray(quoted(bytes(32), b"n"))
    content[at] = byte
    with pytest.raises(Garbled, match=said):
        read_quote(bytes(content))


def test_a_quote_of_another_bank_or_with_a_tail_is_refused() -> None:
    content = quoted(bytes(32), b"n")
    with pytest.raises(Garbled, match="another bank"):
        read_quote(content.replace(struct.pack(">IHB", 1, 0x000B, 3), struct.pack(">IHB", 1, 0x0004, 3)))
    with pytest.raises(Garbled, match="follows its end"):
        read_quote(content + b"\0")


def test_a_log_of_the_old_format_is_refused() -> None:
    with pytest.raises(Garbled, match="crypto-agile"):
        read_log(struct.pack("<II", 0, 8) + bytes(20) + struct.pack("<I", 4) + b"text")


def test_an_algorithm_that_the_head_does_not_name_is_refused() -> None:
    with pytest.raises(Garbled, match="0x00ff"):
        read_log(written([]) + struct.pack("<IIIH", 0, 1, 1, 0xFF))


def test_the_locality_that_a_machine_started_in_is_where_register_0_begins() -> None:
    assert replayed([Entry(0, 3, bytes(32), b"StartupLocality\0\x03")]) == {0: bytes(31) + b"\3"}


def test_proof_is_all_of_its_answers() -> None:
    rows = [Reading(kind, "a", "", "aGk=\n", "a") for kind in ("key", "quote", "signature", "log")]
    proof = evidence_of("a", b"n", rows)
    assert proof is not None
    assert proof.log == b"hi"
    assert evidence_of("a", b"n", rows[:3]) is None
    with pytest.raises(Garbled, match="base64"):
        evidence_of("a", b"n", [rows[0]._replace(text="no proof")])


def test_the_question_carries_its_own_nonce() -> None:
    assert f"-q {'ab' * 32}" in script(b"\xab" * 32)


@pytest.mark.parametrize("content", [b"", b"MZ", b"MZ" + bytes(100), b"#!/bin/sh\n", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(10)])
def test_what_is_no_program_has_no_such_digest(content: bytes) -> None:
    with pytest.raises(Garbled, match=r"a\.efi"):
        authenticode_sha256(content, name="a.efi")


def test_a_file_that_is_no_program_may_be_read_by_grub() -> None:
    assert [one.kind for one in allowed_of(b"initrd", name="initrd")] == ["file"]


def test_files_are_read_as_they_are_written() -> None:
    assert read_keys(keys_text({"a": DIGEST}), source="k") == {"a": DIGEST}
    rows = (Part("file", DIGEST, "initrd, large"), Part("program", DIGEST, ""))
    assert read_allowed(allowed_text(rows), source="t") == rows


@pytest.mark.parametrize("text", ["", "host,key\n", f"device,sha256\na,{DIGEST},x\n", "device,sha256\na,12\n", f"device,sha256\na,{DIGEST}\na,{DIGEST}\n"])
def test_a_file_of_keys_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_keys(text, source="k")


@pytest.mark.parametrize("text", ["kind,sha256\n", f"kind,sha256,name\nloader,{DIGEST},x\n", "kind,sha256,name\nprogram,12,x\n"])
def test_a_file_of_what_may_boot_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_allowed(text, source="t")


def test_a_recorded_log_is_written_as_it_was_read() -> None:
    assert read_log(written(read_log(recorded().log))) == read_log(recorded().log)
