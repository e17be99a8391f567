"""Telemetry: every host tells about itself on its in-band address, and there alone."""

from ipaddress import ip_address

import pytest
from answers import Exporters, State, Told
from evidence import exporter_urls
from record import Verdict

from podwright.plan.types import Host, HostProfile, Plan
from podwright.realise.paths import peers

pytestmark = [pytest.mark.layer("hosts")]


@pytest.mark.requirement("OBS10", part="the counters of every interface of a host, as another host reads them")
def test_the_exporter_tells_other_hosts_about_this_one(plan: Plan, planned: Host, profile: HostProfile, all_exporters, state: State, verdict: Verdict) -> None:
    told = _told(plan, planned, profile.telemetry_port, all_exporters)
    if not told:
        pytest.skip("no other host could be asked to listen")
    wrong = [f"{listener} hears nothing from {url}: {one.trouble}" for listener, url, one in told if one.trouble]
    wrong += [f"{listener} hears {one.node or 'no node'} at {url}" for listener, url, one in told if not one.trouble and one.node != planned.name]
    missing = {(url, interface.name) for _, url, one in told if not one.trouble for interface in planned.interfaces if interface.name not in one.devices}
    wrong += [f"{url} counts nothing for {name}" for url, name in sorted(missing)]
    verdict(wrong, evidence=f"heard by {', '.join(sorted({listener for listener, _, _ in told}))}, {len(planned.interfaces)} interfaces counted")


def test_the_exporter_listens_on_the_in_band_address_alone(planned: Host, profile: HostProfile, state: State, exporters: Exporters, verdict: Verdict) -> None:
    meant = {ip_address(planned.in_band_v4), ip_address(planned.in_band_v6)}
    bound = {ip_address(address) for address, port in state.listening if port == profile.telemetry_port}
    if not bound and not exporters.opened:
        pytest.skip(f"nothing listens on port {profile.telemetry_port}, which another check says")
    wrong = [f"something listens on {address}, port {profile.telemetry_port}" for address in sorted(bound - meant, key=str)]
    wrong += [f"{address} takes a connection on port {profile.telemetry_port}" for address in exporters.opened]
    verdict(wrong, evidence=f"port {profile.telemetry_port} on {', '.join(map(str, sorted(bound, key=str)))} alone")


def _told(plan: Plan, planned: Host, port: int, all_exporters) -> list[tuple[str, str, Told]]:
    """Return listener, URL and answer for every host that was sent to this one's exporter."""
    hosts = plan.hosts.hosts
    listeners = [host for place, host in enumerate(hosts) if planned in (peers(hosts, place) or (host,))]
    heard = [(one.name, all_exporters[one.name]) for one in listeners if isinstance(all_exporters.get(one.name), Exporters)]
    return [(name, url, answer.told[url]) for name, answer in heard for url in exporter_urls(planned, port)]
