"""pyavd on a leaf-spine, under a Python that has it: `python avd_worker.py SPINES LEAVES [WIDEST OFFSET]`; prints every address by device and interface as JSON.

Spines and leaves share a pool of loopbacks, the leaves `OFFSET` behind the spines: left out, it is the number of spines, as the examples of its manual have it.
`WIDEST` uplinks are reserved for a leaf; left out, as many as there are spines, which is its default.
"""

import json
import sys

import pyavd


def inputs(spines: int, leaves: int, widest: int, offset: int) -> dict[str, dict[str, object]]:
    """Return what pyavd is told of each switch."""
    spine_names, leaf_names = ([f"{kind}{index}" for index in range(1, count + 1)] for kind, count in (("spine", spines), ("leaf", leaves)))
    leaf_defaults = {
        "loopback_ipv4_pool": "10.255.0.0/24",
        "loopback_ipv4_offset": offset,
        "vtep": False,
        "mlag": False,
        "uplink_switches": spine_names,
        "uplink_interfaces": [f"Ethernet{48 + index}" for index in range(1, spines + 1)],
        "uplink_ipv4_pool": "10.128.0.0/16",
        **({"max_uplink_switches": widest} if widest else {}),
    }
    common = {
        "fabric_name": "BENCH",
        "underlay_routing_protocol": "ebgp",
        "overlay_routing_protocol": "none",
        "spine": {
            "defaults": {"loopback_ipv4_pool": "10.255.0.0/24", "bgp_as": "65100"},
            "nodes": [{"name": name, "id": index} for index, name in enumerate(spine_names, 1)],
        },
        "l3leaf": {
            "defaults": leaf_defaults,
            "nodes": [
                {"name": name, "id": index, "bgp_as": str(65200 + index), "uplink_switch_interfaces": [f"Ethernet{index}"] * spines}
                for index, name in enumerate(leaf_names, 1)
            ],
        },
    }
    return {name: {**common, "type": "spine"} for name in spine_names} | {name: {**common, "type": "l3leaf"} for name in leaf_names}


def addresses(told: dict[str, dict[str, object]]) -> dict[str, str]:
    """Return every address that pyavd gives, by device and interface."""
    valid = {name: pyavd.validate_inputs(words).validated_data for name, words in told.items()}
    facts = pyavd.get_avd_facts(valid)
    found: dict[str, str] = {}
    for name in told:
        config = pyavd.get_device_structured_config(name, valid[name], facts)._as_dict()
        for row in (*config.get("ethernet_interfaces", ()), *config.get("loopback_interfaces", ())):
            if row.get("ip_address"):
                found[f"{name} {row['name']}"] = row["ip_address"]
    return found


if __name__ == "__main__":
    spines, leaves, *reserved = (int(word) for word in sys.argv[1:])
    widest, offset = reserved or (0, spines)
    print(json.dumps({"addresses": addresses(inputs(spines, leaves, widest, offset))}))
