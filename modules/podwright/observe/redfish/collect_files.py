"""Answers of BMCs from a folder, and kept in one: a JSON file a host, with every document as it came."""

import json
import os
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from podwright.observe.redfish.answers import Answer
from podwright.observe.redfish.shelf import Failed
from podwright.observe.redfish.silence import SilenceKind
from podwright.observe.unreadable import Unreadable, shown
from podwright.refusal import Refused

SIZE_LIMIT_BYTES = 64 * 1024 * 1024
"""The answers of an emulated DGX H100 have 0.1 MB; hundreds of times that is some other file."""


def save_answers(answers: Iterable[Answer], folder: Path) -> int:
    """Return how many answers were written into a folder, each whole or not at all. Raises: Refused when that is not possible."""
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for answer in answers:
            _save(answer, folder)
            count += 1
    except OSError as error:
        raise Refused(str(folder), f"cannot be written ({(error.strerror or 'unknown reason').lower()})", "Name another folder for --save") from None
    return count


def load_answers(folder: Path, hosts: Collection[str]) -> tuple[tuple[Answer, ...], tuple[Unreadable, ...]]:
    """Return the answers in a folder, by file name, and the refusals of files that are none. Raises: Refused when there is no such folder, or nothing in it."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json" and not path.name.startswith("."))
    except OSError as error:
        raise Refused(str(folder), f"cannot be read ({(error.strerror or 'unknown reason').lower()})", "Name the folder that --save wrote") from None
    if not paths:
        raise Refused(str(folder), "no answer of a BMC is in it", "Name the folder that --save wrote: a file HOST.json for each")
    answers, refused = list[Answer](), list[Unreadable]()
    for path in paths:
        try:
            answers.append(_answer(path, hosts))
        except Unreadable as wrong:
            refused.append(wrong)
    return tuple(answers), tuple(refused)


def answer_text(answer: Answer) -> str:
    """Return an answer as it is kept."""
    failures = {path: found.reason for path, found in answer.documents.items() if isinstance(found, Failed)}
    document = {
        "host": answer.host,
        "address": answer.address,
        "certificate_sha256": answer.certificate_sha256,
        "clock_off_s": answer.clock_off_s,
        "silence": None if answer.silence is None else {"kind": answer.silence[0], "reason": answer.silence[1]},
        "failures": failures,
        "documents": {path: found for path, found in answer.documents.items() if path not in failures},
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _save(answer: Answer, folder: Path) -> None:
    """Write one answer, whole or not at all. Raises: OSError."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".answer.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(answer_text(answer))
        Path(name).chmod(0o644)
        Path(name).replace(folder / f"{answer.host}.json")
    finally:
        Path(name).unlink(missing_ok=True)


def _answer(path: Path, hosts: Collection[str]) -> Answer:
    """Return the answer in a file. Raises: Unreadable."""
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise Unreadable(str(path), 0, f"{path.stat().st_size:,} bytes", f"at most {SIZE_LIMIT_BYTES:,}", "Look what it is")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise Unreadable(str(path), 0, f"it cannot be read ({(error.strerror or 'unknown reason').lower()})", "a file that you may read", "Mend that") from None
    except (ValueError, RecursionError):
        raise Unreadable(str(path), 0, "it is no JSON", "an answer that --save wrote") from None
    names = ("host", "address", "documents")
    if not isinstance(found, dict) or not all(name in found for name in names):
        raise Unreadable(str(path), 0, "it is no answer of a BMC", f"an object with {', '.join(names)}")
    host, documents, failures, silence = found["host"], found["documents"], found.get("failures") or {}, found.get("silence")
    if not isinstance(host, str) or host not in hosts:
        raise Unreadable(
            str(path), 0, f"{shown(str(host))} is no host of the plan", "the name of the host at whose place the BMC is", "Correct it, or take it away"
        )
    if path.stem != host:
        raise Unreadable(str(path), 0, f"it tells of {host}", f"{host}.json as its name", "Rename it: two files may tell of one host else")
    if not isinstance(documents, dict) or not isinstance(failures, dict):
        raise Unreadable(str(path), 0, "its documents are no object", "documents by their paths")
    certificate = found.get("certificate_sha256")
    told = {**documents, **{name: Failed(str(reason)) for name, reason in failures.items()}}
    off = found.get("clock_off_s")
    known = certificate if isinstance(certificate, str) else None
    return Answer(host, str(found["address"]), known, told, _silence(path, silence), clock_off_s=off if isinstance(off, int) else None)


def _silence(path: Path, told: object) -> tuple[SilenceKind, str] | None:
    if told is None:
        return None
    kinds = [kind.value for kind in SilenceKind]
    if not isinstance(told, dict) or told.get("kind") not in kinds:
        raise Unreadable(str(path), 0, "its silence has no kind", f"one of {', '.join(kinds)}")
    return SilenceKind(told["kind"]), str(told.get("reason", "told nothing"))
