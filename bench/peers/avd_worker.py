"""pyavd on the leaf-spine, all its phases: `python avd_worker.py SPINES LEAVES`, under a Python that has pyavd; prints seconds and switches as JSON."""

import json
import resource
import sys
import time

import pyavd


def inputs(spines: int, leaves: int) -> dict[str, dict[str, object]]:
    """Return what pyavd is told of each switch: eBGP, numbered links, one uplink from every leaf to every spine."""
    spine_names = [f"spine{index:03d}" for index in range(1, spines + 1)]
    leaf_names = [f"leaf{index:04d}" for index in range(1, leaves + 1)]
    uplinks = [f"Ethernet{64 - spines + index}" for index in range(1, spines + 1)]
    common = {
        "fabric_name": "BENCH",
        "mgmt_gateway": "172.20.0.1",
        "underlay_routing_protocol": "ebgp",
        "overlay_routing_protocol": "none",
        "spine": {
            "defaults": {"platform": "vEOS-lab", "loopback_ipv4_pool": "10.255.0.0/20", "bgp_as": "65100"},
            "nodes": [{"name": name, "id": index, "mgmt_ip": f"172.20.{index >> 8}.{index & 255}/16"} for index, name in enumerate(spine_names, 1)],
        },
        "l3leaf": {
            "defaults": {
                "platform": "vEOS-lab",
                "loopback_ipv4_pool": "10.255.16.0/20",
                "vtep": False,
                "vtep_loopback_ipv4_pool": "10.254.0.0/20",
                "uplink_switches": spine_names,
                "uplink_interfaces": uplinks,
                "uplink_ipv4_pool": "10.128.0.0/9",
                "max_uplink_switches": spines,
                "mlag": False,
            },
            "nodes": [
                {
                    "name": name,
                    "id": index,
                    "bgp_as": str(4200000000 + index),
                    "mgmt_ip": f"172.21.{index >> 8}.{index & 255}/16",
                    "uplink_switch_interfaces": [f"Ethernet{index}"] * spines,
                }
                for index, name in enumerate(leaf_names, 1)
            ],
        },
    }
    spine_inputs = {name: {**common, "type": "spine", "is_deployed": True} for name in spine_names}
    return spine_inputs | {name: {**common, "type": "l3leaf", "is_deployed": True} for name in leaf_names}


def main(spines: int, leaves: int) -> None:
    """Run every phase that ends in configurations and the list of links, and say how long it took."""
    told = inputs(spines, leaves)
    began_s = time.perf_counter()
    valid = {name: pyavd.validate_inputs(words).validated_data for name, words in told.items()}
    facts = pyavd.get_avd_facts(valid)
    structured = {name: pyavd.get_device_structured_config(name, valid[name], facts) for name in told}
    for config in structured.values():
        pyavd.get_device_config(config)
    pyavd.get_fabric_documentation(facts, dict(structured), "BENCH", topology_csv=True, p2p_links_csv=True, toc=False)
    elapsed_s = time.perf_counter() - began_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"elapsed_s": elapsed_s, "switches": spines + leaves, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
