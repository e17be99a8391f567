"""What the operating system is told follows from the person's words and from pools that do not move."""

import pytest

from podwright.plan.types import Role
from podwright.plan.types.system import Doors, Time
from podwright.spec.load import judge_words
from unit.pods import plan

POD = {"version": 1, "name": "lab", "architecture": "starter-h100", "scalable_units": 1, "site": {"domain": "lab.example"}}
PEM = "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n"


def complaints(**words: object) -> int:
    """Return how many words of the block are refused."""
    return len(judge_words({**POD, "system": words})[1])  # type: ignore[dict-item]


def test_a_pod_that_says_nothing_has_no_doors_and_no_upgrade_of_its_own() -> None:
    told = plan().system
    assert told.doors == Doors()
    assert not told.basis.has_automatic_upgrades
    assert (told.basis.time_zone, told.basis.locale) == ("Etc/UTC", "C.UTF-8")


def test_doors_are_open_to_the_named_networks_and_to_the_pool_of_the_pod() -> None:
    small, large = (plan("dgx-superpod-h100", units, system={"login_from": [{"v4": "192.0.2.0/24"}]}).system.doors for units in (1, 3))
    assert small == large == Doors(("192.0.2.0/24",), ("10.8.0.0/16", "fd70:6f64:8::/48"), 22, 9100)


@pytest.mark.parametrize(
    "words",
    [
        {"time_zone": "utc+1 h"},
        {"locale": "English"},
        {"packages": ["Ethtool"]},
        {"authorities": ["-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----"]},
        {"authorities": [PEM + PEM]},
        {"authorities": ["hello"]},
        {"login_from": [{"v4": "192.0.2.1/24"}]},
        {"settings": [{"name": "swappiness", "value": "1"}]},
        {"settings": [{"name": "vm.swappiness", "value": "1"}, {"name": "vm.swappiness", "value": "2"}]},
        {"kernel_arguments": ["quiet $(reboot)"]},
        {"time_servers": ["ntp 1"]},
        {"logs": {"receiver": {"name": "logs.example", "port": 0}}},
    ],
)
def test_words_that_no_host_could_obey_are_refused(words: dict[str, object]) -> None:
    assert complaints(**words) == 1


def test_a_certificate_is_taken_as_it_is_written() -> None:
    assert complaints(authorities=[PEM], time_zone="America/Argentina/Buenos_Aires", locale="en_US.UTF-8") == 0


def test_a_value_of_the_kernel_that_a_person_gives_wins_and_stands_once() -> None:
    given = [{"name": "vm.swappiness", "value": "10"}, {"name": "fs.suid_dumpable", "value": "1"}]
    told = plan(system={"settings": given}).system
    rows = [*told.tuning.settings, *told.hardening.settings]
    assert [row.value for row in rows if row.name == "vm.swappiness"] == ["10"]
    assert [row.value for row in rows if row.name == "fs.suid_dumpable"] == ["1"]
    assert len({row.name for row in rows}) == len(rows)


def test_a_pod_that_wants_no_hardening_has_none() -> None:
    told = plan(system={"is_hardened": False}).system.hardening
    assert (told.is_wanted, told.settings, told.modules, told.umask) == (False, (), (), "")


def test_hosts_ask_management_nodes_for_the_time_and_these_ask_the_site() -> None:
    pod = plan(system={"time_servers": ["ntp1.example"]})
    assert [row.name for row in pod.system.time.pod_servers] == [host.name for host in pod.hosts.hosts if host.role is Role.MANAGEMENT_NODE]
    assert pod.system.time.networks == ("10.8.0.0/16", "fd70:6f64:8::/48")
    assert plan().system.time == Time()


def test_huge_pages_are_arguments_of_the_kernel() -> None:
    assert plan().system.kernel_arguments == ("iommu=pt",)
    assert plan(system={"huge_page_gib": 64}).system.kernel_arguments == ("iommu=pt", "default_hugepagesz=1G", "hugepagesz=1G", "hugepages=64")
