"""The door: a pod file read, judged word by word, and returned as a spec."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from podwright.spec.errors import Location, Problem, SpecError, SpecErrors, dotted

if TYPE_CHECKING:
    from podwright.spec.document import Document, Mark, Value
    from podwright.spec.pod import PodSpec


def load(path: Path) -> "PodSpec":
    """Return the pod that a stack folder or a pod file declares.

    Raises: SpecErrors, with every error of the first phase that finds one: the file, the YAML, the words, the rules between words.
    """
    file = pod_file(path)
    return parse(_content(path, file), name=str(file))


def parse(content: bytes, *, name: str) -> "PodSpec":
    """Return the pod that the content of a file declares; `name` is what messages call the file. Raises: SpecErrors."""
    # Here, not above: a command that reads no pod has no use for the YAML reader and the models, and they take longer to import than to run.
    from podwright.spec.document import Unreadable, decode, read

    try:
        document = read(decode(content))
    except Unreadable as unreadable:
        raise SpecErrors(_placed(name, mark, problem) for mark, problem in unreadable.faults) from None
    if document.value is None:
        raise SpecErrors([SpecError(name, 1, 1, "", "the file declares nothing", "Write a pod with podwright init, or take one of stacks/")])
    spec, problems = judge_words(document.value)
    if spec is None:
        raise refusal(document, name, problems)
    return spec


def refuse(path: Path, problems: Iterable[Problem]) -> SpecErrors:
    """Return the refusal of a pod that loads, for what only a later room can know to be wrong with its words (an architecture that no catalogue has)."""
    from podwright.spec.document import decode, read

    file = pod_file(path)
    return refusal(read(decode(_content(path, file))), str(file), problems)


def refusal(document: "Document", name: str, problems: Iterable[Problem]) -> SpecErrors:
    """Return the problems at their places in the document; what is missing is told at the block that lacks it."""
    return SpecErrors(_placed(name, _nearest(document.marks, problem.location), problem) for problem in problems)


def pod_file(path: Path) -> Path:
    """Return the pod file that a path means: itself, or the one in the stack folder."""
    return path if path.is_file() or path.suffix in {".yaml", ".yml"} else path / "pod.yaml"


def judge_words(value: "Value") -> "tuple[PodSpec | None, tuple[Problem, ...]]":
    """Return the spec that a value declares and no problems, or no spec and every problem of the words, or of the rules between them if the words are right."""
    from pydantic import ValidationError

    from podwright.spec import rules
    from podwright.spec.pod import PodSpec

    try:
        spec = PodSpec.model_validate(value)
    except ValidationError as error:
        from podwright.spec import wording

        return None, wording.problems(error.errors(include_url=False))
    contradictions = tuple(rules.problems(spec))
    return (None, contradictions) if contradictions else (spec, ())


def _content(path: Path, file: Path) -> bytes:
    from podwright.spec.document import SIZE_LIMIT_BYTES

    try:
        with file.open("rb") as stream:
            # One byte more than is taken, so that a large file is refused by its size without being read.
            content = stream.read(SIZE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        remedy = f"Name a folder that has one, or write it with podwright init {file.parent}"
        raise SpecErrors([SpecError(str(path), 0, 0, "", "no pod.yaml in this folder" if path.is_dir() else "no such file or folder", remedy)]) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SpecErrors([SpecError(str(file), 0, 0, "", f"cannot be read ({reason})", "Make it a file that you may read")]) from None
    if len(content) > SIZE_LIMIT_BYTES:
        what = f"{file.stat().st_size:,} bytes is above the limit of {SIZE_LIMIT_BYTES:,}"
        raise SpecErrors([SpecError(str(file), 0, 0, "", what, "Keep only what a person wrote in it")])
    return content


def _placed(name: str, mark: "Mark", problem: Problem) -> SpecError:
    return SpecError(name, mark.line, mark.column, dotted(problem.location), problem.what, problem.remedy)


def _nearest(marks: "dict[Location, Mark]", location: Location) -> "Mark":
    """Return where the location stands, or the innermost block around it when it stands nowhere (a field that is missing)."""
    while location not in marks:
        location = location[:-1]
    return marks[location]
