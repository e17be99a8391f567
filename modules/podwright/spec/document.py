"""A YAML 1.2 document as plain values, with the line and column of every word in it.

What is taken is the part of YAML that a person writes by hand: one document, no anchors, no tags. So a file can be no larger in memory than it is on disk.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, DocumentStartEvent, Event, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.reader import ReaderError

from podwright.spec.errors import Location, Problem

SIZE_LIMIT_BYTES = 256 * 1024
"""A pod of a thousand tenants and users has about 120 KiB; the reader takes 3 to 8 s a MiB, so twice this would be up to 4 s of silence.
A faster reader would let us raise it."""

DEPTH_LIMIT = 16
"""The deepest field of the models lies 5 deep; what lies deeper than this is no pod."""

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}

SYNTAX = (
    (r"found character '\\t'", "a tab stands where spaces go", "Indent with spaces"),
    (r"found character '(?P<a>.)' that cannot", "{a} cannot begin a word", "Put the text in quotes"),
    (
        r"mapping values are not allowed",
        "a colon stands where none can, or the line is indented unlike the one above",
        "Align the line with its neighbours, or put a text with a colon in quotes",
    ),
    (r"could not find expected ':'", "a line without a colon stands where fields go", "Write it as name: value"),
    (r"expected ',' or '(?P<a>.)'", "a bracket is open, and neither a comma nor {a} follows", "Close the bracket with {a}"),
    (r"expected the node content, but found '<stream end>'", "the file ends inside an open bracket", "Close the bracket"),
    (r"expected <block end>", "the line is indented unlike its neighbours", "Align it with the line that it belongs to"),
    (r"found unexpected end of stream", "a quote is opened and never closed", "Close the quote"),
    (r"unknown escape character '(?P<a>.)'", "the escape {a} after a backslash is unknown", "Double the backslash, or use single quotes"),
)
"""What the reader complains of, and how a person would say it; anything else is passed on in the reader's own words."""


class Unreadable(Exception):
    """The text is no document that a pod can be read from; holds what is wrong and where, each once."""

    def __init__(self, faults: list[tuple["Mark", Problem]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Line and column, each from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its value, and where each key and each entry of a list begins."""

    value: Value
    marks: dict[Location, Mark]


@dataclass(slots=True)
class _Reading:
    """What the walk over the events has found so far."""

    marks: dict[Location, Mark] = field(default_factory=dict)
    faults: list[tuple[Mark, Problem]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def decode(content: bytes) -> str:
    """Return the file's text. Raises: Unreadable when it is larger than the limit or no UTF-8."""
    if len(content) > SIZE_LIMIT_BYTES:
        raise Unreadable(
            [(Mark(0, 0), Problem((), f"{len(content):,} bytes is above the limit of {SIZE_LIMIT_BYTES:,}", "Keep only what a person wrote in it"))]
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = content[: error.start].split(b"\n")
        mark = Mark(len(lines), len(lines[-1].decode("utf-8", "replace")) + 1)
        raise Unreadable([(mark, Problem((), f"byte 0x{content[error.start]:02X} is not UTF-8", "Save the file as UTF-8"))]) from None


def read(text: str) -> Document:
    """Return the one document in the text.

    Laws: every key and entry of the value has a mark; no key stands twice; every scalar is read by the core schema of YAML 1.2.2 §10.3.2.
    Raises: Unreadable, with every fault that can be found without guessing.
    """
    reading = _Reading()
    try:
        events = YAML(typ="safe", pure=True).parse(io.StringIO(text))
        value = _document(events, reading)
    except YAMLError as error:
        reading.faults.append(_syntax(error, text))
        value = None
    if reading.faults:
        raise Unreadable(reading.faults)
    return Document(value, reading.marks)


def _document(events: Iterator[Event], reading: _Reading) -> Value:
    value: Value = None
    document_count = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            document_count += 1
            if event.version not in {None, (1, 2)}:
                _fault(reading, event, (), f"YAML {event.version[0]}.{event.version[1]} is asked for, and pods are YAML 1.2", "Drop the %YAML line")
            if document_count == 2:
                _fault(reading, event, (), "a second document begins", "Keep one pod a file; drop the --- line")
        elif isinstance(event, NodeEvent):
            if document_count == 1:
                reading.marks[()] = _mark(event)
                value = _node(event, events, (), reading)
            else:
                _skip(event, events, (), reading)
    return value


def _node(event: Event, events: Iterator[Event], location: Location, reading: _Reading) -> Value:
    _refuse_indirection(event, location, reading)
    if isinstance(event, ScalarEvent):
        return _scalar(event, location, reading)
    if isinstance(event, AliasEvent):
        return None
    if len(location) >= DEPTH_LIMIT:
        _refuse_depth(event, location, reading)
    return _mapping(events, location, reading) if isinstance(event, MappingStartEvent) else _sequence(events, location, reading)


def _mapping(events: Iterator[Event], location: Location, reading: _Reading) -> dict[str, Value]:
    value: dict[str, Value] = {}
    for event in events:
        if isinstance(event, CollectionEndEvent):
            break
        if not isinstance(event, ScalarEvent):
            _fault(reading, event, location, "a name of a field is a word, and this is none", "Write it as name: value")
            _skip(event, events, location, reading)
            _skip(next(events), events, location, reading)
            continue
        _refuse_indirection(event, location, reading)
        here = (*location, event.value)
        if event.value in value:
            _fault(reading, event, here, f"stands twice, first in line {reading.marks[here].line}", "Keep one of them")
            _skip(next(events), events, location, reading)
            continue
        reading.marks[here] = _mark(event)
        value[event.value] = None
        value[event.value] = _node(next(events), events, here, reading)
    return value


def _sequence(events: Iterator[Event], location: Location, reading: _Reading) -> list[Value]:
    value: list[Value] = []
    for event in events:
        if isinstance(event, CollectionEndEvent):
            break
        here = (*location, len(value))
        reading.marks[here] = _mark(event)
        value.append(_node(event, events, here, reading))
    return value


def _scalar(event: ScalarEvent, location: Location, reading: _Reading) -> Value:
    text: str = event.value
    if half := re.search("[\ud800-\udfff]", text):
        _fault(reading, event, location, f"\\u{ord(half[0]):04x} is half a character", "Write the character itself")
        return None
    if not event.implicit[0] or text.startswith(("0o", "0x")):
        return _based(text) if event.implicit[0] else text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text):
        if len(text) > 40:
            _fault(reading, event, location, f"a number of {len(text)} characters, above 40", "Write a shorter number")
            return None
        return float(text)
    return text


def _based(text: str) -> Value:
    try:
        return int(text, 8 if text[1] == "o" else 16) if len(text) <= 18 else text
    except ValueError:
        return text


def _skip(event: Event, events: Iterator[Event], location: Location, reading: _Reading) -> None:
    """Consume the node that the event begins."""
    depth = int(isinstance(event, MappingStartEvent | SequenceStartEvent))
    while depth:
        event = next(events)
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            _refuse_depth(event, location, reading)


def _refuse_depth(event: Event, location: Location, reading: _Reading) -> NoReturn:
    """Refuse what is nested too deep, and read no further: the reader's time for each open bracket grows with how many are open."""
    _fault(reading, event, location[:3], f"brackets or lines are nested more than {DEPTH_LIMIT} deep", "Take away what is nested too deep")
    raise Unreadable(reading.faults)


def _refuse_indirection(event: Event, location: Location, reading: _Reading) -> None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, AliasEvent):
        if anchor not in reading.anchors:
            _fault(reading, event, location, f"*{anchor} points elsewhere, and a pod file takes no aliases", "Write the value itself")
    elif anchor:
        reading.anchors.add(anchor)
        _fault(reading, event, location, f"&{anchor} is an anchor, and a pod file takes none", "Write the value in each place where it is meant")
    if tag:
        _fault(reading, event, location, f"{tag.replace('tag:yaml.org,2002:', '!!')} is a tag, and a pod file takes none", "Write the plain value")


def _fault(reading: _Reading, event: Event, location: Location, what: str, remedy: str) -> None:
    reading.faults.append((_mark(event), Problem(location, what, remedy)))


def _mark(event: Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax(error: YAMLError, text: str) -> tuple[Mark, Problem]:
    if isinstance(error, ReaderError):
        before = text[: error.position].split("\n")
        return Mark(len(before), len(before[-1]) + 1), Problem((), f"character U+{ord(text[error.position]):04X} cannot stand in YAML", "Delete it")
    assert isinstance(error, MarkedYAMLError), "the scanner and the parser say where"
    at = error.problem_mark or error.context_mark
    mark = Mark(at.line + 1, at.column + 1)
    # An open quote or bracket is noticed far below, which helps nobody: the line that opens it does.
    if error.context_mark is not None and (at.index >= len(text.rstrip()) or error.problem.startswith("expected ','")):
        mark = Mark(error.context_mark.line + 1, error.context_mark.column + 1)
    for pattern, what, remedy in SYNTAX:
        if found := re.search(pattern, error.problem):
            return mark, Problem((), what.format(**found.groupdict()), remedy.format(**found.groupdict()))
    return mark, Problem((), f"this is not YAML: {error.problem}", "Mend the line, or the one above it")
