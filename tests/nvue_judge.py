"""What NVUE's own schema of a release says of configuration files: a program of its own, since unknown keys are forbidden for every model of its process.

`python nvue_judge.py RELEASE FILE...` prints a line of JSON a wrong setting: file, path, what is wrong.
"""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

Wrong = tuple[str, str, str]
"""File, path in it, what is wrong."""


class Reader(yaml.CSafeLoader):
    """A reader that leaves `on`, `off` and `11:11` as the words they are, as NVUE does."""


OTHERWISE = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"}
Reader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag not in OTHERWISE] for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Reader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


def read(text: str) -> dict[str, object]:
    """Return the settings of a file; every key is text, as NVUE has them."""
    found = _keyed(next(part["set"] for part in yaml.load(text, Reader) if "set" in part))  # noqa: S506 - a safe loader
    assert isinstance(found, dict)
    return found


def judged(release: str, files: Iterable[Path]) -> list[Wrong]:
    """Return what the schema of a release finds wrong in these files."""
    asked = [sys.executable, __file__, release, *map(str, files)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return [(row[0], row[1], row[2]) for row in map(json.loads, done.stdout.splitlines())]


def _keyed(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _keyed(inner) for key, inner in value.items()}
    return [_keyed(inner) for inner in value] if isinstance(value, list) else value


def _main(release: str, files: list[str]) -> None:
    import pydantic

    pydantic.BaseModel.model_config["extra"] = "forbid"
    pydantic.BaseModel.model_config["defer_build"] = True
    model = importlib.import_module(f"nvueschema.models.v{release.replace('.', '_')}").NvueConfig
    for file in files:
        try:
            model.model_validate(read(Path(file).read_text(encoding="utf-8")))
        except pydantic.ValidationError as trouble:
            for row in trouble.errors():
                sys.stdout.write(json.dumps([Path(file).name, ".".join(map(str, row["loc"])), row["type"]]) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
