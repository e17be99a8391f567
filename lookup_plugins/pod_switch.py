"""What a switch is to be configured with, for Ansible: compiled from the pod's own file when a task asks for it, so that it cannot go stale."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from podwright.declaration import declared
from podwright.outputs.frr.config import NoPairs, frr_configs
from podwright.outputs.nvue.switch import switch_settings
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from podwright.plan.types import Plan
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

DOCUMENTATION = """
name: pod_switch
author: podwright
version_added: "0.1.0"
short_description: configuration of the pod's switches
description:
  - The pod is that of C(PODWRIGHT_POD). It stands outside of the inventory, which would be many times as large with it.
options:
  _terms:
    description: Names of switches, as the plan has them.
    required: true
  way:
    description: C(nvue) for the settings that NVUE takes, as JSON; C(frr) for C(frr.conf).
    choices: [nvue, frr]
    required: true
    type: str
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ lookup('pod_switch', inventory_hostname, way='nvue') }}"
"""

RETURN = """
_raw:
  description: One text a switch.
  type: list
  elements: str
"""

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible publishes no types
    """One text for each switch."""

    def run(self, terms: Sequence[str], variables: object = None, **options: object) -> list[str]:
        """Return one text a switch."""
        self.set_options(var_options=variables, direct=options)
        try:
            plan = compile_pod(*declared(Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD))))
        except (SpecErrors, Infeasible, Refused) as error:
            raise AnsibleLookupError(str(error)) from None
        return [_text(plan, term, self.get_option("way")) for term in terms]


def _text(plan: Plan, name: str, way: str) -> str:
    try:
        made = dict(frr_configs(plan.ethernet)).get(name) if way == "frr" else _settings(plan, name)
    except NoPairs as error:
        raise AnsibleLookupError(f"pod_switch: {error}.") from None
    if made is None:
        raise AnsibleLookupError(f"pod_switch: {name} is no switch of pod {plan.header.pod} that {way} configures")
    return made


def _settings(plan: Plan, name: str) -> str | None:
    found = switch_settings(plan.ethernet, plan.hosts, name)
    return None if found is None else json.dumps(found)
