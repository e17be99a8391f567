"""One host against what the plan and the delivered hardware say of it."""

from collections.abc import Iterator

from podwright.observe.hosts.drift import HostDrift, HostDriftKind, NotLookedAt
from podwright.observe.hosts.expected import ExpectedHost, ExpectedLink
from podwright.observe.hosts.observed import HostLink, ObservedHost, Rate
from podwright.observe.redfish.expected import gpu_fault, missing_drives, model_fault
from podwright.observe.redfish.machine import ObservedMachine

CLOCK_OFF_S = 0.1
"""From which offset on a clock is wrong: NTP holds clocks of one building to less than a millisecond, so that at a tenth of a second it no longer works, long before
certificates, credentials of Slurm (300 s) or the order of log lines suffer visibly."""
VERSION_ENDS = ("", "-", "+", "~")
ROOT = "/"


def faults(should: ExpectedHost, told: ObservedHost) -> Iterator[HostDrift]:
    """Yield everything in which a host is not as the plan says; of hardware nothing where there is none, of the kernel nothing in a container."""
    yield from _packages(should, told)
    yield from _mounts(told)
    yield from _links(should, told)
    if not told.is_virtual:
        yield from _parts(should, told)
    if not told.is_container:
        yield from _arguments(should, told)
        yield from _clock(told)


def not_looked_at(should: ExpectedHost, told: ObservedHost) -> Iterator[NotLookedAt]:
    """Yield what of a host was held against nothing, and why."""
    if told.is_container:
        hardware = "kernel, clock, parts, rates, firmware"
        yield NotLookedAt(told.host, hardware, f"a container ({told.shell}) shows those of the machine that it runs on")
    elif told.is_virtual:
        yield NotLookedAt(told.host, "parts, rates, firmware", f"a virtual machine ({told.machine}) has none of its own")
    needs: tuple[tuple[str, object, bool], ...] = (
        ("packages", told.packages, True),
        ("mounts", told.mounts, True),
        ("kernel arguments", told.arguments, not told.is_container),
        ("disks", told.disks, not told.is_virtual),
        ("firmware", told.firmware, not told.is_virtual),
        ("clock", None if told.clock is None else told.clock.is_held, not told.is_container),
        ("links", told.links, True),
        ("rates", told.rates, not told.is_virtual),
        ("GPUs", told.gpus, not told.is_virtual and should.machine is not None and should.machine.gpu_count > 0),
    )
    for aspect, answer, is_wanted in needs:
        if is_wanted and answer is None:
            yield NotLookedAt(told.host, aspect, "the host does not tell it")
    if not told.is_virtual and told.disks is not None and (should.machine is None or not should.machine.drives):
        yield NotLookedAt(told.host, "disks", "no source says what to expect")


def _packages(should: ExpectedHost, told: ObservedHost) -> Iterator[HostDrift]:
    installed = dict(told.packages or ())
    for name, version in should.versions:
        found = installed.get(name)
        if found is not None and not _is_version(found, version):
            yield HostDrift(HostDriftKind.PACKAGE, told.host, f"package {name}: {found}, {version} is planned", "Install the planned one, or plan this one")
    for name in should.packages if told.packages is not None else ():
        if name not in installed:
            yield HostDrift(HostDriftKind.PACKAGE, told.host, f"package {name}: none, and it is planned", "The role base installs it")


def _arguments(should: ExpectedHost, told: ObservedHost) -> Iterator[HostDrift]:
    for word in should.arguments if told.arguments is not None else ():
        if word not in (told.arguments or ()):
            what = f"kernel argument {word}: not given, and it is planned"
            yield HostDrift(HostDriftKind.KERNEL, told.host, what, "Boot it; if that does not help, the role kernel_arguments has not run")


def _is_version(found: str, wanted: str) -> bool:
    """Return whether a package's version is a build of one that is wanted: epoch before it, revision behind it."""
    bare = found.partition(":")[2] or found
    return bare.startswith(wanted) and bare[len(wanted) : len(wanted) + 1] in VERSION_ENDS


def _mounts(told: ObservedHost) -> Iterator[HostDrift]:
    for mount in told.mounts or ():
        if mount.target == ROOT and mount.is_read_only:
            what = "the root file system is mounted read-only"
            yield HostDrift(
                HostDriftKind.MOUNT, told.host, what, "Look into the kernel's log: file systems do that when their disk fails; then check it and boot"
            )


def _clock(told: ObservedHost) -> Iterator[HostDrift]:
    if told.clock is None:
        return
    if told.clock.is_held is False:
        yield HostDrift(HostDriftKind.CLOCK, told.host, "the clock is held to no source", "Look whether the time service runs and reaches its servers")
    elif told.clock.offset_s is not None and abs(told.clock.offset_s) > CLOCK_OFF_S:
        what = f"the clock is off by more than {CLOCK_OFF_S:g} s"
        yield HostDrift(HostDriftKind.CLOCK, told.host, what, "Look whether the time service reaches its servers; `chronyc makestep` sets it at once")


def _parts(should: ExpectedHost, told: ObservedHost) -> Iterator[HostDrift]:
    """Yield the wrong model, or the disks and GPUs that are missing: of another machine all else follows."""
    kind = should.machine
    if kind is None:
        return
    machine = ObservedMachine(told.host, "", manufacturer=told.maker, model=told.model, gpus=told.gpus)
    wrong = model_fault(kind, machine)
    if wrong:
        yield HostDrift(HostDriftKind.PART, told.host, wrong, f"Rack a {kind.title} here, or correct the architecture or the catalogue")
        return
    lacking = missing_drives(kind.drives, told.disks) if told.disks is not None else []
    if lacking:
        yield HostDrift(HostDriftKind.PART, told.host, f"disks: {'; '.join(lacking)}", "Seat or exchange the drives")
    gpu = gpu_fault(kind, machine) if told.gpus is not None else ""
    if gpu:
        yield HostDrift(HostDriftKind.PART, told.host, gpu, "Look into the kernel's log for Xid messages, and at the baseboard of the GPUs")


def _links(should: ExpectedHost, told: ObservedHost) -> Iterator[HostDrift]:
    if told.links is None:
        return
    found = {link.name: link for link in told.links}
    rate = {row.name: row for row in told.rates or ()}
    for wanted in should.links:
        link = found.get(wanted.name)
        if wanted.bond and told.is_virtual and link is None:
            continue
        for what, remedy in _of_link(wanted, link, None if told.is_virtual else rate.get(wanted.name)):
            yield HostDrift(HostDriftKind.LINK, told.host, f"{wanted.name}: {what}", remedy)


def _of_link(wanted: ExpectedLink, link: HostLink | None, rate: Rate | None) -> Iterator[tuple[str, str]]:
    if link is None:
        yield "no such interface", "Look whether its adapter is there (lspci) and what the kernel calls it"
        return
    if wanted.address and link.address and link.address != wanted.address:
        yield (
            f"its address is {_shown(link.address)}, {_shown(wanted.address)} was delivered",
            "If the adapter was changed, correct hardware.csv; else names are exchanged",
        )
    if wanted.mtu_bytes is not None and link.mtu_bytes is not None and link.mtu_bytes != wanted.mtu_bytes:
        yield f"its MTU is {link.mtu_bytes}, {wanted.mtu_bytes} is planned", "Set it in the host's network files (podwright render --kind host-network)"
    if link.is_up is False:
        yield "it has no link", "Look at its cable (podwright drift --cables) and at the port of the switch"
    elif wanted.rate_gbps and rate is not None and rate.rate_gbps is not None and rate.rate_gbps < wanted.rate_gbps:
        yield (
            f"it runs at {rate.rate_gbps:g} Gb/s, {wanted.rate_gbps} Gb/s is planned",
            "Clean and seat both plugs; look at the rate that both ports are set to",
        )


def _shown(address: str) -> str:
    """Return a MAC or GUID as people write it."""
    kind, _, text = address.partition(":")
    return f"0x{text}" if kind == "guid" else ":".join(text[at : at + 2] for at in range(0, len(text), 2))
