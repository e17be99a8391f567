"""The stand-ins as executables in a folder that `podwright lab exec` puts on PATH."""

import shlex
from pathlib import Path

MODULE_OF_PROGRAM = {
    "pulumi-language-python": "podwright.lab.standins.language_host",
    "pulumi-resource-kubernetes": "podwright.lab.standins.kubernetes_provider",
}
SOURCE_ROOT = Path(__file__).resolve().parents[3]


def install(folder: Path, python: Path) -> None:
    """Return nothing; the folder holds one small script a stand-in, run by the given Python. A script that is right already is not touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for program, module in MODULE_OF_PROGRAM.items():
        script, text = folder / program, wrapper(module, python=python)
        if not script.is_file() or script.read_text() != text:
            fresh = script.with_suffix(".new")
            fresh.write_text(text)
            fresh.chmod(0o755)
            fresh.replace(script)


def wrapper(module: str, *, python: Path) -> str:
    """Return the script that becomes one stand-in; the package is found whether it is installed or lies in a clone."""
    root = shlex.quote(str(SOURCE_ROOT))
    return f'#!/bin/sh\nPYTHONPATH={root}"${{PYTHONPATH:+:$PYTHONPATH}}"\nexport PYTHONPATH\nexec {shlex.quote(str(python))} -m {module} "$@"\n'
