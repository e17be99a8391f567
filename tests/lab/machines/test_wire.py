"""Bad days of a BMC at the wire: it hangs, drips, breaks, forgets, refuses, shows another certificate; each is told in one line, and nothing is ever written to one."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from lab.machines.emulated import LOOPBACK, PASSWORD, USER, Rack, racked
from podwright.event import Event, Listener
from podwright.lab.bmc.documents import ROOT
from podwright.lab.bmc.service import SESSIONS
from podwright.observe.redfish.answers import read_answers
from podwright.observe.redfish.collect_bmc import Login, Target, ask_bmcs
from podwright.observe.redfish.collect_files import answer_text
from podwright.observe.redfish.silence import SilenceKind
from unit.observe.redfish.racked import GPU, MANAGEMENT, OTHER, STORAGE, compared

pytestmark = pytest.mark.lab

SYSTEM = f"{ROOT}/Systems/DGX"
WRONG = "wrong"


def unheard(event: Event) -> None:
    """Say nothing."""


@pytest.fixture
def rack() -> Iterator[Rack]:
    with racked(GPU, STORAGE) as standing:
        yield standing
        assert [row for bmc in standing.bmcs.values() for row in bmc.writes] == [], "nothing is ever written to a BMC"


def silence(rack: Rack, **words: object) -> tuple[SilenceKind, str]:
    """Return the silence of one BMC; the other, which does nothing wrong, answers beside it."""
    answers = rack.ask(**words)  # type: ignore[arg-type]
    assert answers[1].silence is None
    assert answers[0].silence is not None
    return answers[0].silence


def test_all_machines_of_a_rack_are_read_and_every_session_is_ended() -> None:
    with racked(GPU, OTHER, STORAGE, MANAGEMENT) as rack:
        machines, silences = read_answers(rack.ask())
        assert silences == ()
        assert compared(*machines).findings == ()
        assert [machine.certificate_sha256 for machine in machines] == [bmc.certificate.sha256 for bmc in rack.bmcs.values()]
        for bmc in rack.bmcs.values():
            assert bmc.sessions == {}
            assert {method for method, _ in bmc.requests} == {"GET", "POST", "DELETE"}
            asked = [path for method, path in bmc.requests if method == "GET"]
            assert len(asked) == len(set(asked)), "every document is asked for once"


def test_where_no_session_is_opened_name_and_password_go_with_each_request(rack: Rack) -> None:
    rack.bmcs[GPU].faults.has_no_sessions = True
    assert [answer.silence for answer in rack.ask()] == [None, None]


def test_a_session_that_no_header_names_is_ended_too(rack: Rack) -> None:
    rack.bmcs[GPU].faults.has_no_location = True
    assert [answer.silence for answer in rack.ask()] == [None, None]
    assert rack.bmcs[GPU].sessions == {}


def test_a_bmc_that_ends_the_connection_after_each_answer_is_asked_again_and_again(rack: Rack) -> None:
    rack.bmcs[GPU].faults.closes = True
    assert [answer.silence for answer in rack.ask()] == [None, None]


def test_a_session_that_is_forgotten_once_is_opened_again(rack: Rack) -> None:
    faults = rack.bmcs[GPU].faults
    faults.forgets_after, faults.forgets_once = 5, True
    assert rack.ask()[0].silence is None
    assert [path for method, path in rack.bmcs[GPU].requests if method == "POST"] == [SESSIONS, SESSIONS]
    assert rack.bmcs[GPU].sessions == {}


def test_a_bmc_that_forgets_every_session_is_told(rack: Rack) -> None:
    rack.bmcs[GPU].faults.forgets_after = 5
    kind, reason = silence(rack)
    assert kind is SilenceKind.SESSION
    assert reason.startswith("forgot its session twice, then at /redfish/v1/")


def test_a_wrong_password_is_tried_once_and_told(rack: Rack) -> None:
    answers = rack.ask(password=WRONG)
    assert [answer.silence for answer in answers] == [(SilenceKind.PASSWORD, "refuses admin with the password of the pod (401)")] * 2
    assert [row for row in rack.bmcs[GPU].requests if row[0] == "POST"] == [("POST", SESSIONS)], "a second try could lock the account"


def test_a_wrong_password_where_no_session_is_opened_is_told_the_same(rack: Rack) -> None:
    rack.bmcs[GPU].faults.has_no_sessions = True
    answer = rack.ask(GPU, password=WRONG)[0]
    assert answer.silence is not None
    assert answer.silence[0] is SilenceKind.PASSWORD


def test_a_factory_password_that_must_be_changed_first_is_told(rack: Rack) -> None:
    rack.bmcs[GPU].faults.wants_new_password = True
    assert silence(rack) == (SilenceKind.CHANGE_FIRST, "tells nothing to admin before the factory password is changed")
    assert rack.ask(GPU)[0].account == f"{ROOT}/AccountService/Accounts/1", "the BMC names it itself"


def test_a_known_certificate_is_taken_and_another_is_told_nothing(rack: Rack) -> None:
    pins = {host: bmc.certificate.sha256 for host, bmc in rack.bmcs.items()}
    assert [answer.silence for answer in rack.ask(pins=pins)] == [None, None]
    rack.bmcs[GPU].renew_certificate()
    rack.bmcs[GPU].requests.clear()
    kind, reason = silence(rack, pins=pins)
    assert kind is SilenceKind.CERTIFICATE
    assert reason.endswith("is known: nothing was said to it")
    assert rack.bmcs[GPU].requests == [], "not even the root, the password least of all"


def test_a_bmc_that_hangs_takes_its_time_and_no_more(rack: Rack) -> None:
    rack.bmcs[GPU].faults.hangs = True
    began_s = time.monotonic()
    assert silence(rack, limit_s=1.5) == (SilenceKind.SLOW, "gave no whole answer within 1.5 s")
    assert time.monotonic() - began_s < 4


def test_the_session_of_a_bmc_that_hangs_in_the_middle_is_ended_too(rack: Rack) -> None:
    rack.bmcs[GPU].faults.hangs_at = {f"{SYSTEM}/Memory"}
    assert silence(rack, limit_s=1.5)[0] is SilenceKind.SLOW
    assert rack.bmcs[GPU].sessions == {}
    assert rack.bmcs[GPU].requests[-1][0] == "DELETE"


def test_a_bmc_that_drips_and_never_ends_takes_its_time_and_no_more(rack: Rack) -> None:
    rack.bmcs[GPU].faults.drips = True
    began_s = time.monotonic()
    assert silence(rack, limit_s=1.5) == (SilenceKind.SLOW, "gave no whole answer within 1.5 s")
    assert time.monotonic() - began_s < 4


def test_one_that_takes_the_connection_and_speaks_no_tls_takes_its_time_and_no_more() -> None:
    with socket.create_server((LOOPBACK, 0)) as mute:
        target = Target(GPU, LOOPBACK, None, mute.getsockname()[1])
        answer = ask_bmcs([target], Login(USER, PASSWORD), limit_s=0.5, on_event=unheard)[0]
    assert answer.silence == (SilenceKind.SLOW, "gave no whole answer within 0.5 s")


def test_an_address_where_nobody_listens_is_told_at_once() -> None:
    with socket.create_server((LOOPBACK, 0)) as gone:
        port = gone.getsockname()[1]
    answer = ask_bmcs([Target(GPU, LOOPBACK, None, port)], Login(USER, PASSWORD), limit_s=5, on_event=unheard)[0]
    assert answer.silence == (SilenceKind.UNREACHABLE, "does not answer (connection refused)")


def test_one_that_answers_500_everywhere_is_broken(rack: Rack) -> None:
    rack.bmcs[GPU].faults.statuses = {"*": 500, SESSIONS: 201}
    assert silence(rack)[0] is SilenceKind.BROKEN


def test_one_whose_root_is_no_redfish_is_told(rack: Rack) -> None:
    rack.bmcs[GPU].faults.statuses = {ROOT: 404}
    assert silence(rack) == (SilenceKind.BROKEN, "is no Redfish service: /redfish/v1 answers 404")


def test_a_bmc_whose_clock_is_years_off_is_read_as_any_other_and_the_clock_told(rack: Rack) -> None:
    rack.bmcs[GPU].faults.clock_off_s = -4 * 365 * 86_400
    machines, silences = read_answers(rack.ask())
    assert silences == ()
    assert [(finding.code, finding.what) for finding in compared(*machines).findings] == [("P599", "the clock of its BMC is 1,460 days behind")]


def test_what_fails_once_is_asked_again(rack: Rack) -> None:
    rack.bmcs[GPU].faults.once = {f"{SYSTEM}/Memory": 500, f"{SYSTEM}/Processors": 503}
    machines, _ = read_answers(rack.ask())
    assert compared(*machines).findings == ()
    assert machines[0].remarks == ()


def test_what_fails_for_good_is_not_compared_and_the_rest_is(rack: Rack) -> None:
    rack.bmcs[GPU].faults.statuses = {f"{SYSTEM}/Memory/DIMM7": 500}
    machines, _ = read_answers(rack.ask())
    assert machines[0].remarks == (f"{SYSTEM}/Memory/DIMM7 answers 500",)
    assert (machines[0].dimms, machines[0].memory_gib, len(machines[0].drives or ())) == (None, 2048, 10)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"Members": [{"@odata.id": "/redfish/v1/Systems"}]}'])
def test_a_document_that_is_none_ends_in_a_remark(rack: Rack, body: bytes) -> None:
    rack.bmcs[GPU].faults.bodies = {f"{SYSTEM}/Memory": body}
    machines, silences = read_answers(rack.ask())
    assert silences == ()
    assert machines[0].dimms is None


def test_an_answer_that_ends_in_its_middle_is_no_shorter_machine(rack: Rack) -> None:
    rack.bmcs[GPU].faults.cut_short = {f"{SYSTEM}/Memory"}
    kind, reason = silence(rack)
    assert kind is SilenceKind.UNREACHABLE
    assert reason == f"broke the connection off at {SYSTEM}/Memory (the answer ended in its middle)"


def test_links_without_an_end_are_followed_so_far_and_no_further(rack: Rack) -> None:
    bmc = rack.bmcs[GPU]
    rows = [{"@odata.id": f"{SYSTEM}/Memory/X{number}"} for number in range(5000)]
    bmc.documents[f"{SYSTEM}/Memory"] = {"Members": rows}
    kind, reason = silence(rack)
    assert kind is SilenceKind.BROKEN
    assert "its links do not end" in reason


def test_the_password_and_the_session_stand_in_nothing_that_is_kept_or_told(rack: Rack) -> None:
    answers = rack.ask()
    tokens = [event.text for event in rack.events]
    text = "".join(answer_text(answer) for answer in answers) + repr(Login(USER, PASSWORD)) + "".join(tokens)
    assert PASSWORD not in text
    assert "X-Auth-Token" not in text


def test_an_interruption_cuts_every_line_and_leaves_no_thread(rack: Rack) -> None:
    for bmc in rack.bmcs.values():
        bmc.faults.hangs = True

    def interrupt(event: Event) -> None:
        raise KeyboardInterrupt

    with socket.create_server((LOOPBACK, 0)) as gone:
        port = gone.getsockname()[1]
    targets = [Target(GPU, LOOPBACK, None, rack.ports[GPU]), Target(OTHER, LOOPBACK, None, port), Target(STORAGE, LOOPBACK, None, rack.ports[STORAGE])]
    began_s = time.monotonic()
    told: list[Listener] = [unheard]

    def listen(event: Event) -> None:
        told[0](event)
        told[0] = interrupt

    with pytest.raises(KeyboardInterrupt):
        ask_bmcs(targets, Login(USER, PASSWORD), limit_s=60, on_event=listen)
    assert time.monotonic() - began_s < 5
    left = [one for one in threading.enumerate() if isinstance(one, threading.Timer) or one.name.startswith("ThreadPoolExecutor")]
    for one in left:
        one.join(2)
    assert not [one.name for one in left if one.is_alive()]
