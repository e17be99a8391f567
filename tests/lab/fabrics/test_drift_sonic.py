"""Real lldpd, set as SONiC sets it, in namespaces whose ports are called as SONiC calls them: the plan's cables are found, and a swap is one finding."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from lab.fabrics.floor import Floor, ip, until
from podwright.observe.compare import compare
from podwright.observe.drift import Comparison
from podwright.observe.reading import Reading, read
from podwright.plan.port_names import names_of_ports
from podwright.plan.types import Plan
from unit.pods import SUPERPOD, plan

NEEDED = ("lldpd", "lldpcli", "ip", "nsenter")
"""Of the packages lldpd, iproute2, util-linux."""
LACKING = [name for name in NEEDED if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root"),
    pytest.mark.skipif(bool(LACKING), reason=f"this machine lacks {', '.join(LACKING)}"),
]
HOSTS = 2
SETTINGS = ("configure lldp portidsubtype ifname", "configure lldp tx-interval 1", "resume")

End = tuple[str, str]


@cache
def pod() -> Plan:
    return plan(SUPERPOD, fabrics={"ethernet": {"os": "sonic"}})


def own(end: End) -> End:
    """Return an end under the name that the device gives its port."""
    called = names_of_ports(pod().ethernet).get(end[0], {}).get(end[1])
    return end[0], called.name if called else end[1]


def chosen() -> list[tuple[End, End]]:
    """Return the cables of the first in-band leaf to its first hosts and to its first spine, by the plan's names."""
    leaf = next(row.device for row in pod().ethernet.switches if any(port.device == row.device and port.bond for port in pod().ethernet.ports))
    cables = [row for row in pod().fabric.cables if row.fabric == "in_band" and leaf in (row.a_device, row.b_device)]
    hosts, ups = [row for row in cables if row.b_device == leaf], [row for row in cables if row.a_device == leaf]
    return [((row.a_device, row.a_port), (row.b_device, row.b_port)) for row in (*hosts[:HOSTS], *ups[:1])]


@contextmanager
def standing() -> Iterator[Floor]:
    """Yield the floor of these cables; nothing of it is left afterwards, whatever happened."""
    folder = Path(mkdtemp(prefix="podwright-sonic-"))
    names = tuple(sorted({name for cable in chosen() for name, _ in cable}))
    floor = Floor(folder, folder, pod(), f"ps{os.getpid()}", names)
    try:
        folder.chmod(0o755)
        for name in names:
            (folder / name).mkdir()
            ip(f"netns add {floor.space(name)}")
        for one, other in chosen():
            floor.plug(own(one), own(other))
        for name in names:
            _speak(floor, name)
        yield floor
    finally:
        for name, program in tuple(floor.processes):
            floor.stop(name, program)
        for name in names:
            if Path("/run/netns", floor.space(name)).exists():
                ip(f"netns delete {floor.space(name)}")
        shutil.rmtree(folder, ignore_errors=True)


def _speak(floor: Floor, name: str) -> None:
    """Start lldpd on a device; on a switch say then of each port what lldpmgrd says (sonic-net/sonic-buildimage, dockers/docker-lldp/lldpmgrd, read 2026-11-21)."""
    home = floor.folder / name
    (home / "lldpd.conf").write_text("\n".join((f"configure system hostname {name}", *SETTINGS, "")), encoding="utf-8")
    ports = [port for device, port in floor.ends if device == name]
    command = ("lldpd", "-d", "-u", str(home / "lldpd.socket"), "-I", ",".join(ports), "-O", str(home / "lldpd.conf"), "-L", "/usr/sbin/lldpcli")
    floor.start(name, "lldpd", "nsenter", f"--net=/run/netns/{floor.space(name)}", *command)
    for row in names_of_ports(pod().ethernet).get(name, {}).values():
        if row.name in ports:
            until(lambda row=row: row.name in floor.lldp(name, "show", "interfaces"), f"lldpd of {name} knows {row.name}")
            floor.lldp(name, "configure", "ports", row.name, "lldp", "portidsubtype", "local", row.alias)


def answers(floor: Floor) -> dict[str, str]:
    return {name: floor.lldp(name, "-f", "json", "show", "neighbors") for name in floor.names}


def compared(told: dict[str, str]) -> Comparison:
    observed, refused = read(Reading("lldp", name, "", text, f"{name}.lldp.json") for name, text in told.items())
    assert refused == ()
    return compare(pod().physical, pod().fabric, observed, ethernet=pod().ethernet)


def chosen_drifts(floor: Floor) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is found of the cables that are on the floor, but for those that were never laid."""
    return [(drift.kind, drift.cables) for drift in compared(answers(floor)).drifts if drift.kind not in ("missing", "absent_device")]


def test_what_lldpd_of_a_sonic_switch_says_is_the_plan_and_a_swap_is_one_finding() -> None:
    (one, far_one), (other, far_other), _ = chosen()
    panel = names_of_ports(pod().ethernet)[far_one[0]]
    with standing() as floor:
        until(lambda: panel[far_one[1]].alias in answers(floor)[one[0]], "the host hears the alias of the port")
        until(lambda: all(json.loads(text)["lldp"].get("interface") for text in answers(floor).values()), "everybody hears somebody")
        assert chosen_drifts(floor) == []
        tallies = {row.fabric: row.as_planned for row in compared(answers(floor)).tallies}
        assert tallies["in_band"] == HOSTS + 1
        floor.exchange(own(one), own(other))
        until(
            lambda: panel[far_other[1]].name in answers(floor)[one[0]] or panel[far_other[1]].alias in answers(floor)[one[0]], "the host hears the other port"
        )
        until(lambda: [kind for kind, _ in chosen_drifts(floor)] == ["swapped"], "the swap is found")
