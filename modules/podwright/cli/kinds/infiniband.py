"""What InfiniBand's own programs read, a folder a subnet below `infiniband/`."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged


def infiniband(result: Judged) -> Iterator[File]:
    """Yield the files of OpenSM, UFM and infiniband-diags for every subnet; what lacks a GUID is told in each, and listed in one of its own."""
    from podwright.outputs.infiniband.subnet import subnet_files

    guids = {where: int(guid, 16) for where, guid in result.hardware.guids.items()}
    plan = result.plan
    for subnet in plan.infiniband.subnets:
        for name, text in subnet_files(subnet, plan.infiniband, plan.fabric, plan.physical, guids):
            yield f"infiniband/{subnet.name}/{name}", text


KINDS: Mapping[str, Maker] = {"infiniband": infiniband}
"""Every kind here, by name."""
