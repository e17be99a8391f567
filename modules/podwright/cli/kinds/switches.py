"""What Ethernet switches are configured with, in the form of their operating system."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged


def switches(result: Judged) -> Iterator[File]:
    """Yield the configuration of every Ethernet switch, and what a new one fetches to provision itself."""
    maker = SYSTEMS.get(result.plan.ethernet.system.name)
    if maker is not None and result.plan.ethernet.switches:
        yield from maker(result)


def cumulus(result: Judged) -> Iterator[File]:
    """Yield the files of switches that run Cumulus Linux."""
    from podwright.outputs.nvue import switch_files
    from podwright.outputs.nvue.ztp import known_by, laid, ztp_script

    plan = result.plan
    names, files = known_by(plan.ethernet, plan.hosts), []
    for device, text in switch_files(plan.ethernet, plan.hosts):
        files.append(laid(device, text, names))
        yield f"switches/{device}.yaml", text
    yield "switches/cumulus-ztp", ztp_script(plan.header.pod, plan.ethernet.system.release, plan.services.dhcp.switch_url, files)


def sonic(result: Judged) -> Iterator[File]:
    """Yield the files of switches that run SONiC."""
    from podwright.outputs.sonic import switch_files
    from podwright.outputs.sonic.ztp import ztp_json

    plan = result.plan
    for name, text in switch_files(plan.ethernet, plan.hosts, plan.fabric.cables):
        yield f"switches/{name}", text
    if plan.services.dhcp.switch_url:
        yield "switches/ztp.json", ztp_json(plan.services.dhcp.switch_url)


SYSTEMS: Mapping[str, Maker] = {"cumulus": cumulus, "sonic": sonic}
"""What makes the files of each operating system."""
KINDS: Mapping[str, Maker] = {"switches": switches}
"""Every kind here, by name."""
