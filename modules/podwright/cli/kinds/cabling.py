"""What those who pull, label, check and record cables work from; every file lies below `cabling/`."""

from collections.abc import Iterator, Mapping

from podwright.cli.kinds.kind import File, Maker
from podwright.cli.pods import Judged


def cabling(result: Judged) -> Iterator[File]:
    """Yield the installer's sheets, NetBox's cables, the inputs of UFM and of its Cable Validation Tool, and the topology that Cumulus Linux checks."""
    from podwright.cli.serials import serials_of
    from podwright.outputs.cabling import cvt, ptm, ufm
    from podwright.outputs.cabling.netbox import netbox_cables
    from podwright.outputs.cabling.numbers import PortNumbers
    from podwright.outputs.cabling.rows import cable_rows
    from podwright.outputs.cabling.sheet import bundle_sheet, installer_sheet, label_sheet
    from podwright.outputs.cabling.storage import storage_sheet
    from podwright.outputs.cabling.text import csv_text

    plan = result.plan
    rows = list(cable_rows(plan.physical, plan.fabric, plan.pulling, plan.ethernet))
    yield "cabling/cables.csv", installer_sheet(rows, serials_of(result.folder))
    yield "cabling/bundles.csv", bundle_sheet(plan.pulling)
    yield "cabling/labels.csv", label_sheet(rows)
    if plan.storage.links:
        yield "cabling/storage.csv", storage_sheet(plan.physical, plan.storage)
    yield "cabling/netbox-cables.csv", netbox_cables(rows)
    quantum = [row for row in rows if row.technology == "infiniband"]
    hcas = ufm.hca_numbers(quantum)
    for fabric in plan.fabric.fabrics:
        mine = [row for row in rows if row.cable.fabric == fabric.name]
        yield f"cabling/cvt/p2p-{fabric.name}.csv", csv_text(cvt.POINT_TO_POINT, cvt.point_to_point(mine, hcas))
        if fabric.technology == "infiniband":
            yield f"cabling/ufm/{fabric.name}.topo", ufm.topology(mine, PortNumbers(plan.fabric.cages))
    if quantum:
        numbers = PortNumbers(plan.fabric.cages)
        yield "cabling/ufm/ndt-switch-to-switch.csv", ufm.ndt(quantum, numbers, to_hosts=False)
        yield "cabling/ufm/ndt-switch-to-host.csv", ufm.ndt(quantum, numbers, to_hosts=True)
        yield "cabling/ufm/hca_mapping.csv", ufm.hca_mapping(quantum)
    ethernet = frozenset(fabric.name for fabric in plan.fabric.fabrics if fabric.technology == "ethernet")
    mine = [row for row in rows if row.cable.fabric in ethernet]
    yield "cabling/topology.dot", ptm.ptm_topology(mine, ethernet, system=plan.ethernet.system.name)


KINDS: Mapping[str, Maker] = {"cabling": cabling}
"""Every kind here, by name."""
