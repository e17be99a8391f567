"""A secret of the pod for Ansible, from where Pulumi and the proof have it too; it does not pass through the inventory."""

import os
from collections.abc import Sequence
from pathlib import Path

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from podwright.refusal import Refused
from podwright.secrets.resolver import resolve

DOCUMENTATION = """
name: pod_secret
author: podwright
version_added: "0.1.0"
short_description: secrets of the pod
description:
  - The systemd credential of that name wins; then the vault file of the pod's folder (C(PODWRIGHT_POD)).
options:
  _terms:
    description: Names of secrets.
    required: true
"""

EXAMPLES = """
- ansible.builtin.uri:
    url_password: "{{ lookup('pod_secret', 'switch-password') }}"
"""

RETURN = """
_raw:
  description: One value a name.
  type: list
  elements: str
"""

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible publishes no types
    """One value for each name."""

    def run(self, terms: Sequence[str], variables: object = None, **options: object) -> list[str]:
        """Return one value a name."""
        self.set_options(var_options=variables, direct=options)
        pod = Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD))
        try:
            return [resolve(term, pod_folder=pod) for term in terms]
        except Refused as refusal:
            raise AnsibleLookupError(str(refusal)) from None
