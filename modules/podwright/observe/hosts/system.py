"""The account that asked, the kernel and what it was started with, what the host runs on, its clock.

Source: systemd-detect-virt(1) of systemd 252: `none` where there is no virtualisation; chronyc(1) of chrony 4.3: 14 fields of `tracking` behind -c, the fourth the
time in seconds since 1970, the fifth the offset of the system's clock, the last whether a leap second comes or `Not synchronised`; systemd-timesyncd.service(8):
/run/systemd/timesync/synchronized is there once the clock was set; read 2026-11-21. timedatectl is not asked: it starts a service.
"""

from dataclasses import replace

from podwright.observe.hosts.lines import number_of, rows
from podwright.observe.hosts.observed import Clock, ObservedHost
from podwright.observe.unreadable import Unreadable, shown

TRACKING_FIELDS = 14
ANSWERS = {"yes": True, "no": False}
OF_ONE_HOST = ("BOOT_IMAGE", "root", "resume", "initrd", "rd.luks.uuid", "rd.md.uuid", "rd.lvm.lv")
"""Kernel arguments that name this host's own disks and files, or come from the boot loader: no two hosts have the same."""
OF_INSTALLER = "podwright."


def account(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with the account that asked. Raises: Unreadable."""
    told = {fields[0]: fields[1] for _, fields in rows(text, source, separator=None, count=2, expected="`user NAME` and `root yes` or `root no`")}
    if told.get("root") not in (*ANSWERS, None):
        raise Unreadable(source, 0, shown(told["root"]), "yes or no")
    return replace(host, user=told.get("user"), may_become_root=ANSWERS.get(told.get("root", "")))


def system(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with its kernel, its maker and model, and what it runs on. Raises: Unreadable."""
    told = {line.partition(" ")[0]: line.partition(" ")[2].strip() for line in text.splitlines() if line.strip()}
    if not told.get("kernel"):
        raise Unreadable(source, 0, "no line says which kernel runs", "`kernel RELEASE`")
    kept = {name: value or None for name, value in told.items()}
    return replace(host, kernel=told["kernel"], machine=kept.get("machine"), shell=kept.get("container"), maker=kept.get("maker"), model=kept.get("model"))


def arguments(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with the arguments that its kernel was started with, less those that are its own alone. Raises: Unreadable."""
    if not text.strip():
        raise Unreadable(source, 0, "nothing stands there", "the arguments of a kernel")
    words = text.split()
    kept = tuple(word for word in words if word.partition("=")[0] not in OF_ONE_HOST and not word.startswith(OF_INSTALLER))
    return replace(host, arguments=kept)


def clock(host: ObservedHost, text: str, source: str) -> ObservedHost:
    """Return the host with what is told of its clock: by chrony where it runs, else by systemd. Raises: Unreadable."""
    is_held: bool | None = None
    offset_s: float | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        word, _, rest = line.strip().partition(" ")
        if word == "synchronized":
            if rest not in ANSWERS:
                raise Unreadable(source, number, shown(line), "`synchronized yes` or `synchronized no`")
            is_held = ANSWERS[rest]
        elif word == "tracking":
            fields = rest.split(",")
            if len(fields) != TRACKING_FIELDS:
                raise Unreadable(source, number, shown(line), f"{TRACKING_FIELDS} fields of chronyc")
            is_held = fields[-1] != "Not synchronised"
            offset_s = number_of(fields[4], source, number, expected="an offset in seconds")
    return replace(host, clock=Clock(is_held, offset_s))
