"""The serial numbers that lie beside a pod, in `stacks/<pod>/cables.csv`."""

from pathlib import Path

from podwright.outputs.cabling.serials import Serial, Unkept, read_serials
from podwright.spec.errors import SpecError, SpecErrors

NAME = "cables.csv"


def serials_of(folder: Path) -> dict[str, Serial]:
    """Return the serial numbers that are kept beside a pod, by label; none if there is no such file.

    Raises: SpecErrors when the file is no list of serial numbers.
    """
    path = folder / NAME
    try:
        return read_serials(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Make it a file that you may read, or remove it and import the sheets again"
        raise SpecErrors([SpecError(str(path), 0, 0, "", f"cannot be read ({error})", remedy)]) from None
    except Unkept as unkept:
        raise SpecErrors([SpecError(str(path), unkept.line, 1, "", unkept.what, "Mend the line, or import the sheet again")]) from None
