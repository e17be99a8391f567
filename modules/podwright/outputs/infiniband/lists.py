"""Lists of GUIDs that OpenSM reads: LIDs, roots, compute and service nodes, names."""

from collections.abc import Iterable

from podwright.outputs.infiniband.guids import Guids
from podwright.plan.names import PortName
from podwright.plan.types import Lid, LidHolder, LidSubnet


def guid2lid(lids: Iterable[Lid], guids: Guids) -> str:
    """Return the file in which OpenSM keeps LIDs (`guid2lid` in its cache folder): with `honor_guid2lid_file` it gives these and no others.

    Shape: GUID, first and last LID, with an empty line behind each; OpenSM takes no comment here, so that what lacks a GUID is not told in it.
    """
    known = guids.known
    rows = ((known.get((row.device, row.port)), row.lid) for row in lids)
    return "".join(f"0x{guid:016x} 0x{lid:04x} 0x{lid:04x}\n\n" for guid, lid in rows if guid is not None)


def root_guids(subnet: LidSubnet, guids: Guids) -> str:
    """Return the GUIDs of the switches of the top tier (`root_guid_file`)."""
    return guids.header(f"switches of the top tier of subnet {subnet.name}") + _guids(((name, PortName("")) for name in subnet.roots), guids)


def holder_guids(subnet: LidSubnet, lids: Iterable[Lid], guids: Guids, holder: LidHolder) -> str:
    """Return the GUIDs of the ports of GPU nodes (`cn_guid_file`), or of the hosts that serve them (`io_guid_file`)."""
    said = {LidHolder.COMPUTE: "ports of GPU nodes", LidHolder.SERVICE: "ports of hosts that serve GPU nodes"}[holder]
    return guids.header(f"{said} on subnet {subnet.name}") + _guids(((row.device, row.port) for row in lids if row.holder is holder), guids)


def node_name_map(subnet: LidSubnet, lids: Iterable[Lid], guids: Guids) -> str:
    """Return the names by which infiniband-diags and OpenSM call what they find (`--node-name-map`): a switch's own, a host's with the port."""
    names = ((guids.known.get((row.device, row.port)), row) for row in lids)
    lines = (
        f'0x{guid + (guids.node_offset if row.port else 0):016x} "{row.device}{" " if row.port else ""}{row.port}"\n' for guid, row in names if guid is not None
    )
    return guids.header(f"names of subnet {subnet.name}") + "".join(lines)


def _guids(places: Iterable[tuple[str, str]], guids: Guids) -> str:
    known = {(str(device), str(port)): guid for (device, port), guid in guids.known.items()}
    return "".join(f"0x{known[place]:016x}\n" for place in places if place in known)
