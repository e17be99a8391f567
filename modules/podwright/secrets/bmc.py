"""The password of the pod's own user on each BMC, from the same seed as the ssh keys: nothing is stored, and no two BMCs share one."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from podwright.refusal import Refused
from podwright.secrets.ssh import SEED_CHARACTERS, SeedTooShort

CHARACTERS = 16
"""Letters of a password. IPMI keeps 16 or 20, and BMCs whose users are those of IPMI cut or refuse what is longer (github:ipmitool/ipmitool issue 347: 16; Lenovo TSM,
`patch_change_account_instance`: 8 to 20). 16 letters out of 64 are 96 bits."""
CAPITALS, SMALL, DIGITS, MARKS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "-_.@+:="
ALPHABET = CAPITALS + SMALL + DIGITS + MARKS
"""64 letters, those left out that a person takes for another, and none that a shell or a URL reads."""
KINDS = (CAPITALS, SMALL, DIGITS, MARKS)
"""Makers ask for a letter of each kind, or of three of them."""


def bmc_password(seed: str, *, pod: str, generation: int, host: str, user: str) -> str:
    """Return the password of a user on the BMC of a host.

    Laws: the same words give the same password for ever; another pod, generation, host or user gives another; a letter of every kind is in it.
    Raises: SeedTooShort.
    """
    if len(seed) < SEED_CHARACTERS:
        raise SeedTooShort("ssh seed", f"has {len(seed)} characters, fewer than {SEED_CHARACTERS}", "Make one with `openssl rand -hex 32`")
    for attempt in range(256):
        info = f"podwright/bmc/1/{pod}/{generation}/{host}/{user}/{attempt}".encode()
        drawn = HKDF(algorithm=SHA256(), length=CHARACTERS, salt=None, info=info).derive(seed.encode())
        word = "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn)
        if all(any(letter in kind for letter in word) for kind in KINDS) and word[0] not in MARKS:
            return word
    raise Refused(host, "no password follows for its BMC", "Raise access.generation by one")
