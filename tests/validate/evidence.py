"""What the pod's hosts answered: each fixture asks all hosts at once, the first time that a test wants it."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from answers import Exporters, Knock, Names, Reach, State, SystemState
from asking import Door, Silence, all_at_once, ask_all
from knocking import Badges, knocks, make_badges
from testinfra.host import Host as Connection

from podwright.plan.types import Host, HostProfile, Plan
from podwright.realise.paths import Echo, Law, absent, carried, closed, crossed, held, peers, rings
from podwright.refusal import Refused
from podwright.secrets.login import runtime_folder
from podwright.secrets.resolver import resolve
from podwright.secrets.ssh import pod_keys

WAIT_S, TRY_COUNT = 0.7, 3
"""How long an echo may take and how often it is sent: 2.1 s of silence in all, a hundred times what the slowest path of a pod takes."""

SHARED_LINK = "infiniband"
"""An InfiniBand fabric is one subnet whatever its rails, so its lanes share a link by design and are told apart by addresses alone."""

Kind = TypeVar("Kind")
Answers = Mapping[str, Kind | Silence]


@pytest.fixture(scope="session")
def door(request: pytest.FixtureRequest, profile: HostProfile) -> Iterator[Door]:
    """The way to the pod's hosts, closed when the run ends."""
    opened = Door(profile.automation_user, request.config.option.ssh_config)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def greetings(plan: Plan, door: Door) -> Mapping[str, Connection | Silence]:
    """An open connection to each host by its name, or why there is none."""

    def greet(host: Host) -> Connection | Silence:
        connection = door.connection(host.full_name)
        try:
            connection.run("true")
        except RuntimeError as error:
            lines = [line for line in str(getattr(error.args[0], "stderr", error)).splitlines() if line.strip()]
            return Silence(lines[-1].strip() if lines else "ssh ended without a word")
        return connection

    return all_at_once({host.name: partial(greet, host) for host in plan.hosts.hosts})


@pytest.fixture(scope="session")
def connections(greetings: Mapping[str, Connection | Silence]) -> dict[str, Connection]:
    """The hosts that let us in."""
    return {name: one for name, one in greetings.items() if not isinstance(one, Silence)}


def _said(answers: Answers[Kind], planned: Host) -> Kind:
    """Return one host's answer. A host that lets nobody in is left out, since one check says so for all; a probe that fails on a host fails the check that needs it."""
    if planned.name not in answers:
        pytest.skip("the host does not let us in")
    answer = answers[planned.name]
    if isinstance(answer, Silence):
        pytest.fail(answer.reason, pytrace=False)
    return answer


@pytest.fixture(scope="session")
def all_names(plan: Plan, connections: dict[str, Connection]) -> Answers[Names]:
    """What every host resolves."""
    question = {
        "names": [name for entry in plan.hosts.names for name in entry.names],
        "addresses": [a for entry in plan.hosts.names for a in (entry.v4, entry.v6)],
    }
    return ask_all(connections, "names", dict.fromkeys(connections, question), shape=Names)


@pytest.fixture(scope="session")
def all_states(profile: HostProfile, connections: dict[str, Connection]) -> Answers[State]:
    """How every host stands."""
    question = {"accounts": ["root", profile.automation_user, *(user.name for user in profile.users)]}
    return ask_all(connections, "state", dict.fromkeys(connections, question), shape=State, is_root=True)


@pytest.fixture(scope="session")
def all_systems(plan: Plan, connections: dict[str, Connection]) -> Answers[SystemState]:
    """How every host's operating system stands."""
    settings = (*plan.system.tuning.settings, *plan.system.hardening.settings)
    question = {"packages": list(plan.system.basis.packages), "settings": [row.name for row in settings]}
    return ask_all(connections, "system", dict.fromkeys(connections, question), shape=SystemState, is_root=True)


@pytest.fixture(scope="session")
def all_reaches(plan: Plan, connections: dict[str, Connection], all_states: Answers[State]) -> Answers[Reach]:
    """What every host's packets reach."""
    networks, hosts = rings(plan), plan.hosts.hosts

    def question(host: Host) -> object:
        echoes = (
            *carried(host, networks=networks),
            *crossed(host, networks=networks),
            *absent(host, networks=networks),
            *closed(host, hosts=hosts),
            *held(host),
        )
        return {"echoes": [asdict(echo) for echo in echoes], "wait_s": WAIT_S, "try_count": TRY_COUNT}

    return ask_all(connections, "reach", {host.name: question(host) for host in hosts if host.name in connections}, shape=Reach, is_root=True)


@pytest.fixture(scope="session")
def answering(all_reaches: Answers[Reach]) -> frozenset[str]:
    """Every address that answers echoes, to a neighbour or to its own host: silence from any other proves nothing."""
    rows = (row for reach in all_reaches.values() if not isinstance(reach, Silence) for row in reach.answered.items())
    return frozenset(key.split()[-1] for key, answer_s in rows if answer_s is not None and key.split()[0] in (Law.CARRIED, Law.CLOSED, Law.HELD))


@pytest.fixture(scope="session")
def all_links(plan: Plan, connections: dict[str, Connection], all_states: Answers[State]) -> Answers[Reach]:
    """What every host hears from the link-local addresses of other networks: such an address answers on its own link alone, so an answer means that two networks are one."""
    by_name = {host.name: host for host in plan.hosts.hosts}
    networks, shared = rings(plan), {fabric.name for fabric in plan.fabric.fabrics if fabric.technology == SHARED_LINK}

    def echoes(host: Host) -> Iterator[Echo]:
        fabric_of = {one.name: one.fabric for one in host.interfaces}
        for echo in crossed(host, networks=networks):
            there = next(one for one in by_name[echo.target_host].interfaces if echo.target in (one.v4.split("/")[0], one.v6.split("/")[0]))
            state = all_states.get(echo.target_host)
            found = state.interfaces.get(there.name) if isinstance(state, State) else None
            is_one_link = there.fabric == fabric_of[echo.device] and there.fabric in shared
            if echo.family == 6 and not echo.hop_limit and found is not None and not is_one_link:
                for address in found.link_local:
                    yield replace(echo, key=f"crossed {echo.device} to {echo.target_host} {there.name} {address}", source="", target=address)

    questions = {
        host.name: {"echoes": [asdict(one) for one in echoes(host)], "wait_s": WAIT_S, "try_count": TRY_COUNT}
        for host in plan.hosts.hosts
        if host.name in connections
    }
    return ask_all(connections, "reach", questions, shape=Reach, is_root=True)


@pytest.fixture(scope="session")
def all_exporters(plan: Plan, profile: HostProfile, connections: dict[str, Connection], all_states: Answers[State]) -> Answers[Exporters]:
    """What the exporters of every host's peers say, and which addresses of its own take a connection though they should not."""
    hosts, port = plan.hosts.hosts, profile.telemetry_port

    def question(place: int, host: Host) -> object:
        state = all_states[host.name]
        held = [] if isinstance(state, Silence) else [one.split("/")[0] for interface in state.interfaces.values() for one in (*interface.v4, *interface.v6)]
        closed_here = [address for address in ("127.0.0.1", "::1", *held) if address not in (host.in_band_v4, host.in_band_v6)]
        asked = peers(hosts, place) or (host,)
        return {"urls": [url for one in asked for url in exporter_urls(one, port)], "port": port, "closed": closed_here}

    questions = {host.name: question(place, host) for place, host in enumerate(hosts) if host.name in connections}
    return ask_all(connections, "exporter", questions, shape=Exporters)


def exporter_urls(host: Host, port: int) -> tuple[str, str]:
    """Return where a host's exporter answers, over IPv4 and IPv6."""
    return f"http://{host.in_band_v4}:{port}/metrics", f"http://[{host.in_band_v6}]:{port}/metrics"


@pytest.fixture(scope="session")
def badges(request: pytest.FixtureRequest, plan: Plan, profile: HostProfile) -> Iterator[Badges | str]:
    """Keys and certificates for the attempts, or why none can be made; they lie in memory and go when the run ends."""
    pod_folder = request.config.option.pod_folder
    try:
        seed = resolve(profile.ssh_seed.name, pod_folder=Path(pod_folder) if pod_folder else None)
        parent = runtime_folder()
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="proof-", dir=parent))
        try:
            yield make_badges(pod_keys(seed, pod=plan.header.pod, generation=profile.ssh_generation), profile, folder)
        finally:
            shutil.rmtree(folder)
    except Refused as refused:
        yield str(refused)


@pytest.fixture(scope="session")
def all_knocks(plan: Plan, door: Door, connections: dict[str, Connection], badges: Badges | str) -> Answers[dict[str, Knock]]:
    """How every attempt to log in to every host ended."""
    hosts, made = plan.hosts.hosts, badges if isinstance(badges, Badges) else None
    others = {host.name: hosts[(place + 1) % len(hosts)].full_name for place, host in enumerate(hosts)}
    return all_at_once({host.name: partial(knocks, host, door=door, other_name=others[host.name], badges=made) for host in hosts if host.name in connections})


@pytest.fixture
def names(planned: Host, all_names: Answers[Names]) -> Names:
    """What one host resolves."""
    return _said(all_names, planned)


@pytest.fixture
def state(planned: Host, all_states: Answers[State]) -> State:
    """How one host stands."""
    return _said(all_states, planned)


@pytest.fixture
def system(planned: Host, all_systems: Answers[SystemState]) -> SystemState:
    """How one host's operating system stands."""
    return _said(all_systems, planned)


@pytest.fixture
def reach(planned: Host, all_reaches: Answers[Reach]) -> Reach:
    """What one host's packets reach."""
    return _said(all_reaches, planned)


@pytest.fixture
def exporters(planned: Host, all_exporters: Answers[Exporters]) -> Exporters:
    """What one host is told by its peers' exporters."""
    return _said(all_exporters, planned)


@pytest.fixture
def attempts(planned: Host, all_knocks: Answers[dict[str, Knock]]) -> dict[str, Knock]:
    """How the attempts to log in to one host ended."""
    return _said(all_knocks, planned)
