"""Answers from files and from hosts: by name and kind, all mistakes at once, nobody waited for too long."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.event import Event, State
from podwright.observe.asking import MARK, answers, script_of_diagnosis, script_of_ports, script_of_subnet
from podwright.observe.collect import from_folder, keep
from podwright.observe.collect_ssh import Question, ask
from podwright.observe.observed import Silence
from podwright.observe.reading import KINDS, Reading
from podwright.refusal import Refused

DEVICES = {"n1", "s1"}

FAKE_SSH = """#!/bin/sh
for word in "$@"; do target=$last last=$word; case $word in n*) name=$word;; esac; done
case $name in
  n-closed) echo "ssh: connect to host n-closed port 22: No route to host" >&2; exit 255;;
  n-slow) exec sleep 60;;
  n-cut) echo "{mark} begin lldp "; echo "half"; exit 255;;
esac
exec sh -s
"""


def test_files_are_read_by_device_kind_and_port(tmp_path: Path) -> None:
    for name in ("n1.lldp.json", "n1.optics.enp1s0f0np0.txt", "anything at all.ibnetdiscover.txt", ".hidden"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    readings, refused = from_folder(tmp_path, DEVICES)
    assert refused == ()
    assert [(one.kind, one.device, one.port) for one in readings] == [
        ("ibnetdiscover", "anything at all", ""),
        ("lldp", "n1", ""),
        ("optics", "n1", "enp1s0f0np0"),
    ]


def test_what_ibdiagnet_writes_into_its_folder_is_read_as_it_lies_there_and_a_file_by_itself(tmp_path: Path) -> None:
    for name in ("ibdiagnet2.db_csv", "ibdiagnet2.log", "ibdiagnet2.net_dump", "ibdiagnet2.lst"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for path in (tmp_path, tmp_path / "ibdiagnet2.db_csv"):
        readings, refused = from_folder(path, DEVICES)
        assert ([(one.kind, one.text) for one in readings], refused) == ([("db_csv", "ibdiagnet2.db_csv")], ())


def test_every_file_that_is_no_answer_is_named_at_once(tmp_path: Path) -> None:
    for name, content in {"n1.ldp.json": b"", "n9.lldp.json": b"", "n1.optics.txt": b"", "s1.lldp.json": b"a\nb\xff", "n1.link.json": b"[]"}.items():
        (tmp_path / name).write_bytes(content)
    readings, refused = from_folder(tmp_path, DEVICES)
    assert [one.kind for one in readings] == ["link"]
    assert [str(one).removeprefix(f"{tmp_path}/").partition(";")[0] for one in refused] == [
        "n1.ldp.json: its name says no kind",
        "n1.optics.txt: its name says no port, and optics is about one",
        "n9.lldp.json: n9 is no device of the plan",
        "s1.lldp.json:2: byte 0xFF",
    ]


@pytest.mark.parametrize("make", [Path.exists, Path.mkdir])
def test_a_folder_without_answers_is_refused(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "answers")
    with pytest.raises(Refused):
        from_folder(tmp_path / "answers", DEVICES)


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    kept = [Reading(kind, "n1", "p0" if one.is_of_port else "", f"text of {kind}\n", "") for kind, one in KINDS.items()]
    assert keep(kept, tmp_path) == len(KINDS)
    readings, refused = from_folder(tmp_path, DEVICES)
    assert refused == ()
    assert sorted(one._replace(source="") for one in readings) == sorted(kept)


def test_answers_are_told_apart_and_one_without_its_end_is_none() -> None:
    text = f"motd\n\n{MARK} begin lldp \n{{}}\n\n{MARK} end 0\n\n{MARK} begin link \noops\n\n{MARK} end 3\n\n{MARK} begin chassis \n\n{MARK} end 127\n{MARK} begin fec \nhalf"
    readings, silences = answers("n1", text)
    assert [(one.kind, one.text) for one in readings] == [("lldp", "{}")]
    assert [one.reason for one in silences] == ["link ended with 3: oops", "the program for chassis is not there", "the answer to fec ends in the middle"]


def test_counters_that_are_above_the_programs_own_limit_are_an_answer() -> None:
    readings, silences = answers("n1", f"{MARK} begin ibqueryerrors \nErrors\n\n{MARK} end 1\n")
    assert ([one.text for one in readings], silences) == (["Errors"], [])


@pytest.fixture
def fake_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ssh that runs the script here, where programs are ours; the names of some hosts say what is wrong with them."""
    programs = {
        "ssh": FAKE_SSH.format(mark=MARK),
        "lldpcli": '#!/bin/sh\n[ "$4" = neighbors ] || [ "$4" = chassis ] || exit 9\necho \'{"lldp": {}}\'\n',
        "ip": "#!/bin/sh\necho '[]'\n",
        "ethtool": '#!/bin/sh\ncase $1 in -*) exit 1;; esac\nprintf "Settings for %s:\\n\\tSpeed: 1000Mb/s\\n" "$1"\n',
        "ibnetdiscover": '#!/bin/sh\necho "Duplicate Port: Port with guid 0x1 already" >&2\necho tree\n',
        "sudo": '#!/bin/sh\nshift\nexec "$@"\n',
    }
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in programs.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def question(name: str, script: str = "", limit_s: float = 20.0) -> Question:
    return Question(name, name, script or script_of_ports(["eth0", "eth1"], speaks_lldp=True), limit_s)


def test_one_session_carries_all_answers_of_a_host(fake_ssh: Path) -> None:
    readings, silences = ask([question("n1")], ssh_config=None, on_event=[].append)
    assert silences == []
    assert {one.kind: one.text.strip() for one in readings if not one.port} == {
        "lldp": '{"lldp": {}}',
        "chassis": '{"lldp": {}}',
        "link": "[]",
        "ethtool": "Settings for eth0:\n\tSpeed: 1000Mb/s\nSettings for eth1:\n\tSpeed: 1000Mb/s",
        "fec": "",
    }


def test_a_scan_brings_what_the_program_complains_of_too(fake_ssh: Path) -> None:
    readings, silences = ask([question("n1", script_of_subnet("ib0"))], ssh_config=None, on_event=[].append)
    assert next((one.kind, sorted(one.text.split("\n"))) for one in readings) == ("ibnetdiscover", ["Duplicate Port: Port with guid 0x1 already", "tree"])
    assert all("ib" in silence.reason for silence in silences)


def test_ibdiagnet_is_asked_for_its_database_alone_and_leaves_nothing_behind(fake_ssh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "room"))
    program = fake_ssh / "ibdiagnet"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *phy_info*) exit 2;; esac\nfor room in "$@"; do :; done\necho START_NODES >"$room/ibdiagnet2.db_csv"\nexit 1\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    readings, silences = ask([question("n1", script_of_diagnosis("ib0"))], ssh_config=None, on_event=[].append)
    assert ([(one.kind, one.text) for one in readings], silences) == ([("db_csv", "START_NODES")], [])
    program.write_text("#!/bin/sh\necho 'Failed to open port 0'\nexit 4\n", encoding="utf-8")
    readings, silences = ask([question("n1", script_of_diagnosis("ib0"))], ssh_config=None, on_event=[].append)
    assert (readings, silences) == ([], [Silence("n1", "db_csv ended with 1: Failed to open port 0")])
    assert list((tmp_path / "room").iterdir()) == []


def test_who_does_not_answer_is_told_and_keeps_nobody_waiting(fake_ssh: Path) -> None:
    events: list[Event] = []
    began_s = time.monotonic()
    names = ["n1", "n-closed", "n-slow", "n-cut", "n2"]
    readings, silences = ask([question(name, limit_s=0.5 if name == "n-slow" else 20.0) for name in names], ssh_config=None, on_event=events.append, at_once=3)
    assert time.monotonic() - began_s < 20.0
    assert {one.device for one in readings} == {"n1", "n2"}
    assert [silence for silence in silences if silence.device != "n-cut"] == [
        Silence("n-closed", "ssh: connect to host n-closed port 22: No route to host"),
        Silence("n-slow", "gave no answer within 0.5 s"),
    ]
    assert any(silence.device == "n-cut" for silence in silences)
    assert {event.subject for event in events if event.state is State.FAILED} == {"n-closed", "n-slow", "n-cut"}
    assert [event.text for event in events if event.state is State.DONE] == ["2 answered"]


def test_an_interrupt_ends_every_session(fake_ssh: Path) -> None:
    def interrupt(event: Event) -> None:
        if event.state is State.FAILED:
            raise KeyboardInterrupt

    began_s = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        ask([question("n-slow", limit_s=60.0), question("n-closed")], ssh_config=None, on_event=interrupt)
    assert time.monotonic() - began_s < 20.0
