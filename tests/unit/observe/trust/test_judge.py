"""When a machine is trusted: a proof that a virtual machine gave, and every way in which one is worth nothing."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from podwright.observe.trust.booted import LOADERS, POLICY, RUN_BY_GRUB, UNTOLD
from podwright.observe.trust.event_log import Entry, read_log, replayed
from podwright.observe.trust.judge import Trust, judge, judge_one
from podwright.observe.trust.learning import learn
from podwright.observe.trust.parts import COMMAND, Part
from podwright.observe.trust.quote import fingerprint
from unit.observe.trust.recorded import HOST, OWN, recorded, signed, told_anew, without_signature, written

SHIM = "80a66d53a945d2286fcadd780fae1c225aa732079cd67b5225dc78aaab4e2ff8"
"""What pesign 116 says of Debian's shimx64.efi.signed 16.1-2~deb12u1."""
REGISTER_4 = "e2bc5a0b56f08e6ba07747eea17a0bb5190b28bfb87d67619acded597d64ded1"
REGISTER_7 = "75677db6f14082d3bfec4d14bdd75c8d72612ef6914ca99cd5a5997b7a21309d"
"""What tpm2_eventlog 5.4 comes to for the recorded log."""
KEY = fingerprint(recorded().key_pem)


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return read_log(recorded().log)


@pytest.fixture(scope="module")
def allowed() -> tuple[Part, ...]:
    what = judge_one(recorded(), key=KEY, allowed=()).booted
    assert what is not None
    return what.parts


def codes(row: Trust) -> list[str]:
    return sorted({finding.code for finding in row.findings})


def test_registers_are_those_that_another_program_comes_to(entries: tuple[Entry, ...]) -> None:
    values = replayed(entries)
    assert (values[4].hex(), values[7].hex()) == (REGISTER_4, REGISTER_7)


def test_a_machine_is_trusted_with_its_own_key_and_what_may_boot(allowed: tuple[Part, ...]) -> None:
    row = judge_one(recorded(), key=KEY, allowed=allowed)
    assert row.findings == ()
    assert row.booted is not None
    assert row.booted.is_secure
    told = {(part.kind, part.name) for part in row.booted.parts}
    assert next(part.sha256 for part in row.booted.parts if part.kind == "program") == SHIM
    assert {("command", "/EFI/BOOT/vmlinuz console=ttyS0 quiet panic=-1"), ("certificate", "db"), ("register", "0: firmware")} <= told
    assert {name for kind, name in told if kind == "file"} == {"(hd0)/EFI/debian/grub.cfg", "/EFI/BOOT/vmlinuz", "/EFI/BOOT/initrd"}


def test_an_old_quote_is_no_answer_to_a_new_question(allowed: tuple[Part, ...]) -> None:
    row = judge_one(replace(recorded(), nonce=bytes(32)), key=KEY, allowed=allowed)
    assert codes(row) == ["P564"]
    assert not row.is_proven


def test_another_tpm_is_named_with_both_keys() -> None:
    row = judge_one(recorded(), key="a" * 64, allowed=())
    assert codes(row)[0] == "P561"
    assert KEY[:16] in row.findings[0].what
    assert "aaaaaaaaaaaaaaaa" in row.findings[0].what


def test_an_unknown_tpm_is_no_trust() -> None:
    assert "P562" in codes(judge_one(recorded(), key=None, allowed=()))


def test_a_quote_that_the_key_did_not_sign_says_nothing(allowed: tuple[Part, ...]) -> None:
    assert codes(judge_one(without_signature(recorded()), key=KEY, allowed=allowed)) == ["P563"]
    other = signed(recorded().log, nonce=recorded().nonce)
    assert codes(judge_one(replace(recorded(), quote=other.quote, signature=other.signature), key=KEY, allowed=allowed)) == ["P563"]


def test_a_small_key_signs_nothing() -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - weak on purpose
    assert "P563" in codes(judge_one(signed(recorded().log, key=weak), key=None, allowed=()))


@pytest.mark.parametrize("place", [1, 20, 51])
def test_a_log_that_lacks_an_entry_does_not_lead_to_the_quote(entries: tuple[Entry, ...], allowed: tuple[Part, ...], place: int) -> None:
    short = written([*entries[:place], *entries[place + 1 :]])
    assert codes(judge_one(replace(recorded(), log=short), key=KEY, allowed=allowed)) == ["P566"]


def test_a_log_that_says_another_digest_does_not_lead_to_the_quote(entries: tuple[Entry, ...], allowed: tuple[Part, ...]) -> None:
    changed = [one._replace(digest=bytes(32)) if one.register == 4 else one for one in entries]
    assert codes(judge_one(replace(recorded(), log=written(changed)), key=KEY, allowed=allowed)) == ["P566"]


@pytest.mark.parametrize("length", [0, 20, 40, 200, 14_000, -1])
def test_a_log_that_ends_in_the_middle_is_named_as_that(allowed: tuple[Part, ...], length: int) -> None:
    assert codes(judge_one(replace(recorded(), log=recorded().log[:length]), key=KEY, allowed=allowed)) == ["P565"]


@pytest.mark.parametrize("part", ["quote", "key_pem"])
def test_a_part_that_ends_in_the_middle_is_no_proof(allowed: tuple[Part, ...], part: str) -> None:
    cut = replace(recorded(), **{part: getattr(recorded(), part)[:40]})
    assert not judge_one(cut, key=KEY, allowed=allowed).is_proven


def first_of(entries: tuple[Entry, ...], register: int) -> int:
    return next(place for place, one in enumerate(entries) if one.register == register and one.kind != 3)


def with_entry(entries: tuple[Entry, ...], place: int, entry: Entry) -> list[Entry]:
    return [*entries[:place], entry, *entries[place + 1 :]]


def own(entries: list[Entry], allowed: tuple[Part, ...]) -> list[str]:
    """Return what is found of a machine whose TPM really holds what these entries lead to."""
    proof = signed(written(entries))
    return codes(judge_one(proof, key=fingerprint(proof.key_pem), allowed=allowed))


def test_secure_boot_that_was_off_is_told(entries: tuple[Entry, ...], allowed: tuple[Part, ...]) -> None:
    place = first_of(entries, POLICY)
    assert own(with_entry(entries, place, told_anew(entries[place], entries[place].told[:-1] + b"\0")), allowed) == ["P567"]


def test_who_is_root_later_cannot_say_that_it_was_on(entries: tuple[Entry, ...], allowed: tuple[Part, ...]) -> None:
    """He measures once more what a machine with Secure Boot measures, and writes the words of the first entry anew: its digest stands."""
    place = first_of(entries, POLICY)
    was_off = told_anew(entries[place], entries[place].told[:-1] + b"\0")
    for shown_first in (was_off, was_off._replace(told=entries[place].told), was_off._replace(kind=0x0D, told=b"nothing of importance")):
        assert "P567" in own([*with_entry(entries, place, shown_first), entries[place]], allowed)


@pytest.mark.parametrize("kind", [0x80000003, 0x80000007, 4, 0x0D, 0x80000001])
@pytest.mark.parametrize("register", [LOADERS, POLICY, RUN_BY_GRUB, 9])
def test_nothing_that_was_measured_is_overlooked_for_what_it_calls_itself(
    entries: tuple[Entry, ...], allowed: tuple[Part, ...], kind: int, register: int
) -> None:
    evil = Entry(register, kind, b"\x66" * 32, b"Calling EFI Application from Boot Option")
    proof = signed(written([*entries[:-1], evil]))
    row = judge_one(proof, key=fingerprint(proof.key_pem), allowed=allowed)
    assert codes(row) == ["P568"]
    assert "66" * 32 in row.findings[0].what


def test_words_that_were_not_measured_are_not_shown_as_if(entries: tuple[Entry, ...]) -> None:
    place = first_of(entries, RUN_BY_GRUB)
    what = judge_one(
        replace(recorded(), log=written(with_entry(entries, place, entries[place]._replace(told=b"grub_cmd: harmless")))), key=KEY, allowed=()
    ).booted
    assert what is not None
    assert next(part.name for part in what.parts if part.kind == COMMAND) == UNTOLD


def test_another_firmware_is_named(entries: tuple[Entry, ...], allowed: tuple[Part, ...]) -> None:
    place = first_of(entries, 0)
    assert own(with_entry(entries, place, told_anew(entries[place], b"another")), allowed) == ["P568"]


def test_what_may_not_boot_is_named_by_its_digest(allowed: tuple[Part, ...]) -> None:
    row = judge_one(recorded(), key=KEY, allowed=[one for one in allowed if one.sha256 != SHIM])
    assert codes(row) == ["P568"]
    assert SHIM in row.findings[0].what
    without = [one for one in allowed if "console=ttyS0" not in one.name]
    assert all("command" in finding.what for finding in judge_one(recorded(), key=KEY, allowed=without).findings)
    assert len(without) < len(allowed)


def test_registers_that_were_not_asked_for_are_no_answer() -> None:
    assert codes(judge_one(signed(recorded().log, registers=(0, 1)), key=fingerprint(signed(recorded().log).key_pem), allowed=())) == ["P564"]


def test_one_tpm_is_not_two_machines() -> None:
    pair = [signed(recorded().log, host=host) for host in ("a", "b")]
    assert all("P569" in codes(row) for row in judge(pair, keys={}, allowed=()))
    key = fingerprint(pair[0].key_pem)
    assert "P569" in codes(judge(pair[:1], keys={"c": key}, allowed=())[0]), "also where the other was not asked"


def test_what_is_new_is_learnt_and_trusted_from_then_on() -> None:
    first = judge([recorded()], keys={}, allowed=())
    new = learn(first, keys={}, allowed=())
    assert new.keys == {HOST: KEY}
    assert judge([recorded()], keys=new.keys, allowed=new.allowed)[0].findings == ()
    again = learn(judge([signed(recorded().log)], keys=new.keys, allowed=new.allowed), keys=new.keys, allowed=new.allowed)
    assert (again.keys, again.hosts) == (new.keys, ()), "what stands is changed by nobody but a person"


def test_nothing_is_learnt_of_a_machine_with_something_wrong() -> None:
    for wrong in (replace(recorded(), nonce=bytes(32)), without_signature(recorded())):
        assert learn(judge([wrong], keys={}, allowed=()), keys={}, allowed=()) == ({}, (), ())
    assert OWN.key_size == 2048
