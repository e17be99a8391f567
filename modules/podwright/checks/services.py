"""What the site's name services are told holds together: whoever answers for the zones can be found, and a change of theirs has a new serial number."""

from collections.abc import Iterator

from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan


def authorities_can_be_found(plan: Plan) -> Iterator[Finding]:
    """Find every name server that lies in the pod's own domain and has no address: nobody could ask it for its own."""
    dns = plan.services.dns
    if dns is None:
        return
    known = {name for entry in plan.hosts.names for name in entry.names}
    for row in dns.authorities:
        if row.name.endswith(f".{dns.domain}") and not row.v4 and not row.v6 and row.name not in known:
            what = f"{row.name} lies in {dns.domain}, and neither the name table nor the pod file has its address"
            yield Finding("P273", f"site.dns.authorities {row.name}", what, "Give its v4 or v6")


def zones_change_with_their_serial(plan: Plan) -> Iterator[Finding]:
    """Find zones that hold something else than when their serial number was given; note where nothing would tell."""
    dns = plan.services.dns
    if dns is None or dns.told_content == dns.content:
        return
    if dns.told_content:
        what = f"serial {dns.serial} was given for {dns.told_content}, the zones now hold {dns.content}"
        yield Finding("P274", "site.dns.serial", what, f"Raise the serial and write content: {dns.content}")
    else:
        what = f"nothing ties serial {dns.serial} to what the zones hold, {dns.content}"
        yield Finding("P275", "site.dns.content", what, f'Write content: "{dns.content}", and a change without a new serial is found', Severity.NOTE)
