"""What the network of a host is to be, for Ansible: compiled once a run from the pod's own file and its hardware, so that it cannot go stale."""

import os
from collections.abc import Sequence
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from podwright.declaration import declared, declared_hardware
from podwright.engines.lock import held
from podwright.event import Event
from podwright.outputs.host_network.wanted import wanted_networks
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from podwright.plan.hardware import hardware
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

DOCUMENTATION = """
name: pod_network
author: podwright
version_added: "0.1.0"
short_description: network of the pod's hosts
description:
  - The pod is that of C(PODWRIGHT_POD); MACs come from the hardware.csv beside it. All hosts are compiled at once, for the length of this run of Ansible.
options:
  _terms:
    description: Names of hosts, as the plan has them.
    required: true
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ lookup('pod_network', inventory_hostname) }}"
"""

RETURN = """
_raw:
  description: One text a host, JSON, files by network service and what the kernel then has.
  type: list
  elements: str
"""

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible publishes no types
    """One text for each host."""

    def run(self, terms: Sequence[str], variables: object = None, **options: object) -> list[str]:  # noqa: ARG002 - Ansible calls it so
        """Return one text a host."""
        try:
            folder = _made(Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD)), Path(constants.DEFAULT_LOCAL_TMP))
            return [(folder / Path(term).name).read_text(encoding="utf-8") for term in terms]
        except (SpecErrors, Infeasible, Refused) as error:
            raise AnsibleLookupError(str(error)) from None
        except FileNotFoundError as missing:
            raise AnsibleLookupError(f"pod_network: {Path(missing.filename).name} is no host of the pod") from None


def _made(pod: Path, run: Path) -> Path:
    """Return the folder of this run with a file a host, made by whoever asks first: each of Ansible's workers is a process of its own."""
    folder = run / "pod_network"
    with held(run / "pod_network.lock", on_event=_silent):
        if not folder.is_dir():
            work = run / "pod_network.new"
            work.mkdir(exist_ok=True)
            for host, text in wanted_networks(compile_pod(*declared(pod)), hardware(declared_hardware(pod))):
                (work / host).write_text(text, encoding="utf-8")
            work.rename(folder)
    return folder


def _silent(event: Event) -> None:
    """Take no notice of an event: waiting for another worker is none."""
