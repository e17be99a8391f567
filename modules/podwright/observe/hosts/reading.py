"""Answers of hosts: their kinds, the script that asks for them, and what they tell together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podwright.observe.asking import HEAD
from podwright.observe.hosts import hardware, software, system
from podwright.observe.hosts.observed import ObservedHost
from podwright.observe.observed import Silence
from podwright.observe.unreadable import Unreadable

if TYPE_CHECKING:
    from podwright.observe.reading import Reading

Reader = Callable[[ObservedHost, str, str], ObservedHost]


@dataclass(frozen=True, slots=True)
class HostKind:
    """One kind of answer: how its file ends, and how it is read."""

    ending: str
    read: Reader
    is_of_port: bool = False


HOST_KINDS: Mapping[str, HostKind] = {
    "account": HostKind("txt", system.account),
    "system": HostKind("txt", system.system),
    "cmdline": HostKind("txt", system.arguments),
    "packages": HostKind("txt", software.packages),
    "mounts": HostKind("txt", software.mounts),
    "disks": HostKind("json", hardware.disks),
    "link": HostKind("json", hardware.links),
    "rates": HostKind("txt", hardware.rates),
    "firmware": HostKind("txt", hardware.firmware),
    "gpus": HostKind("txt", hardware.gpus),
    "clock": HostKind("txt", system.clock),
}
"""By name, in the order in which they are asked and read."""

NEEDED = ("system", "link")
"""Answers without which a host has not told what it is."""

ASK_ROOT = 'if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then echo root yes; else echo root no; fi'
FACTS = """
account() { echo "user $(id -un)"; ROOT; }
system() {
echo "kernel $(uname -r)"
if command -v systemd-detect-virt >/dev/null; then
echo "container $(systemd-detect-virt --container)"
echo "machine $(systemd-detect-virt --vm)"
fi
for row in maker:sys_vendor model:product_name; do echo "${row%%:*} $(cat "/sys/class/dmi/id/${row#*:}" 2>/dev/null)"; done
}
rates() {
for port in /sys/class/net/*; do
if [ -e "$port/device" ]; then kind=hardware; else kind=none; fi
echo "${port##*/} $kind $(cat "$port/speed" 2>/dev/null)"
done
}
firmware() {
for piece in bios_version ec_firmware_release; do printf '%s\\t%s\\n' "$piece" "$(cat "/sys/class/dmi/id/$piece" 2>/dev/null)"; done
for adapter in /sys/class/infiniband/*; do
if [ -r "$adapter/fw_ver" ]; then printf 'adapter %s\\t%s\\n' "$(cat "$adapter/board_id")" "$(cat "$adapter/fw_ver")"; fi
done
for disk in /sys/class/nvme/*; do
if [ -r "$disk/firmware_rev" ]; then printf 'drive %s\\t%s\\n' "$(sed 's/ *$//' "$disk/model")" "$(cat "$disk/firmware_rev")"; fi
done
}
clock() {
if [ -d /run/systemd/timesync ]; then if [ -e /run/systemd/timesync/synchronized ]; then echo synchronized yes; else echo synchronized no; fi; fi
if command -v chronyc >/dev/null; then told=$(chronyc -n -c tracking 2>/dev/null) && echo "tracking $told"; fi
return 0
}
answer account '' account
answer system '' system
answer cmdline '' cat /proc/cmdline
answer packages '' dpkg-query --show --showformat '${Package}\\t${Version}\\t${db:Status-Status}\\n'
answer mounts '' cat /proc/self/mounts
answer disks '' lsblk --json --bytes --nodeps --output NAME,TYPE,SIZE,SERIAL,MODEL,TRAN 2>/dev/null
answer link '' ip -j link show 2>/dev/null
answer rates '' rates
answer firmware '' firmware
if command -v nvidia-smi >/dev/null; then
answer gpus '' nvidia-smi --query-gpu=index,name,serial,vbios_version,driver_version --format=csv,noheader
fi
answer clock '' clock
"""


def script_of_facts(*, asks_root: bool) -> str:
    """Return what asks a host what it is; nothing in it needs root. Whether the account may become root is asked only where somebody wants to know."""
    return HEAD + FACTS.replace("ROOT", ASK_ROOT if asks_root else "true")


def read_hosts(readings: "Iterable[Reading]") -> tuple[dict[str, ObservedHost], tuple[Unreadable, ...]]:
    """Return what every host tells, by host in the order of its first answer, and the refusals of answers that cannot be read."""
    hosts: dict[str, ObservedHost] = {}
    refused = []
    order = {kind: number for number, kind in enumerate(HOST_KINDS)}
    for reading in sorted(readings, key=lambda one: order[one.kind]):
        host = hosts.setdefault(reading.device, ObservedHost(reading.device))
        try:
            hosts[reading.device] = HOST_KINDS[reading.kind].read(host, reading.text, reading.source)
        except Unreadable as wrong:
            refused.append(wrong)
    return hosts, tuple(refused)


def whole_silences(silences: Iterable[Silence], told: Iterable[str]) -> tuple[list[Silence], list[Silence]]:
    """Return the silences of hosts that told nothing at all, then those of hosts that told something."""
    heard, rows = set(told), list(silences)
    return [row for row in rows if row.device not in heard], [row for row in rows if row.device in heard]
