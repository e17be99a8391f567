"""The Playbook as a program writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from podwright.provider.inputs import HOSTS
from podwright.provider.token import TOKEN


@dataclass(frozen=True, slots=True)
class PlaybookArgs:
    """Inputs of a Playbook: program folder, pod folder, tags (none: all), host pattern, digests, secret values by name."""

    folder: str
    pod: str
    plan_digest: str
    roles_digest: str
    secrets: Mapping[str, pulumi.Input[str]]
    tags: Sequence[str] = ()
    limit: str = HOSTS


class Playbook(pulumi.CustomResource):
    """Part of site.yml on part of the inventory."""

    hosts: pulumi.Output[list[str]]
    drift: pulumi.Output[list[str]]

    def __init__(self, name: str, args: PlaybookArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        properties = {
            "folder": args.folder,
            "pod": args.pod,
            "tags": list(args.tags),
            "limit": args.limit,
            "plan_digest": args.plan_digest,
            "roles_digest": args.roles_digest,
            "secrets": pulumi.Output.secret(dict(args.secrets)),
            "hosts": None,
            "drift": None,
        }
        super().__init__(TOKEN, name, properties, opts)
