"""At the site's edge: what the site is told, what each virtual router takes, and what none may pass on."""

from unit.outputs.nvue.pods import CONVERGED, pod, settings
from unit.outputs.nvue.test_switches import below, value

ROUTERS = [row.device for row in pod(*CONVERGED, is_told=True).ethernet.switches if row.asn]
FOUND = settings(*CONVERGED, "5.13", is_told=True)
FILTERS = ("router", "policy", "route-map")


def rules(device: str, name: str) -> list[tuple[str, str | None]]:
    rows = FOUND[device]
    numbers = sorted(below(rows, *FILTERS, name, "rule"), key=int)
    told = []
    for number in numbers:
        action = below(rows, *FILTERS, name, "rule", number, "action").pop()
        match = value(rows, *FILTERS, name, "rule", number, "match", "ip-prefix-list") or value(rows, *FILTERS, name, "rule", number, "match", "community-list")
        told.append((action, match))
    return told


def prefixes(device: str, name: str) -> set[str]:
    rows = FOUND[device]
    path = ("router", "policy", "prefix-list", name, "rule")
    return {network for number in below(rows, *path) for network in below(rows, *path, number, "match")}


def test_only_what_the_site_may_reach_meets_it() -> None:
    for device in ROUTERS:
        path = ("address-family", "ipv4-unicast", "route-import", "from-vrf")
        taken = {vrf: below(FOUND[device], "vrf", vrf, "router", "bgp", *path, "list") for vrf in below(FOUND[device], "vrf") if vrf != "default"}
        assert taken == {"EXIT": {"in_band", "out_of_band"}, "in_band": {"EXIT"}, "out_of_band": {"EXIT"}, "compute": set()}


def test_nothing_that_one_virtual_router_lends_comes_out_in_another() -> None:
    for device in ROUTERS:
        assert rules(device, "EXIT_FILTER") == [("deny", "EXIT_LOCAL_IF"), ("permit", None)]
        assert rules(device, "IN_BAND_FILTER") == [
            ("deny", "64512"),
            ("deny", "OUT_OF_BAND_PREFIXES"),
            ("deny", "IN_BAND_LOCAL_IF"),
            ("permit", "ALL_PREFIXES"),
        ]
        assert "64512:1" in below(FOUND[device], *FILTERS, "EXIT_FILTER", "rule", "20", "set", "community")


def test_the_site_is_told_of_the_networks_that_it_may_reach_and_of_no_other() -> None:
    networks = pod(*CONVERGED, is_told=True).ethernet.networks
    reached = {row.v4 for row in networks if row.vrf in ("in_band", "out_of_band")}
    hidden = {row.v4 for row in networks if row.vrf == "compute"}
    for device in ROUTERS:
        assert prefixes(device, "POD_PREFIXES") == reached
        assert not prefixes(device, "POD_PREFIXES") & hidden
        group = value(FOUND[device], "vrf", "EXIT", "router", "bgp", "neighbor", "swp61s0", "peer-group")
        for family, end in (("ipv4-unicast", ""), ("ipv6-unicast", "_V6")):
            out = value(FOUND[device], "vrf", "EXIT", "router", "bgp", "peer-group", str(group), "address-family", family, "policy", "outbound", "route-map")
            assert out == f"OUTBOUND_POD_PREFIXES{end}"
            assert rules(device, str(out)) == [("permit", f"POD_PREFIXES{end}")]


def test_every_filter_and_list_that_is_asked_for_is_there_and_no_list_is_empty() -> None:
    for device in ROUTERS:
        rows = FOUND[device]
        filters, lists = below(rows, *FILTERS), below(rows, "router", "policy", "prefix-list")
        assert {text for path, text in rows.items() if path[-1] == "route-map"} == filters
        assert {text for path, text in rows.items() if path[-1] == "ip-prefix-list"} <= lists
        assert all(prefixes(device, name) for name in lists)


def test_a_list_without_networks_would_match_all_and_is_left_out_with_the_rule_that_asks_it() -> None:
    from nvue_settings import flat
    from podwright.outputs.nvue import switch_files
    from unit.pods import plan

    words = {"vrfs": [{"name": "EXIT", "vlan": 4010, "vni": 24010}], "edge": {"vrf": "EXIT", "ports": ["swp61s0"], "reaches": ["in_band"]}}
    found = plan(*CONVERGED, fabrics={"ethernet": words})
    rows = flat(dict(switch_files(found.ethernet, found.hosts))[ROUTERS[0]])
    assert "EXIT_LOCAL_IF" not in below(rows, "router", "policy", "prefix-list")
    assert below(rows, *FILTERS, "EXIT_FILTER", "rule") == {"10"}


def test_requests_for_addresses_go_from_the_networks_of_a_virtual_router_to_its_servers() -> None:
    vlans = {f"vlan{row.vlan_id}" for row in pod(*CONVERGED, is_told=True).ethernet.networks if row.vrf == "in_band"}
    for device in ROUTERS:
        path = ("service", "dhcp-relay", "in_band")
        asked = below(FOUND[device], *path, "interface")
        assert asked - {"vlan4001_l3"} == vlans & below(FOUND[device], "interface")
        assert below(FOUND[device], *path, "server") == {"192.0.2.9"}
        assert below(FOUND[device], "service", "dhcp-relay", "EXIT", "interface") == {"swp61s0", "swp61s1", "vlan4010_l3"}


def test_the_same_relay_is_said_in_groups_from_5_14_on() -> None:
    rows = settings(*CONVERGED, "5.14", is_told=True)[ROUTERS[0]]
    path = ("service", "dhcp-relay", "in_band")
    assert below(rows, *path, "server-group") == {"site"}
    assert below(rows, *path, "server-group", "site", "upstream-interface") == {"vlan4001_l3"}
    assert below(rows, *path, "downstream-interface") == below(FOUND[ROUTERS[0]], *path, "interface") - {"vlan4001_l3"}
