"""What to set on one BMC: every part of a wish held against the BMC's own documents."""

from collections.abc import Iterator

from podwright.bmc.accounts import account_settings
from podwright.bmc.bios import Waiting, bios_settings
from podwright.bmc.boot_order import order_settings
from podwright.bmc.booting import boot_settings
from podwright.bmc.etag import is_broken
from podwright.bmc.firmware import firmware_settings
from podwright.bmc.ipmi import ipmi_settings
from podwright.bmc.media import media_settings
from podwright.bmc.power import power_settings
from podwright.bmc.setting import Asked, Setting
from podwright.bmc.wish import Wish
from podwright.observe.redfish.reading import main_system
from podwright.observe.redfish.shelf import ROOT, Resource, Shelf
from podwright.plan.finding import Finding


def asked_of(shelf: Shelf, host: str, wish: Wish, login: str) -> Asked:
    """Return what is to be set, as far as the documents on the shelf tell; what else it has to read is wanted there. `login` is the name of the one that the BMC took.

    Laws: what is as wished asks for nothing; the pod's own user is made and proven before another is touched; a finding withholds what it is about, and nothing else.
    """
    root = shelf.at(ROOT)
    systems, _ = shelf.members(root.link("Systems")) if root else ((), False)
    if root is None or not systems:
        return Asked(host)
    found = [*_parts(shelf, root, main_system(systems), host, wish, login)]
    broken = [f"{path} {reason}" for path, reason in shelf.lost.items() if is_broken(shelf, path)]
    if broken:
        found.append(
            Finding("P548", wish.where, f"its BMC does not tell all that is needed: {'; '.join(broken[:2])}", "Run it again; what rests on that is not set")
        )
    return Asked(
        host,
        tuple(row for row in found if isinstance(row, Setting)),
        tuple(row for row in found if isinstance(row, Finding)),
        tuple(row.text for row in found if isinstance(row, Waiting)),
    )


def _parts(shelf: Shelf, root: Resource, system: Resource, host: str, wish: Wish, login: str) -> Iterator[Setting | Finding | Waiting]:
    if wish.accounts is not None:
        yield from account_settings(shelf, root, host, wish.where, wish.accounts, login)
    if wish.is_ipmi_off:
        yield from ipmi_settings(shelf, root, system, host)
    if wish.bios:
        yield from bios_settings(shelf, root, system, host, wish.where, wish.bios)
    if wish.boot_order is not None:
        yield from order_settings(shelf, system, host, wish.where, wish.boot_order)
    if wish.media is not None:
        yield from media_settings(shelf, root, system, host, wish.where, wish.media)
    if wish.boot is not None:
        yield from boot_settings(shelf, system, host, wish.where, wish.boot)
    if wish.power is not None:
        yield from power_settings(shelf, system, host, wish.where, wish.power, is_forced=wish.is_forced)
    if wish.firmware is not None:
        yield from firmware_settings(shelf, root, system, host, wish.where, wish.firmware)
