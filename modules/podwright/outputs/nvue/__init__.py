"""Configuration of Ethernet switches that run Cumulus Linux, as NVUE reads it: `nv config patch FILE`, `nv config apply`.

The form follows the release: at 5.14 the DHCP relay changed, at 5.15 `enable: on` became `state: enabled` and `interface.X.ip` became `ipv4`, `ipv6` and `vrf`
(models of NVUE's own OpenAPI documents, nvueschema 0.1.0, read 2026-11-21). What the file does not name stays as the factory left it: users, the API, ssh.
"""

from podwright.outputs.nvue.switch import switch_files

__all__ = ["switch_files"]
