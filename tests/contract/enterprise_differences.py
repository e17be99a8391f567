"""Where our configuration of an enterprise reference design is another than NVIDIA's export, and why. Nothing else may differ."""

from typing import NamedTuple

BOTH = ("2-8-5-200", "2-8-9-400")
OURS, THEIRS, VALUE = "ours", "theirs", "value"
CORE, OOB, ANY = "core", "oob", ""


class Difference(NamedTuple):
    """Settings that one side has, or that have two values: `path` matches the whole path, its parts joined by blanks."""

    switches: str
    side: str
    path: str
    reason: str
    designs: tuple[str, ...] = BOTH


NAMES = {
    ("vrf", "site"): ("underlay-esl-external", "what a group of peers is called"),
    ("interface", "uplink"): ("spine_bond", "what a bond is called"),
}
"""Names inside a configuration that are each side's own, by the section that they are in."""

V6 = r"[0-9a-f]*:[0-9a-f:]*/[0-9]+"
DIFFERENCES = (
    Difference(ANY, OURS, rf"interface (lo|vlan[0-9]+) ip (vrr )?address {V6}", "IPv6: every network of a pod has it, none of theirs"),
    Difference(CORE, OURS, r"vrf \S+ router bgp (peer-group \S+ )?address-family ipv6-unicast .*", "IPv6"),
    Difference(CORE, OURS, r"router policy (prefix-list|route-map) \S+_V6 .*", "IPv6 is filtered at the edge as IPv4 is"),
    Difference(OOB, OURS, r"vrf default router static ::/0 .*", "IPv6"),
    Difference(CORE, OURS, r"interface (swp|bond)\S+ link mtu", "the MTU is said; theirs is the default of the release, and the same"),
    Difference(CORE, VALUE, r"interface swp\S+ description", "text for people"),
    Difference(ANY, OURS, r"service lldp state", "LLDP is asked for, since cables are compared by it; theirs is on by default"),
    Difference(CORE, OURS, r"service dhcp-relay \S+ agent .*", "reservations go by the port of a switch, so that the relay has to name it"),
    Difference(CORE, OURS, r"vrf default router bgp neighbor swp\S+ ttl-security enable", "theirs sets the number of hops and leaves the check off"),
    Difference(CORE, THEIRS, r"vrf \S+ router bgp neighbor swp\S+ update-source", "an IPv4 source of a session between IPv6 link-local addresses"),
    Difference(CORE, THEIRS, r"(interface \S+|system) telemetry .*", "histograms of queues: the site's own telemetry"),
    Difference(ANY, THEIRS, r"system aaa .*", "the site's own people: users, roles, LDAP and its secret"),
    Difference(ANY, THEIRS, r"system message (post|pre)-login", "the site's own banner"),
    Difference(
        ANY,
        THEIRS,
        r"system (api state|config auto-save state|control-plane acl .*|reboot mode|ssh-server state|timezone|wjh .*)",
        "as the factory has it: our file is laid over that",
    ),
    Difference(CORE, THEIRS, r"router policy (prefix-list (LOCAL_OOB_LOOPBACK|VTEP_PREFIXES)|route-map BLOCK_VTEPS) .*", "nothing refers to it"),
    Difference(CORE, THEIRS, r"vrf default router bgp peer-group underlay-esl-external .*", "nothing is in this group there"),
    Difference(CORE, THEIRS, r"vrf (EXIT|INBAND) router bgp route-(export|import)", "it says nothing"),
    Difference(
        CORE,
        OURS,
        r"interface bond(49|55)s[024] bond member swp(49|55)s[135]",
        "the two uplinks of an out-of-band switch are one bond and one segment, as that switch bonds them; theirs is a segment a link",
    ),
    Difference(CORE, THEIRS, r"interface bond(49|55)s[135] .*", "likewise"),
    Difference(CORE, THEIRS, r"interface bond(55|57)s[67] .*", "bonds in no VLAN, of ports that nothing is plugged into", ("2-8-9-400",)),
    Difference(CORE, OURS, r"interface swp[0-9]+(s[0-9])? link state down", "what nothing is plugged into is dark; theirs leaves some of it alone"),
    Difference(CORE, OURS, r"interface swp([2-5]|1[0-9]|2[0-7]) link state up", "every unit is cabled, as in their wire map; theirs lights the first alone"),
    Difference(CORE, THEIRS, r"interface swp([2-5]|1[0-9]|2[0-7]) link state down", "likewise"),
    Difference(CORE, THEIRS, r"interface swp(50|52|60|62) link state down", "a cage that is disabled has no link", ("2-8-5-200",)),
    Difference(CORE, OURS, r"interface swp(54|59|60)(s[0-3])? (type|link breakout 4x lanes-per-port)", "cages that theirs does not name", ("2-8-9-400",)),
    Difference(CORE, OURS, r"interface swp(53|54)(s[0-3] type| link breakout 4x lanes-per-port)", "cages for storage hosts of the pod's own", ("2-8-5-200",)),
    Difference(
        CORE, OURS, r"interface swp(1[0-9]|2[0-5]) link breakout 2x lanes-per-port", "theirs uses the ports of cages that it does not break out", ("2-8-5-200",)
    ),
    Difference(CORE, OURS, r"interface swp(59|61|63)s[67] type", "the last ports of a cage, which theirs does not name"),
    Difference(OOB, OURS, r"bridge domain br_default type", "said on every switch; theirs says it on cores alone, and it is the default"),
    Difference(
        OOB,
        OURS,
        r"interface swp[0-9]+ (type|link state (up|down)|bridge domain br_default access)",
        "where things are plugged in out of band is the catalogue's: their wire map has six ports twice, and ports that the switch lacks",
    ),
    Difference(OOB, THEIRS, r"interface swp[0-9]+ (type|link state up|bridge domain br_default access)", "likewise"),
    Difference(OOB, OURS, r"interface bond[0-9]+ .*", "hosts with two ports out of band bond them"),
    Difference(OOB, THEIRS, r"interface spine_bond link state up", "a bond is up when its ports are"),
    Difference(OOB, OURS, r"interface vlan200 ip address 172\.16\.177\.[0-9]+/24", "the switch is in the VLAN's own network; theirs in one of their lab's"),
    Difference(OOB, THEIRS, r"interface vlan200 ip address 192\.168\.2[0-9]0\.2/24", "likewise; their variables have 172.16.177.10 and on"),
    Difference(OOB, OURS, r"vrf default router static 0\.0\.0\.0/0 via 172\.16\.177\.1 type", "the gateway of that network"),
    Difference(OOB, THEIRS, r"vrf default router static 0\.0\.0\.0/0 via 192\.168\.2[0-9]0\.1 type", "likewise"),
    Difference(
        OOB,
        OURS,
        r"service ntp default server \S+",
        "time is asked for where the switch is managed: no cable ends at its management port, in their wire map as here, so that nothing comes by theirs",
    ),
    Difference(OOB, THEIRS, r"service ntp mgmt server \S+", "likewise"),
)
