"""Configuration of Ethernet switches that run SONiC: `config_db.json` and, where a switch routes, `frr.conf` beside it.

The form is that of SONiC's own YANG modules (sonic-net/sonic-buildimage 086b03b, 2026-08). What they cannot say without knowing the hardware stays out: `hwsku`,
`platform` and `mac`, which zero-touch provisioning keeps as the switch has them (sonic-net/sonic-ztp, plugin configdb-json, read 2026-11-21), and buffer pools and
profiles, which `config qos reload` makes of the hardware's own templates.
"""

from podwright.outputs.sonic.switch import switch_files

__all__ = ["switch_files"]
