"""Whatever a person writes into a file of their own, the answer is a plan, findings or one clean refusal; never a bug."""

import copy
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from podwright.catalog.document import read
from podwright.catalog.fault import CatalogError, Fault, sentence
from podwright.catalog.load import FOLDER, load_catalog
from podwright.checks.judge import judge
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from unit.catalog.own import own_catalog
from unit.pods import spec

At = tuple[str | int, ...]
ARCHITECTURES = {
    "architectures/starter-h100": "name: mine\nlike: thing\n",
    "nodes/dgx-h100": "name: mine\nlike: starter-h100\nunit: {node: thing}\n",
    "switches/qm9700": "name: mine\nlike: starter-h100\nlayouts:\n  - name: one-rack\n    fabrics:\n      - {name: compute, leaf: thing}\n",
}
"""By the file that is broken: an architecture that names it."""
VALUES = (None, "", "x", 0, -1, 1, 3, 1000, 1.5, True, [], {}, "compute/leaf", "gpu_node", "storage", "pod", "qm9700", "ethernet")


def places(value: object, at: At = ()) -> Iterator[At]:
    """Yield the place of everything in a document."""
    if at:
        yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


def broken(document: dict[str, object], at: At, value: object) -> dict[str, object]:
    """Return the document with one value instead of what stood there."""
    changed = copy.deepcopy(document)
    block = changed
    for part in at[:-1]:
        block = block[part]  # type: ignore[index, assignment]
    block[at[-1]] = value  # type: ignore[index]
    return changed


def faults(folder: Path) -> tuple[Fault, ...]:
    """Return what is wrong with the catalogue of an architecture; where nothing is, its pod has been compiled and judged."""
    try:
        catalog = load_catalog("mine", own=folder)
    except CatalogError as error:
        return error.faults
    with suppress(Infeasible):
        judge(compile_pod(spec("mine"), catalog))
    return ()


@pytest.mark.parametrize("file", ARCHITECTURES)
@settings(max_examples=20)  # each reads and judges a whole pod
@given(data=st.data())
def test_no_value_in_a_file_of_ones_own_ends_in_a_bug(file: str, data: st.DataObject) -> None:
    document = read(FOLDER / f"{file}.yaml") | {"name": "thing"}
    at, value = data.draw(st.sampled_from(list(places(document)))), data.draw(st.sampled_from(VALUES))
    with tempfile.TemporaryDirectory() as folder:
        own = own_catalog(Path(folder), {"architectures/mine.yaml": ARCHITECTURES[file], f"{file.partition('/')[0]}/thing.yaml": ""})
        YAML(typ="safe").dump(broken(document, at, value), own / file.partition("/")[0] / "thing.yaml")
        assert all(fault.path.startswith(folder) and sentence(fault).isprintable() for fault in faults(own))
