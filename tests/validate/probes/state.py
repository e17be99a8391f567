"""Prints how this host stands: its interfaces, listening sockets, ssh server and accounts. Runs on the host, as root; standard library alone."""

import json
import pwd
import socket
import subprocess
import sys
from pathlib import Path

LISTEN = "0A"


def output(*command: str) -> str:
    """Return what a command prints, both ways, or nothing when there is no such command."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, check=False, text=True).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def text(path: "str | Path") -> str:
    """Return what a file of the kernel says, or nothing when it does not say it."""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def rate_gbps(name: str) -> float:
    """Return the rate of a link as its driver tells it, or 0 when it tells none; InfiniBand's stands with its adapter."""
    for path in sorted(Path(f"/sys/class/net/{name}/device").glob("infiniband/*/ports/*/rate")):
        return float(text(path).split()[0])
    speed = text(f"/sys/class/net/{name}/speed")
    return int(speed) / 1000 if speed.lstrip("-").isdigit() and int(speed) > 0 else 0.0


def interfaces() -> dict[str, dict[str, object]]:
    """Return every interface but loopback, by name."""
    found: dict[str, dict[str, object]] = {}
    for row in json.loads(output("ip", "-json", "-details", "address", "show") or "[]"):
        name = row["ifname"]
        if name == "lo":
            continue
        rows = row.get("addr_info", [])
        found[name] = {
            "index": row["ifindex"],
            "state": row.get("operstate", "UNKNOWN"),
            "mtu_bytes": row["mtu"],
            "kind": row.get("linkinfo", {}).get("info_kind", ""),
            "is_hardware": Path(f"/sys/class/net/{name}/device").exists(),
            "rate_gbps": rate_gbps(name),
            "members": text(f"/sys/class/net/{name}/bonding/slaves").split(),
            "v4": [f"{one['local']}/{one['prefixlen']}" for one in rows if one["family"] == "inet"],
            "v6": [f"{one['local']}/{one['prefixlen']}" for one in rows if one["family"] == "inet6" and one.get("scope") != "link"],
            "link_local": [one["local"] for one in rows if one["family"] == "inet6" and one.get("scope") == "link"],
        }
    return found


def readable(address: str) -> str:
    """Return an address of /proc/net/tcp or tcp6 as people write it: words of four bytes in the machine's own order."""
    words = [bytes.fromhex(address[start : start + 8]) for start in range(0, len(address), 8)]
    raw = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    return socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)


def listening() -> list[list[object]]:
    """Return address and port of every TCP socket that listens."""
    found = []
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in text(path).splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].split(":")
            if fields[3] == LISTEN:
                found.append([readable(address), int(port, 16)])
    return sorted(found, key=str)


def account(name: str) -> dict[str, object]:
    """Return one account: its user id (-1: there is none), whether a password opens it, and what sudo says of it."""
    try:
        uid = pwd.getpwnam(name).pw_uid
    except KeyError:
        return {"uid": -1, "has_password": False, "sudo": ""}
    rows = [line.split(":") for line in text("/etc/shadow").splitlines()]
    secret = next((row[1] for row in rows if row[0] == name), "")
    return {"uid": uid, "has_password": not secret.startswith(("!", "*")), "sudo": output("sudo", "-n", "-l", "-U", name)}


def gpu_count() -> int:
    """Return how many NVIDIA display or 3D controllers the PCI bus holds."""
    devices = Path("/sys/bus/pci/devices").glob("*")
    return sum(1 for device in devices if text(device / "vendor") == "0x10de" and text(device / "class").startswith("0x03"))


question = json.loads(sys.argv[1])
sys.stdout.write(
    json.dumps(
        {
            "interfaces": interfaces(),
            "listening": listening(),
            "sshd": dict(line.split(" ", 1) for line in output("/usr/sbin/sshd", "-T").splitlines() if " " in line),
            "accounts": {name: account(name) for name in question["accounts"]},
            "gpu_count": gpu_count(),
            "virtualisation": output("systemd-detect-virt") or "none",
        }
    )
)
