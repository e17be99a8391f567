"""Names, from place alone: `<pod>-u003-r05-n07`. The widths never change."""

from podwright.plan.finding import Finding, Infeasible
from podwright.plan.names import DeviceName, PodName, RackName
from podwright.plan.types import DeviceClass, Place

LABEL_LENGTH = 63  # octets of a DNS label, RFC 1035 section 2.3.4
NAME_LENGTH = 253  # characters of a DNS name in text, RFC 1035 section 2.3.4 (255 octets on the wire)
PLACE_SUFFIX = "-u000-r00-n00"
BMC_SUFFIX = "-bmc"


def rack_name(pod: PodName, unit: int, number: int) -> RackName:
    """Return the name of a rack."""
    return RackName(f"{pod}-u{unit:03d}-r{number:02d}")


def device_name(pod: PodName, device_class: DeviceClass, place: Place) -> DeviceName:
    """Return the name of what stands at a place."""
    return DeviceName(f"{pod}-u{place.unit:03d}-r{place.rack:02d}-{device_class}{place.slot:02d}")


def label_stem(pod: PodName, device: DeviceName) -> str:
    """Return what the labels of cables begin with whose A end is at a device, its name without the pod's; the port follows."""
    return f"{device[len(pod) + 1 :]}/"


def names_fit(pod: PodName, domain: str) -> None:
    """Return nothing when the longest name of this pod fits DNS.

    Raises: Infeasible when it does not.
    """
    label = f"{pod}{PLACE_SUFFIX}{BMC_SUFFIX}"
    full = f"{label}.{domain}"
    findings = []
    if len(label) > LABEL_LENGTH:
        findings.append(
            Finding(
                "P205",
                f"pod {pod}",
                f"a BMC's name has {len(label)} characters, a DNS label at most {LABEL_LENGTH}",
                f"Shorten the pod's name by {len(label) - LABEL_LENGTH}",
            )
        )
    if len(full) > NAME_LENGTH:
        findings.append(
            Finding("P205", f"pod {pod}", f"a full name has {len(full)} characters, DNS allows {NAME_LENGTH}", "Shorten site.domain or the pod's name")
        )
    if findings:
        raise Infeasible(tuple(findings))
