"""Names and lanes by rule are those of SONiC's own port tables; the expected ones are typed from these (see `sonic_ports`)."""

import pytest

from podwright.catalog.load import load_catalog
from podwright.plan.finding import Infeasible
from podwright.plan.port_names import names_of_panels, names_of_ports, sonic_ports
from podwright.plan.switch_chips import switch_panels
from podwright.plan.types.switching import SwitchCage
from podwright.spec.ethernet import SwitchOs
from unit.pods import plan


def panel(*ways: int, lanes: int = 8) -> tuple[SwitchCage, ...]:
    """Return cages that are broken out in so many ways; none lends its ports to the one before it."""
    names = ((f"swp{cage}", tuple(f"swp{cage}s{sub}" for sub in range(count)) if count > 1 else (f"swp{cage}",)) for cage, count in enumerate(ways or (1,), 1))
    return tuple(SwitchCage("kind", cage, ports, lanes // max(len(ports), 1), bool(ports), 400) for cage, ports in names)


@pytest.mark.parametrize(
    ("ways", "port", "expected"),
    [
        ((2,) * 64, "swp2s0", ("Ethernet8", "etp2a", "8,9,10,11", "2")),
        ((2,) * 64, "swp64s1", ("Ethernet508", "etp64b", "508,509,510,511", "64")),
        ((4,) * 64, "swp1s3", ("Ethernet6", "etp1d", "6,7", "1")),
        ((4,) * 64, "swp48s0", ("Ethernet376", "etp48a", "376,377", "48")),
        ((4, 2, 1), "swp3", ("Ethernet16", "etp3", "16,17,18,19,20,21,22,23", "3")),
    ],
)
def test_ports_of_an_sn5600_are_those_of_its_tables(ways: tuple[int, ...], port: str, expected: tuple[str, str, str, str]) -> None:
    assert sonic_ports(panel(*ways), 8)[port][:4] == expected


@pytest.mark.parametrize(
    ("architecture", "kind", "port", "expected"),
    [
        ("dgx-superpod-h100", "sn2201", "swp2", ("Ethernet1", "etp2", "4", "2", 1)),
        ("dgx-superpod-h100", "sn2201", "swp48", ("Ethernet47", "etp48", "188", "48", 1)),
        ("dgx-superpod-h100", "sn2201", "swp49", ("Ethernet48", "etp49", "192,193,194,195", "49", 100)),
        ("dgx-superpod-h100", "sn2201", "swp52", ("Ethernet60", "etp52", "204,205,206,207", "52", 100)),
        ("dgx-superpod-h100", "sn4600c", "swp2", ("Ethernet4", "etp2", "8,9,10,11", "2", 100)),
        ("dgx-superpod-h100", "sn4600c", "swp7", ("Ethernet24", "etp7", "48,49,50,51", "7", 100)),
        ("dgx-basepod-a100", "sn4600", "swp6", ("Ethernet20", "etp6", "40,41,42,43", "6", 200)),
    ],
)
def test_ports_of_switches_whose_cages_have_fewer_lanes_than_their_chip_keeps(
    architecture: str, kind: str, port: str, expected: tuple[str, str, str, str, int]
) -> None:
    ethernet = plan(architecture, fabrics={"ethernet": {"os": "sonic"}}).ethernet
    assert names_of_panels(ethernet)[kind][port][:5] == expected


def test_a_cage_that_lends_its_ports_has_none_and_keeps_its_lanes() -> None:
    eight = SwitchCage("kind", "swp1", tuple(f"swp1s{sub}" for sub in range(8)), 1, True, 100)
    lent, whole = SwitchCage("kind", "swp2", ("swp2",), 8, False, 800), SwitchCage("kind", "swp3", ("swp3",), 8, True, 800)
    found = sonic_ports((eight, lent, whole), 8)
    assert [(row.name, row.alias, row.ordinal) for row in found.values()] == [
        *((f"Ethernet{lane}", f"etp1{letter}", lane + 1) for lane, letter in enumerate("abcdefgh")),
        ("Ethernet16", "etp3", 9),
    ]


def test_switches_that_use_the_plan_s_names_have_no_others() -> None:
    assert names_of_ports(plan("dgx-superpod-h100").ethernet) == {}


def test_a_switch_whose_lanes_nobody_knows_is_refused_for_sonic_alone() -> None:
    assert plan("dgx-superpod-a100").ethernet.panels[0] == ("as4610", 0, 0)
    with pytest.raises(Infeasible) as trouble:
        plan("dgx-superpod-a100", fabrics={"ethernet": {"os": "sonic"}})
    (finding,) = trouble.value.findings
    assert (finding.code, finding.where) == ("P419", "fabrics.ethernet.os")
    assert "as4610" in finding.what
    assert "spectrum-3" in finding.what


def test_every_panel_has_its_chip() -> None:
    catalog = load_catalog("dgx-superpod-h100")
    assert switch_panels(SwitchOs.SONIC, catalog, {"b": "sn4600c", "a": "sn2201"}) == (("a", 4, 0), ("b", 8, 60_817_392))
