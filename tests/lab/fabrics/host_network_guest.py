"""Runs in the virtual machine: makes the far end of every cable, gives each network service its files in turn, and tells what the kernel then has. Stands alone."""

import json
import pathlib
import shutil
import subprocess
import time

SHARE = pathlib.Path("/t")
NETWORKD = pathlib.Path("/etc/systemd/network")
KEYFILES = pathlib.Path("/etc/NetworkManager/system-connections")
NETPLAN = pathlib.Path("/etc/netplan")
LIMIT_S = 60.0


def run(*words, check=True):
    """Return how a command ended."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done


def told(*words):
    """Return what `ip` says, as data; nothing where it knows none of what it is asked for."""
    text = run("ip", "-json", *words, check=False).stdout
    return json.loads(text) if text.strip() else []


def batch(lines, *options):
    """Let `ip` do all of this in one run: a process costs much in a machine without hardware."""
    done = subprocess.run(("ip", *options, "-batch", "-"), input="\n".join(lines), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ip {options} ended with {done.returncode}: {done.stderr}")


def wire(case):
    """Make each port a cable to the namespace `fabric`, whose ends are the gateways; a host far away stands behind each of them."""
    run("ip", "netns", "add", "fabric")
    run("ip", "netns", "exec", "fabric", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
    end_of = {port: f"far{index}" for index, port in enumerate(case["ports"])}
    batch([f"link add {port} type veth peer name {end} netns fabric" for port, end in end_of.items()])
    lines = ["link set lo up", *(f"link set {end} mtu 9216" for end in end_of.values())]
    for name, members in case["bonds"].items():
        lines.append(f"link add far-{name} type bond mode 802.3ad miimon 100 lacp_rate fast")
        lines += [f"link set {end_of[member]} master far-{name}" for member in members]
        end_of[name] = f"far-{name}"
    lines += [f"link set {end} up" for end in end_of.values()]
    for index, link in enumerate(case["links"]):
        end = end_of[link["parent"] or link["name"]]
        if link["vlan_id"]:
            lines += [f"link add tag{index} link {end} type vlan id {link['vlan_id']}", f"link set tag{index} up"]
            end = f"tag{index}"
        lines += [f"address add {address} dev {end}{' nodad' * (':' in address)}" for address in link["gateways"]]
        lines += [f"address add {address} dev lo" for address in link["far"]]
    batch(lines, "-n", "fabric")


def unwire(case):
    """Take away what was made, and what a service made of it."""
    run("ip", "netns", "delete", "fabric")
    for link in told("link", "show"):
        if link["ifname"] not in ("lo", *case["kept"]):
            run("ip", "link", "delete", link["ifname"], check=False)
    for family in ("-4", "-6"):
        stale = [f"rule delete priority {rule['priority']}" for rule in told(family, "rule", "show") if rule["priority"] not in (0, 32766, 32767)]
        batch(stale, family)


def copy(folder, to, mode=0o644):
    """Lay the files of a folder."""
    to.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.iterdir()):
        shutil.copy(file, to / file.name)
        (to / file.name).chmod(mode)


def networkd(case, folder):
    """Give systemd-networkd its units."""
    copy(folder / "kind/networkd", NETWORKD)
    copy(folder / "kind/networkd.conf.d", pathlib.Path("/etc/systemd/networkd.conf.d"))
    run("systemd-tmpfiles", "--remove", "--create", str(folder / "networkd.conf"))
    run("systemctl", "restart", "systemd-networkd")


def netplan(case, folder):
    """Give netplan its file."""
    NETPLAN.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "netplan.yaml", NETPLAN / "50-podwright.yaml")
    (NETPLAN / "50-podwright.yaml").chmod(0o600)
    done = run("netplan", "generate")
    case["said_by_netplan"] = done.stdout + done.stderr
    run("systemctl", "restart", "systemd-networkd")


def network_manager(case, folder):
    """Give NetworkManager its keyfiles."""
    pathlib.Path("/etc/NetworkManager/conf.d/lab.conf").write_text(
        "[main]\nno-auto-default=*\nplugins=keyfile\n[device]\nmatch-device=interface-name:*\nmanaged=1\n"
    )
    copy(folder / "kind/NetworkManager", KEYFILES, 0o600)
    run("systemd-tmpfiles", "--remove", "--create", str(folder / "NetworkManager.conf"))
    run("systemctl", "restart", "NetworkManager")


SERVICES = {"networkd": networkd, "netplan": netplan, "network_manager": network_manager}


def stop():
    """Stop every service, and leave none of its files."""
    run("systemctl", "stop", "systemd-networkd.socket", "systemd-networkd", "NetworkManager", check=False)
    for folder in (NETWORKD, KEYFILES, NETPLAN, pathlib.Path("/run/systemd/network"), pathlib.Path("/run/NetworkManager/system-connections")):
        for file in folder.glob("*") if folder.is_dir() else ():
            file.unlink()


def lacking(case):
    """Return what the links of the case lack yet: an address, a check of one, a route, a partner of a bond."""
    found = []
    links = {link["ifname"]: link for link in told("address", "show")}
    routed = {(family, row.get("dev")) for family in ("-4", "-6") for row in told(family, "route", "show", "table", "all") if row["protocol"] != "kernel"}
    for link in case["links"]:
        have = {f"{row['local']}/{row['prefixlen']}": row for row in links.get(link["name"], {}).get("addr_info", ())}
        found += [f"{link['name']} {address}" for address in link["addresses"] if address not in have or have[address].get("tentative")]
        found += [f"{link['name']} {family} routes" for family in ("-4", "-6") if (family, link["name"]) not in routed]
    for name in case["bonds"]:
        state = pathlib.Path(f"/proc/net/bonding/{name}")
        text = state.read_text() if state.exists() else ""
        if not text or "Partner Mac Address: 00:00:00:00:00:00" in text or text.count("MII Status: up") != 3:
            found.append(f"{name} partner")
    return found


def wait(case):
    """Return what is still lacking when nothing is, or the time has ended."""
    ends = time.monotonic() + LIMIT_S
    while (found := lacking(case)) and time.monotonic() < ends:
        time.sleep(0.1)
    return found


def way(*words):
    """Return the interface by which the kernel would send, or its words when it would not."""
    done = run("ip", "-json", *words, check=False)
    return done.stderr.strip() if done.returncode else json.loads(done.stdout)[0].get("dev")


def kernel(case):
    """Return what the kernel has: links, addresses, routes, rules, bonds; and how it would send, and whether what it sends comes back."""
    ways, echoes = {}, {}
    for index, link in enumerate(case["links"]):
        asked = (link, case["links"][index - 1], case["links"][-1], next(row for row in case["links"] if row["far"][0].startswith("192.0.2.")))
        for source, far in zip(link["addresses"], link["far"], strict=True):
            address, target = source.partition("/")[0], far.partition("/")[0]
            ways[f"any {target}"] = way("route", "get", target)
            for other in dict.fromkeys(row["far"][":" in target].partition("/")[0] for row in asked):
                ways[f"{address} {other}"] = way("route", "get", other, "from", address)
            if case["pings"]:
                echoes[f"{address} {target}"] = run("ping", "-c1", "-W3", "-I", address, target, check=False).returncode
    return {
        "links": told("-details", "link", "show"),
        "addresses": told("address", "show"),
        "routes": [{**row, "is_v6": family == "-6"} for family in ("-4", "-6") for row in told(family, "route", "show", "table", "all")],
        "rules": told("-4", "rule", "show") + told("-6", "rule", "show"),
        "bonds": {name: pathlib.Path(f"/proc/net/bonding/{name}").read_text() for name in case["bonds"]},
        "ways": ways,
        "echoes": echoes,
    }


def lose_a_member(case):
    """Return whether the way out still answers when one member of its bond has lost its cable."""
    found = {}
    for name, members in case["bonds"].items():
        link = next((link for link in case["links"] if name in (link["name"], link["parent"])), None)
        if link is None or not case["pings"]:
            continue
        index = case["ports"].index(members[0])
        run("ip", "-n", "fabric", "link", "set", f"far{index}", "down")
        ends = time.monotonic() + LIMIT_S
        while "MII Status: down" not in pathlib.Path(f"/proc/net/bonding/{name}").read_text() and time.monotonic() < ends:
            time.sleep(0.05)
        target = link["far"][0].partition("/")[0]
        while run("ping", "-c1", "-W1", target, check=False).returncode and time.monotonic() < ends:
            pass
        found[name] = run("ping", "-c1", "-W3", target, check=False).returncode
    return found


def judged(folder):
    """Return what the programs themselves say of files beside the services."""
    found = {}
    unit = folder / "kind/podwright-roce.service"
    if unit.exists():
        shutil.copy(unit, "/etc/systemd/system/podwright-roce.service")
        done = run("systemd-analyze", "verify", "/etc/systemd/system/podwright-roce.service", check=False)
        found["unit"] = (done.returncode, done.stdout + done.stderr)
    return found


def settings(folder):
    """Return the kernel settings of each interface after the file was read."""
    copy(folder / "kind/sysctl.d", pathlib.Path("/etc/sysctl.d"))
    run("/lib/systemd/systemd-sysctl")
    conf = pathlib.Path("/proc/sys/net/ipv4/conf")
    return {each.name: {word: (each / word).read_text().strip() for word in ("arp_ignore", "arp_announce", "rp_filter")} for each in conf.iterdir()}


def renamed(names):
    """Return the name that each device has after it appeared anew, by its driver's place."""
    copy(SHARE / "names", NETWORKD)
    run("udevadm", "control", "--reload")
    found = {}
    for place in names:
        device = next(pathlib.Path(f"/sys/bus/pci/devices/{place}").glob("virtio*")).name
        for word in ("unbind", "bind"):
            pathlib.Path(f"/sys/bus/virtio/drivers/virtio_net/{word}").write_text(device)
        run("udevadm", "settle")
        found[place] = [each.name for each in pathlib.Path(f"/sys/bus/virtio/devices/{device}/net").iterdir()]
    return found


def journal(unit):
    """Return what a service has said since the machine started."""
    return run("journalctl", "-u", unit, "-o", "cat", "--no-pager").stdout


def main():
    """Run every case with every service, and write what came of it."""
    order = json.loads((SHARE / "order.json").read_text())
    result = {"names": renamed(order["names"]), "cases": {}}
    stop()
    run("modprobe", "bonding", "max_bonds=0")
    run("modprobe", "8021q")
    kept = [link["ifname"] for link in told("link", "show")]
    for case in order["cases"]:
        folder = SHARE / case["name"]
        case["kept"] = kept
        answers = result["cases"][case["name"]] = {"judged": judged(folder)}
        for service in case["services"]:
            started = time.monotonic()
            wire(case)
            SERVICES[service](case, folder)
            lacks = wait(case)
            answers[service] = {"lacking": lacks, **kernel(case), "settings": settings(folder), "after_loss": lose_a_member(case)}
            answers[service]["wall_s"] = time.monotonic() - started
            (SHARE / "progress").write_text(json.dumps({**answers, "said": [case["name"], service, lacks]}))
            if service == "network_manager":
                answers[service]["profiles"] = run("nmcli", "-t", "-f", "NAME", "connection", "show").stdout.splitlines()
            stop()
            unwire(case)
        answers["said_by_netplan"] = case.get("said_by_netplan", "")
    result["journals"] = {unit: journal(unit) for unit in ("systemd-networkd", "NetworkManager", "systemd-udevd")}
    (SHARE / "result.json").write_text(json.dumps(result))


main()
