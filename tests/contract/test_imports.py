"""Who may import whom: read from the sources, so that a shortcut is found before it is a habit."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "modules" / "podwright"

LEAVES = {"event", "refusal", "share", "secrets", "engines"}
"""What every room may import; engines and secrets import only the first three."""
WORDS = {"spec", "catalog"}
THINKING = WORDS | {"plan"}
TELLING = THINKING | {"checks", "outputs"}
MAKING = TELLING | {"components", "provider", "lab"}
MAY_IMPORT = {
    "event": set(),
    "refusal": set(),
    "share": set(),
    "secrets": {"event", "refusal", "share"},
    "engines": {"event", "refusal", "share"},
    "declaration": LEAVES | WORDS,
    "spec": LEAVES,
    "catalog": LEAVES,
    "plan": LEAVES | WORDS,
    "checks": LEAVES | {"plan"},
    "outputs": LEAVES | {"plan"},
    "observe": LEAVES | {"spec", "catalog", "plan"},
    "bmc": LEAVES | {"spec", "catalog", "plan", "observe"},
    "install": LEAVES | {"spec", "catalog", "plan", "outputs", "observe", "bmc"},
    "costs": LEAVES | {"spec", "plan", "outputs"},
    "components": LEAVES | {"plan"},
    "provider": LEAVES | THINKING | {"declaration", "outputs"},
    "lab": LEAVES | {"plan", "outputs"},
    "realise": LEAVES | MAKING | {"declaration"},
    "cli": LEAVES | MAKING | {"declaration", "realise", "costs", "observe", "bmc", "install"},
}
"""By room: the other rooms it may import."""
PULUMI_ROOMS = {"components", "provider", "realise", "lab/standins"}
PURE_ROOMS = ("plan", "checks", "outputs", "costs")
IMPURE = {"datetime", "os", "pathlib", "random", "requests", "shutil", "subprocess", "tempfile", "time", "urllib", "http", "secrets", "uuid", "locale"}
PURE_OF_SOCKET = {"inet_ntop", "AF_INET", "AF_INET6"}


def modules() -> Iterator[tuple[Path, str]]:
    """Yield every source file with its room."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        yield path, relative.parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return the dotted names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "podwright" else {node.module}
    return found


def test_every_room_has_its_rule() -> None:
    assert {room for _, room in modules()} - {"__init__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_stands_left_of_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, of in modules()
        if of == room
        for name in imports(path)
        if name.startswith("podwright.") and name.split(".")[1] not in MAY_IMPORT[room] | {room}
    ]
    assert wrong == []


def test_only_the_rooms_that_realise_import_pulumi() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, room in modules()
        for name in imports(path)
        if name.split(".")[0] in {"pulumi", "pulumi_kubernetes"} and room not in PULUMI_ROOMS and not str(path.relative_to(PACKAGE)).startswith("lab/standins/")
    ]
    assert wrong == []


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_pure_rooms_touch_no_file_clock_or_network(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, of in modules()
        if of == room
        for name in imports(path)
        if name.split(".")[0] in IMPURE or (name == "socket" and not _only_text(path))
    ]
    assert wrong == []


def test_only_what_collects_touches_files_and_hosts_in_the_room_that_observes() -> None:
    files = [path for path, room in modules() if room == "observe" and not path.name.startswith("collect")]
    assert [f"{path.relative_to(ROOT)} imports {name}" for path in files for name in imports(path) if name.split(".")[0] in IMPURE] == []


def test_only_what_acts_touches_bmcs_in_the_room_that_sets_them() -> None:
    files = [path for path, room in modules() if room == "bmc" and not path.name.startswith("act_")]
    assert [f"{path.relative_to(ROOT)} imports {name}" for path in files for name in imports(path) if name.split(".")[0] in IMPURE or ".collect" in name] == []


def test_only_the_command_line_prints() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, room in modules()
        if room != "cli" and "standins" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


def _only_text(path: Path) -> bool:
    """Return whether a file uses of `socket` only what turns numbers into text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    } <= PURE_OF_SOCKET
