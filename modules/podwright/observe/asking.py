"""What a host is asked, as one shell script a host: each answer between marks, so that one ssh session carries all of them."""

import re
import shlex
from collections.abc import Iterable

from podwright.observe.ids import printable
from podwright.observe.observed import Silence
from podwright.observe.reading import Reading

MARK = "@@podwright@@"
BEGIN, END = re.compile(rf"{MARK} begin (\S+) ?(\S*)"), re.compile(rf"{MARK} end (\d+)")
ENDS_WELL = {"ibqueryerrors": (0, 1)}
"""With what a program ends when it answers, where that is not 0 alone: 1 says that a counter is above its own limit (infiniband-diags 44, tried 2026-11-21)."""
NOT_THERE = 127
"""What a shell ends with when there is no such program (POSIX, shell command language, 2.8.2)."""

HEAD = f"""
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
if [ "$(id -u)" = 0 ]; then as_root() {{ "$@"; }}; else as_root() {{ command -v "$1" >/dev/null || return {NOT_THERE}; sudo -n "$@"; }}; fi
answer() {{ kind=$1 port=$2; shift 2; echo; echo "{MARK} begin $kind $port"; "$@"; ended=$?; echo; echo "{MARK} end $ended"; }}
there() {{ ip link show dev "$1" >/dev/null 2>&1; }}
each() {{ for port in $PORTS; do if there "$port"; then "$@" "$port" 2>/dev/null; fi; done; return 0; }}
fec() {{ ethtool --show-fec "$1" 2>/dev/null | grep -v "^netlink error"; }}
optics() {{ as_root ethtool -m "$1" 2>/dev/null; return 0; }}
"""
ETHERNET = """
answer lldp '' as_root lldpcli -f json show neighbors 2>/dev/null
answer chassis '' as_root lldpcli -f json show chassis 2>/dev/null
if command -v nv >/dev/null; then answer nvue '' nv show interface -o json 2>/dev/null; fi
"""
PORTS_TOLD = """
if command -v ethtool >/dev/null; then
answer ethtool '' each ethtool
answer fec '' each fec
for port in $PORTS; do if there "$port"; then
answer statistics "$port" ethtool -S "$port" 2>/dev/null
answer optics "$port" optics "$port"
fi; done
fi
"""


def script_of_ports(ports: Iterable[str], *, speaks_lldp: bool) -> str:
    """Return what asks a host or an Ethernet switch of its neighbours, its links and the ports with these names."""
    names = " ".join(shlex.quote(name) for name in ports)
    return f"{HEAD}PORTS={shlex.quote(names)}\n{ETHERNET if speaks_lldp else ''}answer link '' ip -j link show 2>/dev/null\n{PORTS_TOLD}"


def script_of_subnet(port: str) -> str:
    """Return what asks a host of the whole InfiniBand subnet that one of its ports is on."""
    where = shlex.quote(f"/sys/class/net/{port}/device/infiniband")
    return f"""{HEAD}
adapter=$(ls {where} 2>/dev/null | head -n 1)
scan() {{ as_root "$@" ${{adapter:+-C "$adapter"}} 2>&1; }}
quiet() {{ as_root "$@" ${{adapter:+-C "$adapter"}} 2>/dev/null; }}
answer ibnetdiscover '' scan ibnetdiscover
answer iblinkinfo '' quiet iblinkinfo -l
answer ibqueryerrors '' quiet ibqueryerrors
"""


def script_of_diagnosis(port: str) -> str:
    """Return what asks a host for ibdiagnet's database of the subnet that one of its ports is on: with what plugs say, without it where that part is not installed.

    The program resets no counter, and what it wrote goes again. It ends with an error where it finds any, so that its file alone says whether it ran.
    """
    where = shlex.quote(f"/sys/class/net/{port}/device/infiniband")
    return f"""{HEAD}
adapter=$(ls {where} 2>/dev/null | head -n 1)
diagnosis() {{
command -v ibdiagnet >/dev/null || return {NOT_THERE}
room=$(mktemp -d) || return 1
for more in --get_phy_info ''; do
as_root ibdiagnet ${{adapter:+-i "$adapter"}} $more --disable_output default --enable_output db_csv -o "$room" >"$room/said" 2>&1
if as_root test -s "$room/ibdiagnet2.db_csv"; then break; fi
done
if as_root test -s "$room/ibdiagnet2.db_csv"; then as_root cat "$room/ibdiagnet2.db_csv"; ended=0; else tail -n 1 "$room/said"; ended=1; fi
as_root rm -rf "$room"
return "$ended"
}}
answer db_csv '' diagnosis
"""


def answers(device: str, text: str) -> tuple[list[Reading], list[Silence]]:
    """Return the answers in what a script printed, and what was asked in vain. An answer without its end is no answer."""
    readings, silences = list[Reading](), list[Silence]()
    kind, port, lines = "", "", list[str]()
    for line in text.split("\n"):
        begun, ended = BEGIN.fullmatch(line), END.fullmatch(line)
        if begun:
            kind, port, lines = begun[1], begun[2], []
        elif ended and kind:
            _file(
                Reading(kind, device, port, "\n".join(lines).removesuffix("\n"), f"{device}: {kind}{f' {port}' if port else ''}"),
                int(ended[1]),
                readings,
                silences,
            )
            kind = ""
        elif kind:
            lines.append(line)
    if kind:
        silences.append(Silence(device, f"the answer to {kind} ends in the middle"))
    return readings, silences


def _file(reading: Reading, ended: int, readings: list[Reading], silences: list[Silence]) -> None:
    """Keep an answer, or why there is none; counters and modules that a port does not have are no loss."""
    if ended in ENDS_WELL.get(reading.kind, (0,)):
        readings.append(reading)
    elif ended == NOT_THERE:
        silences.append(Silence(reading.device, f"the program for {reading.kind} is not there"))
    elif reading.kind not in ("statistics", "optics"):
        last = next((line.strip() for line in reversed(reading.text.split("\n")) if line.strip()), "without a word")
        silences.append(Silence(reading.device, f"{reading.kind} ended with {ended}: {printable(last)}"))
