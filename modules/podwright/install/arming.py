"""What a boot server is handed for one host: order, seed, their signatures, the token by which the host will be known; pure."""

import base64
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from podwright.install.keys import signature


@dataclass(frozen=True, slots=True)
class Arming:
    """One host that is to be installed; `kernel` and `initramfs` are the digests of its installer's files."""

    host: str
    number: str
    token: str = field(repr=False)
    kernel: str
    initramfs: str
    order: str
    seed: bytes = field(repr=False)


def arming_line(arming: Arming, key: Ed25519PrivateKey, *, valid_s: int) -> str:
    """Return the line that a boot server's desk reads; it holds secrets, and goes nowhere but into its standard input."""
    order = arming.order.encode()
    pieces = {"order": order, "order.sig": signature(key, order), "seed.tar": arming.seed, "seed.tar.sig": signature(key, arming.seed)}
    told = {"host": arming.host, "number": arming.number, "token": arming.token, "kernel": arming.kernel, "initramfs": arming.initramfs, "valid_s": valid_s}
    return json.dumps(told | {name: base64.b64encode(content).decode() for name, content in pieces.items()}) + "\n"


def elsewhere_line(host: str, url: str) -> str:
    """Return the line by which the other boot server forgets a host, and sends it where its order waits."""
    return json.dumps({"host": host, "elsewhere": url}) + "\n"
