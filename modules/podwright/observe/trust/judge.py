"""Whether machines are trusted: each proof against the key that is known, the nonce, the log and what may boot."""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from podwright.observe.trust.booted import Booted, booted
from podwright.observe.trust.event_log import digest_of, read_log, replayed
from podwright.observe.trust.evidence import REGISTERS, Evidence
from podwright.observe.trust.known import ALLOWED_FILE, KEYS_FILE
from podwright.observe.trust.parts import Part
from podwright.observe.trust.quote import fingerprint, is_signed, read_quote
from podwright.observe.trust.wire import Garbled
from podwright.plan.finding import Finding

SHOWN = 16
LEARN = "podwright trust DIR --learn"


@dataclass(frozen=True, slots=True)
class Trust:
    """One machine: its TPM's key, what booted, empty where nothing could be said of it, and what is wrong."""

    host: str
    key_sha256: str
    booted: Booted | None
    findings: tuple[Finding, ...]

    @property
    def is_proven(self) -> bool:
        """Return whether the proof itself holds, whatever booted: its key signed it, for this question, and the log leads to it."""
        return self.booted is not None


def judge(proofs: Iterable[Evidence], *, keys: Mapping[str, str], allowed: Iterable[Part]) -> tuple[Trust, ...]:
    """Return the judgement of every machine that answered, in their order; one key at two machines is wrong at both."""
    rows = [judge_one(proof, key=keys.get(proof.host), allowed=[*allowed]) for proof in proofs]
    hosts = defaultdict[str, list[str]](list)
    for row in rows:
        hosts[row.key_sha256].append(row.host)
    for host, key in keys.items():
        if host not in hosts[key]:
            hosts[key].append(host)
    return tuple(_with_twins(row, [host for host in hosts[row.key_sha256] if host != row.host]) for row in rows)


def judge_one(proof: Evidence, *, key: str | None, allowed: Iterable[Part]) -> Trust:
    """Return the judgement of one machine. What a proof says is believed in the order key, signature, nonce, log; behind the first that fails nothing is."""
    found = list[Finding]()
    try:
        own = fingerprint(proof.key_pem)
    except Garbled as wrong:
        return Trust(proof.host, "", None, (_garbled(proof.host, wrong),))
    if key is None:
        remedy = f"Look that the machine is the one that is racked there, then {LEARN}"
        found.append(Finding("P562", proof.host, f"the key of its TPM is not known; it shows {own[:SHOWN]}…", remedy))
    elif key != own:
        remedy = f"Find out who changed the machine or its board; then drop its line in {KEYS_FILE} and learn it again"
        found.append(Finding("P561", proof.host, f"its TPM is another: it shows key {own[:SHOWN]}…, and {key[:SHOWN]}… is known", remedy))
    what, wrong_proof = _proven(proof)
    if wrong_proof is not None:
        return Trust(proof.host, own, None, (*found, wrong_proof))
    assert what is not None, "a proof that holds says what booted"
    return Trust(proof.host, own, what, (*found, *_not_allowed(proof.host, what, [*allowed])))


def _proven(proof: Evidence) -> tuple[Booted | None, Finding | None]:
    """Return what booted, or why the proof does not hold."""
    try:
        if not is_signed(proof.quote, proof.signature, proof.key_pem):
            return None, Finding("P563", proof.host, "its quote is not signed by the key that it shows", "Look who answers in its name; ask again")
        quote = read_quote(proof.quote)
        if not hmac.compare_digest(quote.nonce, proof.nonce):
            return None, Finding(
                "P564", proof.host, "its quote is not the answer to this question: the nonce is another", "Somebody replays an old one; look at the host"
            )
        if quote.registers != REGISTERS:
            what = f"its quote is of registers {', '.join(map(str, quote.registers))}, and {', '.join(map(str, REGISTERS))} were asked for"
            return None, Finding("P564", proof.host, what, "Look who answers in its name; ask again")
        entries = read_log(proof.log)
        if digest_of(replayed(entries), quote.registers) != quote.digest:
            return None, Finding(
                "P566",
                proof.host,
                "its log does not lead to what its TPM holds",
                "It was changed or cut, or something was measured past it; do not trust the host",
            )
        return booted(entries), None
    except Garbled as wrong:
        return None, _garbled(proof.host, wrong)


def _garbled(host: str, wrong: Garbled) -> Finding:
    return Finding("P565", host, f"its proof cannot be read ({wrong})", "Ask again; if it stays so, look at its firmware and tpm2-tools")


def _not_allowed(host: str, what: Booted, allowed: Iterable[Part]) -> Iterator[Finding]:
    names = {(one.kind, one.sha256) for one in allowed}
    if not what.is_secure:
        yield Finding("P567", host, "Secure Boot was off when it started", "Switch it on in its firmware, and start it again")
    remedy = f"If it is meant to boot, let it stand in {ALLOWED_FILE} (podwright trust DIR --allow FILE adds a file); if not, install the host again"
    for part in what.parts:
        if (part.kind, part.sha256) not in names:
            name = f" ({part.name})" if part.name else ""
            yield Finding("P568", host, f"{part.kind} {part.sha256}{name} took part in its start, and is not among what may", remedy)


def _with_twins(row: Trust, twins: Iterable[str]) -> Trust:
    others = sorted(twins)
    if not others or not row.key_sha256:
        return row
    what = f"its TPM's key is also that of {', '.join(others)}"
    remedy = "One of them answers with the other's TPM, or stands at its place: look at both"
    return Trust(row.host, row.key_sha256, row.booted, (*row.findings, Finding("P569", row.host, what, remedy)))
