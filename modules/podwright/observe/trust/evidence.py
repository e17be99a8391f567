"""What a machine is asked to prove, and what it answers."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from podwright.observe.asking import HEAD
from podwright.observe.reading import Reading
from podwright.observe.trust.wire import Garbled

REGISTERS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14)
"""Firmware and its settings, option ROMs, loaders, Secure Boot; what grub runs and reads (8, 9); shim's own lists (14). Later ones are the operating system's, which no log of the firmware has."""
KINDS = ("key", "quote", "signature", "log")
NONCE_BYTES = 32
LOG = "/sys/kernel/security/tpm0/binary_bios_measurements"
KEY = "-C e -g sha256 -G rsa2048:rsassa-sha256:null -a 'restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda'"
"""A key that follows from the TPM's endorsement seed: the same at each call, never outside, and it signs nothing but what the TPM made itself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers of one machine, and the nonce that it was asked with."""

    host: str
    nonce: bytes
    key_pem: bytes
    quote: bytes
    signature: bytes
    log: bytes


def script(nonce: bytes) -> str:
    """Return what asks a machine for its proof; it needs tpm2-tools and root there, leaves nothing, and changes nothing in the TPM."""
    listed = ",".join(map(str, REGISTERS))
    return f"""{HEAD}
room=$(mktemp -d) || exit 1
trap 'as_root rm -rf "$room"' EXIT
export TPM2TOOLS_TCTI="${{TPM2TOOLS_TCTI:-device:/dev/tpmrm0}}"
tpm() {{ as_root env TPM2TOOLS_TCTI="$TPM2TOOLS_TCTI" "$@" >"$room/said" 2>&1 || {{ ended=$?; tail -n 1 "$room/said"; return $ended; }}; }}
one() {{ as_root base64 "$1"; }}
key() {{
command -v tpm2_quote >/dev/null || {{ echo "tpm2_quote is not there: install tpm2-tools"; return 1; }}
tpm tpm2_createprimary -Q {KEY} -c "$room/key" && tpm tpm2_readpublic -Q -c "$room/key" -f pem -o "$room/pem" && one "$room/pem"
}}
quote() {{ tpm tpm2_quote -Q -c "$room/key" -g sha256 -l sha256:{listed} -q {nonce.hex()} -m "$room/quote" -s "$room/signature" -f plain && one "$room/quote"; }}
log() {{ as_root test -r {LOG} || {{ echo "its kernel has no log of the firmware"; return 1; }}; one {LOG}; }}
answer key '' key
if [ -s "$room/pem" ]; then
answer quote '' quote
answer signature '' one "$room/signature"
answer log '' log
fi
"""


def evidence_of(host: str, nonce: bytes, readings: Iterable[Reading]) -> Evidence | None:
    """Return the proof that a machine's answers are, None where one is missing. Raises: Garbled."""
    told = {reading.kind: _decoded(reading) for reading in readings if reading.device == host}
    return None if {*KINDS} - told.keys() else Evidence(host, nonce, told["key"], told["quote"], told["signature"], told["log"])


def _decoded(reading: Reading) -> bytes:
    try:
        return base64.b64decode("".join(reading.text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Garbled(reading.kind, 0, "it is not base64") from error
