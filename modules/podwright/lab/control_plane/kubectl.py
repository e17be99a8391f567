"""The real kubectl, run inside the lab's network namespace."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from podwright.lab.control_plane.parts import ENVIRONMENT
from podwright.lab.state import LabState
from podwright.refusal import Refused

Manifest: TypeAlias = dict[str, object]
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Kubectl:
    """kubectl as the lab's administrator."""

    state: LabState
    program: Path
    kubeconfig: Path


@dataclass(frozen=True, slots=True)
class Said:
    """What one run of kubectl said; `complaint` is empty when all went well."""

    text: str
    complaint: str


def ask(kubectl: Kubectl, *words: str, text: str = "") -> Said:
    """Return what kubectl said."""
    command = (
        *kubectl.state.enter,
        str(kubectl.program),
        f"--kubeconfig={kubectl.kubeconfig}",
        f"--cache-dir={kubectl.state.control_plane / 'kubectl'}",
        *words,
    )
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=LIMIT_S, env=ENVIRONMENT, check=False)
    except subprocess.TimeoutExpired:
        return Said("", f"no answer in {LIMIT_S:.0f} s")
    except OSError as error:
        return Said("", f"{kubectl.program} cannot be run ({error.strerror})")
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return Said(done.stdout, "" if done.returncode == 0 else lines[-1] if lines else f"exit code {done.returncode}")


def told(kubectl: Kubectl, *words: str, text: str = "") -> str:
    """Return what kubectl said.

    Raises: Refused when it failed.
    """
    said = ask(kubectl, *words, text=text)
    if said.complaint:
        raise Refused(
            f"lab {kubectl.state.pod}", f"kubectl {' '.join(words[:2])} failed: {said.complaint}", f"Read {kubectl.state.logs / 'kube-apiserver.log'}"
        )
    return said.text


def apply(kubectl: Kubectl, manifests: Sequence[Manifest], *, subresource: str = "") -> None:
    """Return when the server has taken all manifests.

    Raises: Refused when it has not.
    """
    words = (
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=podwright-lab",
        "-f",
        "-",
        *((f"--subresource={subresource}",) if subresource else ()),
    )
    told(kubectl, *words, text=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)}))
