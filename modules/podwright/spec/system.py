"""What a person declares of the operating system that every host runs."""

import base64
import binascii
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from podwright.spec.field import Change, NetworkV4, NetworkV6, Rule, Words, said

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
DER_SEQUENCE = 0x30

PackageName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]+$", max_length=100),
    Rule("a Debian package's name: lower-case letters, digits, +, - and dots, two at least", "nvme-cli"),
]
"""The name of a package (Debian Policy, section 5.6.1)."""

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$"), Rule("a name of the time zone database", "Etc/UTC")]
"""A time zone as the tz database names it."""

LocaleName = Annotated[
    str,
    StringConstraints(pattern=r"^(C|POSIX|[a-z]{2,3}_[A-Z]{2})(\.UTF-8)?$"),
    Rule("C.UTF-8, or a language, its country and .UTF-8", "C.UTF-8"),
]
"""A locale by name."""


def certificate(text: str) -> str:
    """Return the text if it is one certificate in PEM form. Raises: PydanticCustomError, in words."""
    lines = [line.strip() for line in text.strip().splitlines()]
    remedy = f"Give one certificate, from {BEGIN} to {END}"
    if len(lines) < 3 or lines[0] != BEGIN or lines[-1] != END or BEGIN in lines[1:]:
        raise said("this is no certificate in PEM form", remedy)
    try:
        content = base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error:
        raise said("what stands between the two lines of the certificate is no Base64", remedy) from None
    if not content or content[0] != DER_SEQUENCE:
        raise said("what stands between the two lines is no certificate", remedy)
    return "".join(f"{line}\n" for line in lines)


Certificate = Annotated[str, AfterValidator(certificate), Rule("one certificate in PEM form", f"{BEGIN} … {END}")]
"""A certificate as text."""


SettingName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_-]*(\.[A-Za-z0-9_*/-]+)+$"),
    Rule("a name of sysctl, words with dots between them", "vm.swappiness"),
]
"""A value of the kernel by name."""

SettingValue = Annotated[
    str, StringConstraints(pattern=r"^[!-~]+( [!-~]+)*$"), Rule("words with one space between them, a number in quotes", "4096 131072 67108864")
]
"""What a value of the kernel is set to."""

GovernorName = Annotated[str, StringConstraints(pattern=r"^[a-z]+$"), Rule("lower-case letters, as the kernel lists them", "performance")]
"""How processors choose their clock."""


class HugePages(StrEnum):
    """Who gets huge pages unasked."""

    ALWAYS = "always"
    MADVISE = "madvise"
    NEVER = "never"


class KernelSetting(Words):
    """A value of the kernel on every host."""

    name: Annotated[SettingName, Change.LIVE] = Field(description="Name, as sysctl writes it.", examples=["vm.swappiness"])
    value: Annotated[SettingValue, Change.LIVE] = Field(description="Value; a number in quotes.", examples=["1"])


def no_setting_twice(rows: tuple[KernelSetting, ...]) -> tuple[KernelSetting, ...]:
    """Return the rows if no two have one name. Raises: PydanticCustomError, in words."""
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        first = seen.setdefault(row.name, index)
        if first != index:
            raise said(f"entries {first + 1} and {index + 1} are both {row.name}", "Drop one of them")
    return rows


KernelArgument = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_.-]+(=[A-Za-z0-9_.,:/@+=-]*)?$"),
    Rule("one argument of the kernel, without spaces or quotes", "iommu=pt"),
]
"""What the kernel is told when it starts."""

ServerName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$", max_length=253),
    Rule("a DNS name or an IP address", "ntp1.example"),
]
"""A server of the site by name or address."""


class LogReceiver(Words):
    """Who takes the logs of every host, by syslog over TCP."""

    name: Annotated[ServerName, Change.LIVE] = Field(description="Name or address; its certificate has to carry it.", examples=["logs.example"])
    port: Annotated[int, Change.LIVE] = Field(default=6514, ge=1, le=65535, description="TCP port; 6514 is that of syslog over TLS (RFC 5425).")
    is_encrypted: Annotated[bool, Change.LIVE] = Field(default=True, description="Whether logs go by TLS; without it, everybody on the way may read them.")


class Logs(Words):
    """How long hosts keep their logs, and where they send them."""

    max_gib: Annotated[int, Change.LIVE] = Field(default=4, ge=1, le=1024, description="Room that the journal of a host may take on its disk, in GiB.")
    keep_days: Annotated[int, Change.LIVE] = Field(
        default=30, ge=1, le=3650, description="Days after which entries may go; AI clouds keep audit logs for 30 at least (offtake requirements, SEC08)."
    )
    receiver: LogReceiver | None = Field(default=None, description="Who takes the logs; left out: nothing is sent.")


class LoginNetwork(Words):
    """A network from which hosts are reached beside the pod's own."""

    v4: Annotated[NetworkV4 | None, Change.LIVE] = Field(default=None, description="IPv4 network in CIDR form.", examples=["192.0.2.0/24"])
    v6: Annotated[NetworkV6 | None, Change.LIVE] = Field(default=None, description="IPv6 network in CIDR form.", examples=["2001:db8::/64"])


class System(Words):
    """The operating system of every host."""

    packages: Annotated[tuple[PackageName, ...], Change.LIVE] = Field(
        default=("ethtool", "numactl", "nvme-cli", "pciutils"),
        strict=False,
        description="Packages that every host has, from its own sources: the default is what links, memory, disks and PCI are looked at with.",
    )
    time_zone: Annotated[TimeZone, Change.LIVE] = Field(default="Etc/UTC", description="Time zone of every host; logs of two hosts are compared by it.")
    locale: Annotated[LocaleName, Change.LIVE] = Field(default="C.UTF-8", description="Language and encoding of what programs print; it has to be there.")
    authorities: Annotated[tuple[Certificate, ...], Change.LIVE] = Field(
        default=(), strict=False, examples=[[]], description="Certificates of the site's own authorities, in PEM form: every host trusts what they signed."
    )
    has_automatic_upgrades: Annotated[bool, Change.LIVE] = Field(
        default=False, description="Whether a host may upgrade its packages by itself; false: the pod changes only when somebody asks."
    )
    login_from: Annotated[tuple[LoginNetwork, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        description="Networks from which ssh is answered, beside the pod's own; metrics are told to the pod alone. None: from everywhere, and no rule is set.",
    )
    settings: Annotated[tuple[KernelSetting, ...], Change.LIVE, AfterValidator(no_setting_twice)] = Field(
        default=(), strict=False, description="Values of the kernel, beside and in place of those that podwright sets (roles/tuning)."
    )
    transparent_huge_pages: Annotated[HugePages, Change.LIVE] = Field(
        default=HugePages.MADVISE,
        strict=False,
        description="Who gets huge pages unasked: `madvise`, whoever asks for them, as Ubuntu has it; `always` may cost time where memory is given back in pieces.",
    )
    cpu_governor: Annotated[GovernorName, Change.LIVE] = Field(
        default="performance", description="How processors choose their clock, where the kernel lets them; `performance` as DGX OS sets it."
    )
    logs: Logs = Field(default_factory=Logs, description="How long hosts keep their logs, and where they send them.")
    time_servers: Annotated[tuple[ServerName, ...], Change.LIVE] = Field(
        default=(),
        strict=False,
        examples=[["ntp1.example", "192.0.2.123"]],
        description="The site's time servers (NTP): management nodes ask them, and tell the pod. None: hosts keep time as they do now.",
    )
    kernel_arguments: Annotated[tuple[KernelArgument, ...], Change.DRAIN] = Field(
        default=("iommu=pt",),
        strict=False,
        description="What every kernel is told when it starts: `iommu=pt`, as DGX OS sets it, takes the IOMMU out of the way of devices. A host is told, never made, to restart.",
    )
    huge_page_gib: Annotated[int, Change.DRAIN] = Field(
        default=0, ge=0, le=16384, description="Memory of every host that is set aside as pages of 1 GiB, in GiB."
    )
    is_hardened: Annotated[bool, Change.LIVE] = Field(
        default=True, description="Whether what nobody needs is closed, and what administrators do is recorded, after the CIS benchmark (roles/hardening)."
    )
