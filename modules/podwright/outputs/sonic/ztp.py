"""Zero-touch provisioning: what a new switch is told to fetch and apply."""

import json

SUFFIXES = ("_config_db.json", "_frr.conf")
"""What the files of a switch are called after its own name."""
FRR = "/etc/sonic/frr/frr.conf"


def ztp_json(switch_url: str) -> str:
    """Return `ztp.json`, which DHCP's boot file name leads to; the files lie beside it, and each switch takes those of its own name, as DHCP gives it.

    Sections run in the order of their names; a switch whose files do not come stops and is left as it was. Source: sonic-net/SONiC, doc/ztp/ztp.md, sections 3.1
    to 3.3, and sonic-net/sonic-ztp, plugins download and configdb-json, read 2026-11-21.
    """
    folder = f"{switch_url.rpartition('/')[0]}/"
    config, routing = ({"prefix": folder, "identifier": "hostname", "suffix": suffix} for suffix in SUFFIXES)
    steps = {
        "01-download": {"files": [{"dynamic-url": {"source": routing, "destination": FRR}}], "halt-on-failure": True},
        "02-configdb-json": {"dynamic-url": {"source": config, "destination": "/etc/sonic/config_db.json"}, "halt-on-failure": True},
    }
    return json.dumps({"ztp": steps}, indent=2) + "\n"
