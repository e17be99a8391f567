"""A Kea server, a switch that relays and machines that start, for tests: in namespaces of their own, which end with them.

The relay is ISC's, which Cumulus Linux runs too: it reports the name of the interface that a request came in by. So the interface is called as the port is.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAMS = ("kea-dhcp4", "kea-dhcp6", "dhcrelay", "udhcpc", "dhclient", "setpriv", "unshare", "ip")
"""Of the packages kea-dhcp4-server, kea-dhcp6-server, isc-dhcp-relay, udhcpc, isc-dhcp-client, util-linux, iproute2."""
SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin"
ANSWERS_S = 120

HEAD = """set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/kea /run/netns
mount -t tmpfs tmpfs /var/lib
mkdir /var/lib/kea /var/lib/dhcp
sysctl -qw net.ipv6.conf.default.accept_dad=0
ip link set lo up
for name in switch machine; do
  ip netns add $name
  ip netns exec $name sysctl -qw net.ipv6.conf.default.accept_dad=0
done
ip link add server type veth peer name up0 netns switch
ip address add 192.0.2.1/30 dev server
ip address add 2001:db8:ffff::1/64 dev server
ip link set server up
ip -n switch address add 192.0.2.2/30 dev up0
ip -n switch address add 2001:db8:ffff::2/64 dev up0
ip -n switch link set up0 up
ip -n switch link set lo up
ip netns exec switch sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip route add default via 192.0.2.2
ip route add default via 2001:db8:ffff::2
cp {folder}/kea-dhcp{version}.conf /run/kea/conf
kea-dhcp{version} -c /run/kea/conf > {folder}/log 2>&1 < /dev/null &
server=$!
for try in $(seq 300); do
  grep -q DHCP{version}_STARTED {folder}/log && break
  kill -0 $server 2>/dev/null || break
  read -t 0.1 <> {folder}/never || true
done
"""
MACHINE = """
ip -n switch link add {port} type veth peer name eth0 netns machine
ip -n switch address add {gateway} dev {port}
ip -n switch link set {port} up
ip -n machine link set eth0 address {mac}
ip -n machine link set eth0 up
ip netns exec switch dhcrelay {relay} > {folder}/relay 2>&1 < /dev/null &
relay=$!
ip netns exec machine {client} > {folder}/client.{index} 2>&1 < /dev/null || true
kill $relay
wait $relay || true
ip -n machine link del eth0
"""
TAIL = """
kill $server
wait $server || true
"""
SERVER_V6 = "2001:db8:ffff::1"
RELAYS = {4: "-4 -d -a -id {port} -iu up0 192.0.2.1", 6: "-6 -d -l {port} -u {server}%up0"}
CLIENTS = {
    4: "udhcpc -f -n -q -i eth0 -t 5 -T 1 -O 67 -O 239 -s {folder}/hook",
    6: "timeout 15 dhclient -6 -1 -D LL -lf /run/leases.{index} -pf /run/client.pid -sf {folder}/hook eth0",
}
HOOK = """#!/bin/sh
[ "${1:-$reason}" = bound ] || [ "$reason" = BOUND6 ] || exit 0
env | sort > "%s/answer.$(cat %s/turn)"
"""


class Machine(NamedTuple):
    """One machine that starts: its MAC, the port it hangs on, and the address of the switch there, with prefix length."""

    mac: str
    port: str
    gateway: str


def lacking() -> tuple[str, ...]:
    """Return what this machine lacks of what servers, relay and clients need."""
    return tuple(name for name in PROGRAMS if shutil.which(name, path=SEARCH) is None)


def complaints(path: Path, version: int) -> str:
    """Return what Kea itself says against a configuration, nothing if it takes it."""
    script = f"mount -t tmpfs tmpfs /run && mkdir /run/kea && kea-dhcp{version} -t {path}"
    done = subprocess.run(["unshare", "--net", "--mount", "sh", "-c", script], env={"PATH": SEARCH}, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr)[-2000:]


def ask(folder: Path, configuration: str, machines: Sequence[Machine], *, version: int) -> list[Mapping[str, str]]:
    """Return what each machine was told when it started, in the client's own words; nothing for one that was told nothing.

    Laws: server, relay, clients and their namespaces are gone afterwards, whatever happened.
    """
    (folder / f"kea-dhcp{version}.conf").write_text(configuration, encoding="utf-8")
    (folder / "hook").write_text(HOOK % (folder, folder), encoding="utf-8")
    (folder / "hook").chmod(0o755)
    subprocess.run(["mkfifo", folder / "never"], check=True)
    script = HEAD.format(folder=folder, version=version)
    for index, machine in enumerate(machines):
        relay, client = RELAYS[version].format(port=machine.port, server=SERVER_V6), CLIENTS[version].format(folder=folder, index=index)
        script += f"echo {index} > {folder}/turn\n" + MACHINE.format(folder=folder, index=index, relay=relay, client=client, **machine._asdict())
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", script + TAIL]
    done = subprocess.run(command, env={"PATH": SEARCH}, capture_output=True, text=True, timeout=ANSWERS_S, check=False)
    log = folder / "log"
    assert done.returncode == 0, done.stderr[-2000:] + (log.read_text(encoding="utf-8")[-2000:] if log.exists() else "")
    return [_told(folder / f"answer.{index}") for index in range(len(machines))]


def _told(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
