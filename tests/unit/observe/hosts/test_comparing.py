"""Hosts against the plan, against what was delivered, against their like."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from podwright.observe.hosts.compare import compare_hosts
from podwright.observe.hosts.drift import HostComparison
from podwright.observe.hosts.expected import expected_hosts
from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.observed import Silence
from podwright.plan.types import Plan, Version
from podwright.spec.hardware import HardwareRow
from unit.observe.hosts.telling import answers, mac, read
from unit.pods import SUPERPOD, plan

NODES = tuple(f"pod-u001-r01-n{number:02d}" for number in (1, 2, 3, 4))
NODE = NODES[0]


def pod() -> Plan:
    return plan(SUPERPOD)


def hosts(changes: dict[str, dict[str, str]] | None = None, **words: str) -> dict[str, ObservedHost]:
    """Return all four nodes as planned, but for the answers of some."""
    return {host: read(host, answers(pod(), host, **words) | (changes or {}).get(host, {})) for host in NODES}


def found(told: dict[str, ObservedHost], *, hardware: tuple[HardwareRow, ...] = (), the_plan: Plan | None = None) -> HostComparison:
    should = expected_hosts(the_plan or pod(), hardware)
    return compare_hosts({host: should[host] for host in NODES}, told)


def changed(kind: str, old: str, new: str) -> dict[str, dict[str, str]]:
    """Return the first node's answer of a kind, with a piece of it changed."""
    text = answers(pod(), NODE)[kind]
    assert old in text
    return {NODE: {kind: text.replace(old, new)}}


def test_hosts_as_planned_give_no_finding_and_nothing_is_left_out() -> None:
    comparison = found(hosts())
    assert (comparison.drifts, comparison.silences, comparison.not_looked_at) == ((), (), ())
    assert comparison.as_planned == comparison.hosts == NODES


def without_gpu(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:7])


def without_disk(text: str) -> str:
    whole = json.loads(text)
    return json.dumps({"blockdevices": [row for row in whole["blockdevices"] if row["name"] != "nvme9n1"]})


def without_link(text: str) -> str:
    return json.dumps([row for row in json.loads(text) if row["ifname"] != "ibp24s0"])


def without_carrier(text: str) -> str:
    return json.dumps([row | ({"flags": ["UP"], "operstate": "DOWN"} if row["ifname"] == "ibp24s0" else {}) for row in json.loads(text)])


@pytest.mark.parametrize(
    ("kind", "change", "code", "what"),
    [
        ("link", lambda text: text.replace('"mtu": 9000', '"mtu": 1500', 1), "P586", "bond0: its MTU is 1500, 9000 is planned"),
        ("link", without_link, "P586", "ibp24s0: no such interface"),
        ("link", without_carrier, "P586", "ibp24s0: it has no link"),
        ("rates", lambda text: text.replace("ibp24s0 hardware 400000", "ibp24s0 hardware 200000"), "P586", "ibp24s0: it runs at 200 Gb/s, 400 Gb/s is planned"),
        ("disks", without_disk, "P585", "disks: 7 of 8 data drives (NVMe) of 3,840 GB"),
        ("gpus", without_gpu, "P585", "7 of 8 GPUs answer (0, 1, 2, 3, 4, 5, 6)"),
        ("system", lambda text: text.replace("DGXH100", "DGXA100"), "P585", "a machine of model DGXA100 stands here, and DGXH100 is expected"),
        ("mounts", lambda text: text.replace("/ ext4 rw", "/ ext4 ro"), "P583", "the root file system is mounted read-only"),
        ("mounts", lambda text: text.replace("/raid xfs", "/scratch xfs"), "P583", "mount /raid: none, xfs on 3 others of its kind"),
        ("system", lambda text: text.replace("6.8.0-52", "6.8.0-49"), "P584", "kernel: 6.8.0-49-generic, 6.8.0-52-generic on 3 others of its kind"),
        ("cmdline", lambda text: text.replace(" hugepages=64", ""), "P584", "kernel argument hugepages=64: none, given on 3 others of its kind"),
        (
            "packages",
            lambda text: text.replace("2.39-0ubuntu8.4", "2.39-0ubuntu8"),
            "P582",
            "package libc6: 2.39-0ubuntu8, 2.39-0ubuntu8.4 on 3 others of its kind",
        ),
        ("packages", lambda text: text + "gcc\t13\tinstalled\n", "P582", "package gcc: 13, none on 3 others of its kind"),
        (
            "firmware",
            lambda text: text.replace("28.43.1014", "28.39.1002", 1),
            "P587",
            "adapter MT_0000000838: 28.39.1002 and 28.43.1014, 28.43.1014 on 3 others of its kind",
        ),
        ("clock", lambda _: "synchronized no\n", "P588", "the clock is held to no source"),
        ("clock", lambda text: text.replace("-0.000021", "-2.5"), "P588", "the clock is off by more than 0.1 s"),
    ],
)
def test_each_difference_is_found_where_it_is(kind: str, change: Callable[[str], str], code: str, what: str) -> None:
    comparison = found(hosts({NODE: {kind: change(answers(pod(), NODE)[kind])}}))
    assert (code, NODE, what) in [(drift.code, drift.host, drift.what) for drift in comparison.drifts]
    assert comparison.troubled == {NODE}
    assert all(drift.remedy and not drift.role for drift in comparison.drifts)


def test_addresses_are_held_against_what_was_delivered() -> None:
    host = next(one for one in pod().hosts.hosts if one.name == NODE)
    names = [name for one in host.interfaces for name in (one.name, *one.members)]
    port = host.interfaces[-1].members[-1] if host.interfaces[-1].members else host.interfaces[-1].name
    at = names.index(port)
    right = HardwareRow(NODE, port, mac(at), None, None)
    assert found(hosts(), hardware=(right,)).drifts == ()
    (drift,) = found(hosts(), hardware=(right._replace(mac="b8:ce:f6:00:01:00"),)).drifts
    assert drift.what == f"{port}: its address is {mac(at)}, b8:ce:f6:00:01:00 was delivered"


def test_a_package_of_a_component_of_the_plan_has_its_version() -> None:
    told = hosts(
        {
            host: {"packages": answers(pod(), host)["packages"] + f"kubelet\t{version}\tinstalled\n"}
            for host, version in zip(NODES, ["1.36.3-1.1", "1.36.3", "1.36.30-1.1", "1:1.36.3-1"], strict=True)
        }
    )
    whole = replace(pod(), versions=(Version("kubernetes", "1.36.3", (), ""),))
    assert [(drift.host, drift.what) for drift in found(told, the_plan=whole).drifts if "planned" in drift.what] == [
        (NODES[2], "package kubelet: 1.36.30-1.1, 1.36.3 is planned")
    ]


def test_packages_and_kernel_arguments_of_the_plan_are_there_and_said_once() -> None:
    system = replace(pod().system, basis=replace(pod().system.basis, packages=("adduser", "tmux")), kernel_arguments=("iommu=pt", "hugepages=64"))
    told = hosts(changed("cmdline", "hugepages=64", "hugepages=32") | {NODES[1]: {"packages": answers(pod(), NODE)["packages"].replace("adduser", "addgroup")}})
    seen = {(drift.host, drift.code, drift.what) for drift in found(told, the_plan=replace(pod(), system=system)).drifts}
    assert {(host, "P582", "package tmux: none, and it is planned") for host in NODES} <= seen
    assert {row for row in seen if "tmux" not in row[2]} == {
        (NODES[0], "P584", "kernel argument hugepages=64: not given, and it is planned"),
        (NODES[0], "P584", "kernel argument hugepages=32: given, none on 3 others of its kind"),
        (NODES[1], "P582", "package adduser: none, and it is planned"),
        (NODES[1], "P582", "package addgroup: 3.137ubuntu1, none on 3 others of its kind"),
    }


def test_where_no_value_is_more_usual_that_is_said() -> None:
    told = {host: one for host, one in hosts(changed("system", "6.8.0-52", "6.8.0-49")).items() if host in NODES[:2]}
    (drift,) = found(told).drifts
    assert (drift.host, drift.what) == (NODES[1], "kernel: 6.8.0-52-generic, 6.8.0-49-generic on 1 other of its kind, and neither is more usual")


def test_hosts_of_another_kind_are_nobodys_like() -> None:
    should = expected_hosts(pod(), ())
    names = [host for host in should if should[host].likeness[1] == "management_node"]
    odd = {name: read(name, answers(pod(), name) | {"packages": answers(pod(), name)["packages"] + "gcc\t13\tinstalled\n"}) for name in names}
    assert compare_hosts(should, hosts() | odd).drifts == ()


@pytest.mark.parametrize(
    ("words", "aspects"),
    [({"machine": "kvm"}, "parts, rates, firmware"), ({"container": "systemd-nspawn"}, "kernel, clock, parts, rates, firmware")],
    ids=["machine", "container"],
)
def test_what_is_no_machine_is_not_held_against_one_and_that_is_said(words: dict[str, str], aspects: str) -> None:
    told = hosts({NODE: {"disks": '{"blockdevices": []}', "gpus": "", "rates": "bond0 none 10000\n", "firmware": ""}}, **words)
    comparison = found(told)
    assert comparison.drifts == ()
    assert {row.aspect for row in comparison.not_looked_at} == {aspects}
    assert {row.host for row in comparison.not_looked_at} == set(NODES)


def test_what_a_host_does_not_tell_is_said_and_no_difference() -> None:
    told = hosts()
    told[NODE] = read(NODE, {kind: text for kind, text in answers(pod(), NODE).items() if kind in ("system", "link")})
    comparison = found(told)
    assert comparison.drifts == ()
    assert {row.aspect for row in comparison.not_looked_at} == {"packages", "mounts", "kernel arguments", "disks", "firmware", "clock", "rates", "GPUs"}


def test_who_says_nothing_is_a_silence_and_neither_planned_nor_different() -> None:
    told = hosts()
    del told[NODE]
    should = expected_hosts(pod(), ())
    comparison = compare_hosts({host: should[host] for host in NODES}, told, silences=[Silence(NODE, "No route to host")])
    assert (comparison.drifts, comparison.as_planned) == ((), NODES[1:])
