"""What a boot server is to be configured with, for Ansible: compiled from the pod's own file and its hardware when a task asks for it, so that it cannot go stale."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from podwright.declaration import declared, declared_hardware
from podwright.install.serving import program, settings_text
from podwright.outputs.kea import kea_files
from podwright.outputs.reservations import reservations
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from podwright.plan.hardware import hardware
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

DOCUMENTATION = """
name: pod_boot
author: podwright
version_added: "0.1.0"
short_description: configuration of the pod's boot servers
description:
  - The pod is that of C(PODWRIGHT_POD); MACs come from the hardware.csv beside it.
options:
  _terms:
    description: C(kea4) for the configuration of Kea's IPv4 server, C(settings) for that of the boot service, C(program) for the program of the boot service.
    choices: [kea4, settings, program]
    required: true
  server:
    description: Name of the boot server, as the plan has it.
    type: str
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ lookup('pod_boot', 'kea4', server=inventory_hostname) }}"
"""

RETURN = """
_raw:
  description: One text a term; for the program, its files as JSON, a list of C(path), C(content) and C(mode).
  type: list
  elements: str
"""

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible publishes no types
    """One text for each thing that is asked for."""

    def run(self, terms: Sequence[str], variables: object = None, **options: object) -> list[str]:
        """Return one text a term."""
        self.set_options(var_options=variables, direct=options)
        folder = Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD))
        try:
            return [_text(folder, term, str(self.get_option("server"))) for term in terms]
        except (SpecErrors, Infeasible, Refused) as error:
            raise AnsibleLookupError(str(error)) from None


def _text(folder: Path, term: str, server: str) -> str:
    if term == "program":
        return json.dumps([{"path": path, "content": content, "mode": "0644"} for path, content in program()])
    plan = compile_pod(*declared(folder))
    if server not in {row.host for row in plan.install.servers}:
        raise AnsibleLookupError(f"pod_boot: {server} is no boot server of pod {plan.header.pod}")
    if term == "settings":
        return settings_text(plan, server)
    if term != "kea4":
        raise AnsibleLookupError(f"pod_boot: {term!r} is not one of kea4, settings, program")
    return _kea(folder, plan, server)


def _kea(folder: Path, plan: Plan, server: str) -> str:
    known = hardware(declared_hardware(folder))
    rows = reservations(plan.services.dhcp, plan.physical, plan.fabric, plan.hosts, plan.ethernet, known)
    return dict(kea_files(plan.services.dhcp, plan.hosts, rows, plan.install))[f"{server}/kea-dhcp4.conf"]
