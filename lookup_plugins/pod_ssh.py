"""The pod's ssh keys for Ansible, derived from its seed on the machine that runs Ansible; none of them passes through the inventory."""

import os
import shlex
import time
from collections.abc import Sequence
from pathlib import Path

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from podwright.refusal import Refused
from podwright.secrets.login import current_login
from podwright.secrets.resolver import resolve

DOCUMENTATION = """
name: pod_ssh
author: podwright
version_added: "0.1.0"
short_description: ssh keys and certificates of the pod
description:
  - Where C(PODWRIGHT_SSH_CONFIG) or C(-F) in C(ANSIBLE_SSH_ARGS) names an ssh configuration, that one logs in, and no login is made.
  - The run that raises the pod's generation of keys logs in with the old one, which C(PODWRIGHT_SSH_GENERATION) names.
  - Everything is derived from one secret, which is looked for among systemd credentials and in the vault file of the pod's folder (C(PODWRIGHT_POD)).
options:
  _terms:
    description: What is asked for.
    choices: [user_ca, host_key, host_certificate, arguments]
    required: true
  seed:
    description: Name of the secret that keys are derived from.
    type: str
    required: true
  pod:
    description: The pod's name.
    type: str
    required: true
  generation:
    description: Generation of the pod's keys.
    type: int
    required: true
  name:
    description: The host whose key or certificate is asked for.
    type: str
  names:
    description: The names that the host's certificate vouches for.
    type: list
    elements: str
  principal:
    description: The account that ssh's arguments log in to.
    type: str
  domain:
    description: The pod's domain.
    type: str
  host:
    description: The full name by which the host has to be known.
    type: str
"""

EXAMPLES = """
- ansible.builtin.debug:
    msg: "{{ lookup('pod_ssh', 'user_ca', seed='ssh-seed', pod='lab', generation=1) }}"
"""

RETURN = """
_raw:
  description: One text a term, in OpenSSH's form.
  type: list
  elements: str
"""

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"

LOGIN_VALID_S = 3600
"""How long a login lasts. A run renews it at half time, so this only has to outlast the longest single task that opens a connection anew."""


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible publishes no types
    """One text for each thing that is asked for."""

    def run(self, terms: Sequence[str], variables: object = None, **options: object) -> list[str]:
        """Return one text a term."""
        self.set_options(var_options=variables, direct=options)
        try:
            return [self._text(term) for term in terms]
        except Refused as refusal:
            raise AnsibleLookupError(str(refusal)) from None

    def _text(self, term: str) -> str:
        if term == "arguments":
            return self._arguments()
        from podwright.secrets.ssh import host_key, pod_keys

        keys = pod_keys(self._seed(), pod=self.get_option("pod"), generation=self.get_option("generation"))
        if term == "user_ca":
            return keys.user_ca_public
        if term not in {"host_key", "host_certificate"}:
            raise AnsibleLookupError(f"pod_ssh: {term!r} is not one of user_ca, host_key, host_certificate, arguments")
        host = host_key(keys, self.get_option("name"), names=tuple(self.get_option("names")))
        return host.private_openssh if term == "host_key" else host.certificate

    def _arguments(self) -> str:
        """Return the arguments that make ssh strict and log it in; who brings an ssh configuration of their own (the lab, a Playbook) has said how."""
        strict = ["StrictHostKeyChecking=yes", f"HostKeyAlias={self.get_option('host')}"]
        if "-F" in os.environ.get("ANSIBLE_SSH_ARGS", "").split():
            return _as_arguments(strict)
        if config := os.environ.get("PODWRIGHT_SSH_CONFIG"):
            return f"-F {shlex.quote(config)} {_as_arguments(strict)}"
        generation = int(os.environ.get("PODWRIGHT_SSH_GENERATION", self.get_option("generation")))
        words = {name: self.get_option(name) for name in ("pod", "principal", "domain")}
        login = current_login(self._seed(), **words, generation=generation, valid_s=LOGIN_VALID_S, now_s=int(time.time()))
        own = [f"IdentityFile={login.identity}", f"CertificateFile={login.certificate}", "IdentitiesOnly=yes", "IdentityAgent=none"]
        known = [f"UserKnownHostsFile={login.known_hosts}", "GlobalKnownHostsFile=/dev/null", f"ControlPath={login.identity.parent}/%C"]
        return _as_arguments([*strict, *own, *known])

    def _seed(self) -> str:
        return resolve(self.get_option("seed"), pod_folder=Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD)))


def _as_arguments(settings: Sequence[str]) -> str:
    return " ".join(f"-o {setting}" for setting in settings)
