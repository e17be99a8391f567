"""QEMU's command line for a machine; pure."""

from typing import NamedTuple

from podwright.lab.bmc.hardware import Boot
from podwright.lab.machines.firmware import FLASH, QEMU
from podwright.lab.machines.order import Firmware, MachineOrder

MEDIA = "media"
"""The name of the drive that virtual media lie in, and of its file."""
FIRST, STEP = 10, 10
NETWORK, UEFI_HTTP = ("Pxe", "UefiHttp"), "UefiHttp"
TRANSLATED = "tcg,thread=multi,tb-size=128"
"""128 MiB for translated instructions: the default is a quarter of the memory of the machine that it runs on, which four machines at once cannot have each."""


class Ends(NamedTuple):
    """Descriptors that QEMU inherits: of its monitor, and of its TPM where there is one."""

    monitor: int
    tpm: int | None


class Places(NamedTuple):
    """The order in which firmware tries a machine's devices: numbers by device, lower ones first. `standing` counts from the next start on."""

    now: dict[str, int]
    standing: dict[str, int]


def places(order: MachineOrder, boot: Boot) -> Places:
    """Return the order in which devices are tried at this start, and at those after it.

    Laws: no two devices have one number; an override comes first and the standing order behind it, as firmware falls through to what is next.
    """
    nic = _boot_nic(order)
    device_of = {"Hdd": "disk0" if order.disks else "", "Cd": MEDIA, "Usb": MEDIA} | dict.fromkeys(NETWORK, nic)
    targets = [*boot.order, *(target for target in ("Hdd", "Pxe", "Cd") if target not in boot.order)]
    devices = dict.fromkeys(device_of.get(target, "") for target in targets)
    standing = {device: FIRST + STEP * place for place, device in enumerate(filter(None, devices), start=1)}
    chosen = device_of.get(boot.target, "")
    now = standing | ({chosen: FIRST} if chosen else {})
    return Places(now, standing if boot.is_once else now)


def command(order: MachineOrder, boot: Boot, ends: Ends) -> list[str]:
    """Return the command line that starts a machine, stopped at its first instruction."""
    return [QEMU, *_board(order), *_monitor(order, ends), *_flash(order), *_disks(order, boot), *_nics(order, boot), *_tpm(ends)]


def _board(order: MachineOrder) -> list[str]:
    is_kvm = order.accelerator == "kvm"
    machine = ["q35", "graphics=off", *(["smm=on"] if order.firmware is Firmware.SECURE_BOOT else [])]
    words = ["-accel", "kvm" if is_kvm else TRANSLATED, "-cpu", "host" if is_kvm else "max", "-smp", str(order.cpu_count), "-m", str(order.memory_mib)]
    name = [
        "-name",
        order.name,
        "-smbios",
        f"type=1,manufacturer={_escaped(order.told.manufacturer)},product={_escaped(order.told.model)},serial={order.told.serial}",
    ]
    return ["-nodefaults", "-no-user-config", "-display", "none", "-S", "-machine", ",".join(machine), *words, *name, "-device", "virtio-rng-pci"]


def _monitor(order: MachineOrder, ends: Ends) -> list[str]:
    return [
        *("-chardev", f"socket,id=monitor,fd={ends.monitor}", "-mon", "chardev=monitor,mode=control"),
        *("-chardev", f"file,id=console,path={_escaped(order.at('console.log'))},append=on", "-serial", "chardev:console"),
    ]


def _flash(order: MachineOrder) -> list[str]:
    if order.firmware not in FLASH:
        return ["-boot", "strict=on"]
    code = FLASH[order.firmware].code
    secure = ["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"] if order.firmware is Firmware.SECURE_BOOT else []
    halves = (f"file={code},readonly=on,unit=0", f"file={_escaped(order.at(variables(order)))},unit=1")
    return [*secure, *(word for half in halves for word in ("-drive", f"if=pflash,format=raw,{half}"))]


def variables(order: MachineOrder) -> str:
    """Return the name of the file that keeps a machine's firmware variables: another firmware never reads them."""
    return f"variables-{order.firmware}.fd"


def _disks(order: MachineOrder, boot: Boot) -> list[str]:
    now, words = places(order, boot).now, list[str]()
    for number, disk in enumerate(order.disks):
        device = f"nvme,serial={disk.serial}" if disk.is_nvme else f"virtio-blk-pci,serial={disk.serial}"
        first = f",bootindex={now['disk0']}" if number == 0 else ""
        file = f"if=none,id=drive{number},format=raw,cache=unsafe,discard=unmap,file={_escaped(order.at(disk_file(number)))}"
        words += ["-drive", file, "-device", f"{device},id=disk{number},drive=drive{number}{first}"]
    image = order.at(MEDIA)
    drive = f"if=none,id={MEDIA}-drive,media=cdrom" + (f",format=raw,readonly=on,file={_escaped(image)}" if image.is_file() else "")
    return [
        *words,
        "-device",
        "virtio-scsi-pci,id=scsi",
        "-drive",
        drive,
        "-device",
        f"scsi-cd,bus=scsi.0,id={MEDIA},drive={MEDIA}-drive,bootindex={now[MEDIA]}",
    ]


def disk_file(number: int) -> str:
    """Return the name of the file that is a disk."""
    return f"disk-{number}.img"


def _nics(order: MachineOrder, boot: Boot) -> list[str]:
    """Return the words for every port. QEMU's own ROM is left unsaid where it is wanted: it writes the device's numbers into that one alone."""
    now, first, words = places(order, boot).now, _boot_nic(order), list[str]()
    for number, nic in enumerate(order.nics):
        device = f"virtio-net-pci,id=net{number},netdev=wire{number},mac={nic.mac}"
        device += f",bootindex={now[first]}" if first == f"net{number}" else ""
        device += "" if nic.has_ipxe and nic.may_boot and boot.target != UEFI_HTTP else ",romfile="
        words += ["-netdev", f"tap,id=wire{number},ifname={nic.far_end},script=no,downscript=no", "-device", device]
    is_http = boot.target == UEFI_HTTP and order.firmware is not Firmware.BIOS
    return [*words, *(["-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n"] if is_http else [])]


def _boot_nic(order: MachineOrder) -> str:
    return next((f"net{number}" for number, nic in enumerate(order.nics) if nic.may_boot), "")


def _tpm(ends: Ends) -> list[str]:
    if ends.tpm is None:
        return []
    return ["-chardev", f"socket,id=tpm,fd={ends.tpm}", "-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", "tpm-tis,tpmdev=tpm0"]


def _escaped(word: object) -> str:
    """Return a word as QEMU reads it in a list: a comma twice."""
    return str(word).replace(",", ",,")
