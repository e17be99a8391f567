"""Which machine stands where: its serial number and addresses against those that are declared, and against those of all others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.places import Places
from podwright.plan.finding import Finding

Told = tuple[Finding, tuple[str, ...]]
"""A finding, and the hosts at whose places something is wrong."""
BMC_PORT = "bmc"
FILE = "hardware.csv"


def owners(at: Places, machines: Sequence[ObservedMachine]) -> dict[str, str]:
    """Return whose machine was met at each place, as the hardware file declares: by serial number, else by most of its addresses; nobody's is left out."""
    found: dict[str, str] = {}
    for machine in machines:
        serials = [at.owner_of_serial[serial.lower()] for serial in machine.serials if serial.lower() in at.owner_of_serial]
        addresses = Counter(at.owner_of_address[address] for address in _addresses(machine) if address in at.owner_of_address)
        if serials:
            found[machine.host] = serials[0]
        elif addresses:
            found[machine.host] = min(addresses, key=lambda host: (-addresses[host], host != machine.host, host))
    return found


def no_machine_stands_in_for_another(at: Places, machines: Sequence[ObservedMachine], owner_of: Mapping[str, str]) -> Iterator[Told]:
    """Find machines that are declared for another place; of two that have changed places once, at the first of them."""
    told = set[str]()
    by_host = {machine.host: machine for machine in machines}
    for host in (name for name in at.devices if name in by_host):
        owner = owner_of.get(host, host)
        if owner == host or host in told:
            continue
        known = f"serial number {by_host[host].serial}" if by_host[host].serial else "its addresses"
        if owner_of.get(owner) == host:
            told.add(owner)
            what = f"this machine is declared for {at.where(owner)}, and the one there for this place ({known})"
            yield Finding("P520", at.where(host), what, f"Exchange the two machines, or their lines in {FILE} if they may stay"), (host, owner)
        else:
            what = f"this machine is declared for {at.where(owner)} ({known})"
            yield Finding("P520", at.where(host), what, f"Move it there, or correct {FILE}"), (host,)


def no_machine_is_unknown(at: Places, machines: Sequence[ObservedMachine], owner_of: Mapping[str, str]) -> Iterator[Told]:
    """Find machines that are declared nowhere, at places of which another serial number is declared."""
    for machine in machines:
        declared = at.serial_of.get(machine.host)
        if declared and machine.serials and owner_of.get(machine.host) is None:
            what = f"a machine with serial number {machine.serial or machine.serials[0]} stands here, and {declared} is declared"
            yield Finding("P521", at.where(machine.host), what, f"Rack the declared one, or correct {FILE}"), (machine.host,)


def no_serial_or_mac_twice(at: Places, machines: Sequence[ObservedMachine]) -> Iterator[Told]:
    """Find serial numbers and addresses that several machines have; those of the same machines are one finding. Machines may well share a chassis."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for machine in machines:
        for serial in machine.serials[:1]:
            holders["serial number", serial].append(machine.host)
        for address in _addresses(machine):
            holders["MAC" if ":" in address else "GUID", address].append(machine.host)
    shared: dict[tuple[str, ...], list[str]] = defaultdict(list)
    order = {host: number for number, host in enumerate(at.devices)}
    for (word, value), holding in holders.items():
        if len(holding) > 1:
            shared[tuple(sorted(holding, key=order.__getitem__))].append(f"{word} {value}")
    for hosts, values in shared.items():
        more = f" and {len(values) - 2} more" if len(values) > 2 else ""
        what = f"{', '.join(values[:2])}{more} {'is' if len(values) == 1 else 'are'} also at {', '.join(at.where(host) for host in hosts[1:])}"
        remedy = "Look at both: one BMC may answer at two addresses, or two machines were given one address by their maker"
        yield Finding("P528", at.where(hosts[0]), what, remedy), hosts


def ports_have_the_declared_addresses(at: Places, machines: Sequence[ObservedMachine], owner_of: Mapping[str, str]) -> Iterator[Told]:
    """Find machines at their own places of which a port has another address than is declared, or in which a declared one is nowhere."""
    for machine in machines:
        if owner_of.get(machine.host) != machine.host:
            continue
        strange = [*_other_addresses(at, machine)]
        if strange:
            more = f"; {len(strange) - 2} more ports" if len(strange) > 2 else ""
            what = f"{'; '.join(strange[:2])}{more}"
            yield (
                Finding("P529", at.where(machine.host), what, f"If a card was exchanged, correct {FILE}; else look which machine it came from"),
                (machine.host,),
            )


def _other_addresses(at: Places, machine: ObservedMachine) -> Iterator[str]:
    by_pci = {port.pci: port for port in machine.ports or () if port.pci}
    name_of = {port.pci: port.name for port in at.expected(machine.host).ports if port.pci}
    for pci, name in name_of.items():
        declared, port = at.address_of.get((machine.host, name)), by_pci.get(pci)
        told = (port.guid if declared and declared.startswith("0x") else port.mac) if port else None
        if declared and told and told != declared:
            yield f"{name} has {told}, and {declared} is declared"
    declared_bmc = at.address_of.get((machine.host, BMC_PORT))
    if declared_bmc and machine.bmc.mac and machine.bmc.mac != declared_bmc:
        yield f"the BMC has {machine.bmc.mac}, and {declared_bmc} is declared"


def _addresses(machine: ObservedMachine) -> tuple[str, ...]:
    return (*machine.macs, *dict.fromkeys(port.guid for port in machine.ports or () if port.guid))
