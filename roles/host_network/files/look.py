"""How a host's network stands, and what its network service makes of files that it has not met; changes nothing. Stands alone.

What is wanted comes as JSON on standard input: `files` by service, rows of path, mode and text; `links`, `bonds`, `routes` and `rules` as the kernel should have them.
"""

import difflib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

KEPT = pathlib.Path("/var/lib/podwright-network")
FOLDERS = {"/etc/netplan": ".yaml", "/etc/systemd/network": (".network", ".netdev", ".link")}
FILES = ("/etc/systemd/networkd.conf.d/podwright.conf", "/etc/sysctl.d/90-podwright-network.conf", "/etc/systemd/system/podwright-roce.service")
NETWORKD = "/lib/systemd/systemd-networkd"
SETTLE_S = 30.0
JUDGE_S = 30.0
JUDGE = (
    'mount --bind "$0" /etc/systemd/network && mkdir -p /run/systemd/netif /run/dbus && mount -t tmpfs -o mode=0755 t /run/systemd/netif'
    " && chown systemd-network: /run/systemd/netif && mount -t tmpfs t /run/dbus && exec " + NETWORKD
)


def run(*words):
    """Return how a command ended; one that this host does not have ends as a shell says it."""
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        return subprocess.CompletedProcess(words, 127, "", str(missing))


def told(*words):
    """Return what `ip` says, as data; nothing where it knows none of what it is asked for."""
    text = run("ip", "-json", *words).stdout
    return json.loads(text) if text.strip() else []


def managed():
    """Return the files that are there and that the role alone decides over, in path order."""
    found = [path for folder, ends in FOLDERS.items() for path in pathlib.Path(folder).glob("*") if path.is_file() and path.name.endswith(ends)]
    return sorted([*found, *(path for path in map(pathlib.Path, FILES) if path.is_file())])


def files_of(wanted, service):
    """Return mode and text of every wanted file, by path."""
    return {path: (mode, text) for path, mode, text in wanted["files"][service]}


def differences(wanted, service):
    """Return each file that is otherwise as a unified difference, by path."""
    files, there = files_of(wanted, service), {str(path) for path in managed()}
    found = {}
    for path in sorted({*files, *there}):
        is_there = path in there
        old = pathlib.Path(path).read_text(errors="replace") if is_there else ""
        mode, new = files.get(path, ("", ""))
        is_same_mode = is_there and path in files and (pathlib.Path(path).stat().st_mode & 0o777) == int(mode, 8)
        if old != new or not is_same_mode:
            lines = difflib.unified_diff(
                old.splitlines(), new.splitlines(), path if is_there else "/dev/null", path if path in files else "/dev/null", lineterm="", n=1
            )
            found[path] = "\n".join(lines) or f"mode of {path} is not {mode}"
    return found


def lacking(wanted):
    """Return what the kernel does not have of what is wanted, a line each."""
    links = {row["ifname"]: row for row in told("-details", "address", "show")}
    routes = {route_row(row, family) for family in ("-4", "-6") for row in told(family, "route", "show", "table", "all")}
    rules = {(row.get("src"), str(row["table"]), row["priority"]) for family in ("-4", "-6") for row in told(family, "rule", "show")}
    found = []
    for link in wanted["links"]:
        if link["name"] not in links:
            found.append(f"{link['name']} is not there")
            continue
        row = links[link["name"]]
        have = {f"{one['local']}/{one['prefixlen']}" for one in row["addr_info"] if not one.get("tentative")}
        found += [f"{link['name']} has no address {address}" for address in link["addresses"] if address not in have]
        found += [f"{link['name']} has an MTU of {row['mtu']}, not {link['mtu_bytes']}"] * (row["mtu"] != link["mtu_bytes"])
        tag = row.get("linkinfo", {}).get("info_data", {}).get("id", 0)
        found += [f"{link['name']} carries VLAN {tag}, not {link['vlan_id']}"] * bool(link["vlan_id"] and tag != link["vlan_id"])
    for bond in wanted["bonds"]:
        found += bond_lacks(bond, links)
    found += [f"no rule leads {source} by table {table}" for source, table, priority in wanted["rules"] if (source, str(table), priority) not in rules]
    down = {name for name, row in links.items() if "LOWER_UP" not in row["flags"]}
    found += [
        f"{to} has no way by {device or 'anything'} in table {table}"
        for to, via, table, device, kind in wanted["routes"]
        if device not in down and (to, via, str(table), device, kind) not in routes
    ]
    return found


def route_row(row, family):
    """Return a route of the kernel as it is wanted: destination, gateway, table, interface, kind."""
    whole, single = ("0.0.0.0/0", "/32") if family == "-4" else ("::/0", "/128")
    to = whole if row["dst"] == "default" else row["dst"] if "/" in row["dst"] else row["dst"] + single
    kind = row.get("type", "unicast")
    table = {"main": "254"}.get(str(row.get("table", "main")), str(row.get("table", "main")))
    return to, row.get("gateway", ""), table, "" if kind == "unreachable" else row["dev"], kind


def bond_lacks(bond, links):
    """Return what a bond is not that it should be, a line each."""
    row = links.get(bond["name"], {}).get("linkinfo", {})
    if row.get("info_kind") != "bond":
        return [f"{bond['name']} is no bond"]
    is_said = row["info_data"]
    found = [f"{bond['name']}: {word} is {is_said.get(word)}, not {bond[word]}" for word in ("mode", "xmit_hash_policy") if is_said.get(word) != bond[word]]
    members = {name for name, one in links.items() if one.get("master") == bond["name"]}
    return found + [f"{bond['name']} has no member {name}" for name in bond["members"] if name not in members]


def judge(wanted, service):
    """Return what the network service itself says against the files; it reads them aside, in a network of its own."""
    with tempfile.TemporaryDirectory(prefix="podwright-") as folder:
        root = pathlib.Path(folder) / ("etc/netplan" if service == "netplan" else "etc/systemd/network")
        root.mkdir(parents=True)
        for path, (mode, text) in files_of(wanted, service).items():
            if pathlib.Path(path).parent == pathlib.Path("/", root.relative_to(folder)):
                (root / pathlib.Path(path).name).write_text(text)
                (root / pathlib.Path(path).name).chmod(int(mode, 8))
        return said_by_netplan(folder) if service == "netplan" else said_by_networkd(root)


def said_by_netplan(root):
    """Return netplan's words when it makes nothing of the files below a root, or wonders about them."""
    done = run("netplan", "generate", "--root-dir", root)
    words = (done.stdout + done.stderr).replace(root, "").strip().splitlines()
    return words or (["netplan refuses without a word"] if done.returncode else [])


def said_by_networkd(folder):
    """Return the complaints of systemd-networkd about the units in a folder."""
    pathlib.Path(folder).chmod(0o755)
    pathlib.Path(folder).parents[2].chmod(0o755)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SYSTEMD_LOG_TARGET": "console", "SYSTEMD_LOG_LEVEL": "info"}
    words = ("timeout", str(JUDGE_S), "unshare", "--net", "--mount", "sh", "-c", JUDGE, str(folder))
    lines = []
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as daemon:
        for line in daemon.stderr:
            lines.append(line.strip())
            if "Enumeration completed" in line:
                daemon.terminate()
                break
        else:
            return [f"systemd-networkd did not read them: {' '.join(lines[-3:]) or 'it said nothing'}"]
    return [line for line in lines if line.startswith("/etc/systemd/network/")]


def settle(wanted):
    """Return what is still lacking when nothing is, or the time has ended."""
    ends = time.monotonic() + SETTLE_S
    while (lacks := lacking(wanted)) and time.monotonic() < ends:
        time.sleep(0.2)
    return lacks


def way_in(wanted):
    """Return of what is wanted that by which people come in."""
    return {**wanted, "links": [row for row in wanted["links"] if not row["is_lane"]], "rules": [], "routes": []}


def main():
    """Do what was asked, print what stands against it, and end with 1 if anything does."""
    verb, service = (*sys.argv[1:], "")[:2]
    text = sys.stdin.read().strip()
    wanted = json.loads(text) if text else {"files": {service: []}, "links": [], "bonds": [], "routes": [], "rules": []}
    if verb == "look":
        found = {"differences": differences(wanted, service) if text else {}, "lacking": lacking(wanted)}
        sys.stdout.write(json.dumps({**found, "has_laid": (KEPT / "first.tar").exists(), "is_unconfirmed": (KEPT / "unconfirmed").exists()}))
        return
    verbs = {"judge": lambda: judge(wanted, service), "settle": lambda: settle(wanted), "way_in": lambda: settle(way_in(wanted))}
    against = verbs[verb]()
    sys.stdout.write("\n".join(against))
    sys.exit(bool(against))


main()
