"""What runs first for a host, in fresh network and mount namespaces: plugs its links into the lab's bridges, mounts its disk, becomes systemd-nspawn.

Run by path, imports nothing of the package. usage: boot.py FILE, which holds {"lab", "name", "lower", "folder", "links": [{interface, mac, far_end, bridge, mtu_bytes}]}.
All that it makes is gone when the host is gone: the links end with the namespace, the mounts with the mount table.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

RUN_FOLDER = Path("/run/systemd/nspawn")
KNOBS = {
    "ipv6/conf/all/accept_dad": "0",  # addresses are ours; waiting for a double only delays the first answer
    "ipv6/conf/default/accept_dad": "0",
    "ipv4/conf/all/arp_ignore": "1",  # a lane answers for its own address alone, as rails on switches of their own do
    "ipv4/conf/all/arp_announce": "2",
}


def ip(*words: str, lines: list[str]) -> None:
    """Return nothing; ip has carried out every line."""
    subprocess.run(["ip", *words, "-batch", "-"], input="".join(f"{line}\n" for line in lines), text=True, check=True)


def plug(lab: str, links: list[dict[str, str]]) -> None:
    """Return nothing; every interface is here under its name, its far end in its bridge."""
    ip(
        lines=[
            "link set lo up",
            *(
                f"link add name {link['interface']} address {link['mac']} mtu {link['mtu_bytes']} type veth peer name {link['far_end']} mtu {link['mtu_bytes']} netns {lab}"
                for link in links
            ),
        ]
    )
    ip("-netns", lab, lines=[f"link set {link['far_end']} master {link['bridge']} up" for link in links])


def mount(folder: Path, lower: str) -> None:
    """Return nothing; the host's disk is mounted at `root`, and nspawn has a run folder that no other host sees."""
    RUN_FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(RUN_FOLDER)], check=True)
    subprocess.run(
        ["mount", "-t", "overlay", "overlay", "-o", f"lowerdir={lower},upperdir={folder / 'upper'},workdir={folder / 'work'}", str(folder / "root")], check=True
    )


def main(file: str) -> None:
    """Return never: become systemd-nspawn."""
    order = json.loads(Path(file).read_text())
    for knob, value in KNOBS.items():
        Path("/proc/sys/net", knob).write_text(value)
    plug(order["lab"], order["links"])
    folder = Path(order["folder"])
    mount(folder, order["lower"])
    words = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", f"--machine={order['name']}", f"--directory={folder / 'root'}"]
    own = [
        "--network-namespace-path=/proc/self/ns/net",
        "--capability=CAP_NET_ADMIN",
        "--link-journal=no",
        "--resolv-conf=off",
        "--timezone=off",
        "--kill-signal=SIGRTMIN+4",
    ]
    os.execvp(words[0], [*words, *own])  # noqa: S606 - becoming the command is the purpose


if __name__ == "__main__":
    main(sys.argv[1])
