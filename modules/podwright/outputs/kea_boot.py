"""What Kea's IPv4 server is told beside addresses where the pod installs its hosts: what each kind of firmware starts from, and the other server of the pair; pure.

Sources: RFC 4578 and IANA "Processor Architecture Types" (option 93), UEFI 2.10 section 24.7.3.1 (HTTP boot wants its vendor class back), iPXE "dhcpd" (option 77),
Kea ARM 2.2 section 16.14 (High Availability; read 2026-11-21).
"""

from collections.abc import Mapping

from podwright.plan.types.install import BootServer, Install

Json = Mapping[str, object]

HOOKS = "/usr/lib/x86_64-linux-gnu/kea/hooks"
"""Where Debian and Ubuntu have Kea's hooks, on the management nodes of every architecture in the catalogue."""
HA_PORT = 8067
CONTROL_SOCKET = "/run/kea/kea4-ctrl-socket"
UEFI, UEFI_HTTP, BIOS = ("0x0007", "0x0009"), "0x0010", "0x0000"
IS_IPXE = "option[77].exists and substring(option[77].hex, 0, 4) == 'iPXE'"
LOADERS: Mapping[str, str] = {"uefi": "snponly.efi", "bios": "undionly.kpxe"}
SHIM = "shimx64.efi"
"""Programs that Debian's packages ipxe and shim-signed have."""


def boot_classes(install: Install, server: BootServer) -> list[Json]:
    """Return what machines are told by what they are: iPXE its script, UEFI and BIOS their loader. Who has no reservation gets no answer at all."""
    url = f"http://{server.v4}:{install.port}"
    is_asked = f"not ({IS_IPXE})"
    if install.firmware == "bios":
        loaders = [_loader("podwright-bios", f"{is_asked} and option[93].hex == {BIOS}", server, LOADERS["bios"])]
    else:
        loader = SHIM if install.is_secure else LOADERS["uefi"]
        is_uefi = " or ".join(f"option[93].hex == {code}" for code in UEFI)
        over_http = {"name": "vendor-class-identifier", "data": "HTTPClient", "always-send": True}
        loaders = [
            _loader("podwright-uefi", f"{is_asked} and ({is_uefi})", server, loader),
            {
                "name": "podwright-uefi-http",
                "test": f"{is_asked} and option[93].hex == {UEFI_HTTP}",
                "boot-file-name": f"{url}/boot/{loader}",
                "option-data": [over_http],
            },
        ]
    if install.is_secure:
        return [_loader("podwright-ipxe", IS_IPXE, server, SHIM), *loaders]
    return [_loader("podwright-ipxe", IS_IPXE, server, f"{url}/v1/boot.ipxe"), *loaders]


def hot_standby(install: Install, server: BootServer) -> Json:
    """Return what makes this server one of a pair, the first of them the one that answers while it is there; nothing where it stands alone.

    The standby takes over as soon as the first is not heard, without waiting for clients that nobody answers: of a pod at rest hardly any machine asks.
    """
    told: dict[str, object] = {"control-socket": {"socket-type": "unix", "socket-name": CONTROL_SOCKET}}
    if len(install.servers) < 2:
        return told
    roles = ("primary", "standby")
    peers = [
        {"name": row.host, "url": f"http://{row.v4}:{HA_PORT}/", "role": role, "auto-failover": True} for row, role in zip(install.servers, roles, strict=True)
    ]
    pair = {
        "this-server-name": server.host,
        "mode": "hot-standby",
        "heartbeat-delay": 10_000,
        "max-response-delay": 30_000,
        "max-ack-delay": 5_000,
        "max-unacked-clients": 0,
        "multi-threading": {"enable-multi-threading": True, "http-dedicated-listener": True},
        "peers": peers,
    }
    hooks = [
        {"library": f"{HOOKS}/libdhcp_lease_cmds.so", "parameters": {}},
        {"library": f"{HOOKS}/libdhcp_ha.so", "parameters": {"high-availability": [pair]}},
    ]
    return told | {"multi-threading": {"enable-multi-threading": True}, "hooks-libraries": hooks}


def _loader(name: str, test: str, server: BootServer, file: str) -> Json:
    return {"name": name, "test": test, "next-server": server.v4, "boot-file-name": file}
