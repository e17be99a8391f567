"""What an installer is told to do on one host: text, one `key value` a line, signed."""

from dataclasses import dataclass

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Order:
    """One installation. `image_bytes` is the size of the compressed image, `disk_bytes` that of the disk that it unpacks to.

    Exactly one of `disk_serial` and `disk_path` is set; `wipe` are serial numbers of disks whose content may be lost.
    """

    host: str
    image: str
    image_bytes: int
    disk_bytes: int
    disk_serial: str = ""
    disk_path: str = ""
    wipe: tuple[str, ...] = ()


def order_text(order: Order) -> str:
    """Return the order as its installer reads it; an installer refuses a key that it does not know, so that an older one never obeys half of an order."""
    assert bool(order.disk_serial) != bool(order.disk_path), "a disk is named by one of its names"
    disk = f"disk_serial {order.disk_serial}" if order.disk_serial else f"disk_path {order.disk_path}"
    lines = [f"format {FORMAT}", f"host {order.host}", f"image {order.image}", f"image_bytes {order.image_bytes}", f"disk_bytes {order.disk_bytes}", disk]
    if order.wipe:
        lines.append(f"wipe {' '.join(order.wipe)}")
    assert all(line.isascii() and line.isprintable() for line in lines), "an order is plain text, a value a line"
    return "".join(f"{line}\n" for line in lines)
