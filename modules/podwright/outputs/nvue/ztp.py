"""Zero-touch provisioning: the script that a new switch fetches, which lays its own configuration on it."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from podwright.plan.types import Ethernet, Hosts

MARKER = "CUMULUS-AUTOPROVISIONING"
"""Cumulus Linux runs only a script that holds this word (Cumulus Linux 5.11, Zero Touch Provisioning, read 2026-11-21)."""
SCRIPT = """\
#!/bin/bash
# {marker}
# Zero-touch provisioning of the Ethernet switches of pod {pod}: each takes its own configuration, checked, and applies it if it changes anything.
set -euo pipefail

RELEASE={release}
SOURCE=${{ZTP_USB_MOUNTPOINT:-{source}}}
RELEASE_FILE=${{PODWRIGHT_RELEASE_FILE:-/etc/lsb-release}}

fail() {{
    echo "ztp: $1" >&2
    exit 1
}}

# Prints file and checksum of what is known by a name or an address; nothing for a stranger.
configuration_of() {{
    case "$1" in
{cases}
    esac
}}

found=$(sed -n 's/^DISTRIB_RELEASE=//p' "$RELEASE_FILE")
case "$found." in
    "$RELEASE".*) ;;
    *) fail "this switch runs Cumulus Linux ${{found:-of no known release}}, its configuration is for $RELEASE: install $RELEASE first, or plan with the release that runs" ;;
esac

line=$(configuration_of "$(hostname -s)")
if [ -z "$line" ]; then
    for address in $(ip -o -4 address show | awk '{{ split($4, part, "/"); print part[1] }}'); do
        line=$(configuration_of "$address")
        [ -z "$line" ] || break
    done
fi
[ -n "$line" ] || fail "pod {pod} has no switch $(hostname -s), nor one with an address of this one: check its DHCP reservation"
read -r file sum <<<"$line"
[ -n "$SOURCE" ] || fail "nobody says where $file is: set site.dhcp.switch_url in pod.yaml, or start from a USB stick that holds it"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case "$SOURCE" in
    http://* | https://* | tftp://*) curl --fail --silent --show-error --retry 5 --output "$work/$file" "$SOURCE/$file" || fail "$SOURCE/$file cannot be fetched" ;;
    *) cp "$SOURCE/$file" "$work/$file" || fail "$SOURCE/$file is not there" ;;
esac
echo "$sum  $work/$file" | sha256sum --check --status || fail "$SOURCE/$file is not the file of this plan: its checksum differs; render again and copy all files"

nv config patch "$work/$file"
if [ -z "$(nv config diff)" ]; then
    nv config detach
    echo "ztp: $file is applied already"
    exit 0
fi
nv config apply --assume-yes || fail "NVUE refuses $file: see nv config history"
nv config save
echo "ztp: $file is applied"
"""


class Laid(NamedTuple):
    """The configuration of one switch, as a file: its name, its checksum, and every name and address that its switch may have."""

    file: str
    sum: str
    known_by: tuple[str, ...]


def known_by(ethernet: Ethernet, hosts: Hosts) -> Mapping[str, tuple[str, ...]]:
    """Return what each switch may call itself when it starts: its name, the site's, its management address."""
    names: dict[str, str] = {row.device: row.name for row in hosts.site_names}
    return {row.device: tuple(dict.fromkeys((row.device, names.get(row.device, row.device), row.management_v4))) for row in ethernet.switches}


def laid(device: str, text: str, names: Mapping[str, tuple[str, ...]]) -> Laid:
    """Return the file that holds a switch's configuration."""
    return Laid(f"{device}.yaml", sha256(text.encode()).hexdigest(), names[device])


def ztp_script(pod: str, release: str, switch_url: str, files: Iterable[Laid]) -> str:
    """Return the script. `switch_url` is where switches fetch it, and their files beside it; empty where they start from a USB stick.

    Laws: it applies nothing whose checksum differs, nothing to a stranger or another release; a second run applies nothing.
    """
    cases = "\n".join(f"        {' | '.join(row.known_by)}) echo '{row.file} {row.sum}' ;;" for row in files)
    short = ".".join(release.split(".")[:2])
    return SCRIPT.format(marker=MARKER, pod=pod, release=short, source=switch_url.rpartition("/")[0], cases=cases)
