"""`podwright bmc` in a network namespace of its own: shown first, done when it may, carried on by a second run; machines that are not as planned are left alone."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.machines.site import ALL, LACKING, ONE, PASSWORD, REASON, SEED, STORAGE, TWO, Site, bmc, serving, writes

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(LACKING), reason=REASON)]

BIOS = "machines:\n  bios:\n    - kind: dgx-h100\n      attribute: SRIOVEnable\n      value: Enable\n"
ACCOUNT = "/redfish/v1/AccountService/Accounts/1"
PROTOCOLS = "/redfish/v1/Managers/BMC/NetworkProtocol"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("racked"), BIOS) as site:
        (site.stack / "credentials" / "ssh-seed").write_text(SEED, encoding="utf-8")
        learnt = site.podwright("--learn")
        assert learnt.returncode == 0, learnt.stderr
        yield site


@pytest.fixture
def site(standing: Site) -> Iterator[Site]:
    """The site with BMCs as they came from their makers, and their machines learnt."""
    for host in ALL:
        standing.change(host, fresh=True)
    yield standing
    assert [standing.change(host)["sessions"] for host in ALL] == [0, 0, 0, 0]


def test_without_a_yes_and_a_terminal_it_is_shown_and_nothing_is_set(site: Site) -> None:
    ended = bmc(site, "settle")
    assert ended.returncode == 2
    assert "nothing was set" in ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "rack racked-u001-r01"
    assert f"  U3 {ONE}" in lines
    assert "    BIOS SRIOVEnable: Disable -> Enable, at the next reset (machines.bios of the pod file)" in lines
    assert "    user admin: enabled -> disabled (who reads the sticker, or the manual, logs in with it)" in lines
    assert lines[-1] == "14 settings on 4 hosts"
    assert writes(site) == []


@pytest.mark.parametrize(("answer", "count"), [(b"n\n", 0), (b"y\n", 1)])
def test_in_a_terminal_it_asks(site: Site, answer: bytes, count: int) -> None:
    ours, theirs = os.openpty()
    words = site.command("bmc", "boot", str(site.stack), "--once", "disk", "--only", ONE)
    process = subprocess.Popen(words, env=site.environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    os.write(ours, answer)
    out, told = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, "Do it?" in told) == (0, True)
    assert "next boot: as ordered -> once from disk (Hdd), at the next reset (asked for)" in out
    assert len(writes(site)) == count


def test_all_is_set_and_the_second_run_finds_nothing_and_machines_is_answered_as_before(site: Site) -> None:
    ended = bmc(site, "settle", "--yes")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "14 done"
    assert [site.change(host, may=["admin", PASSWORD])["may"] for host in ALL] == [False] * 4
    sent = writes(site)
    again = bmc(site, "settle", "--yes", "--json")
    told = json.loads(again.stdout)
    assert (again.returncode, told["settings"], told["done"], len(told["waiting"])) == (0, [], [], 2)
    assert writes(site) == sent
    machines = site.podwright()
    assert machines.returncode == 0, machines.stderr
    assert machines.stdout.splitlines()[-1] == "4 of 4 machines as planned, 0 findings"


def test_json_has_every_request_and_what_became_of_it_and_no_password(site: Site) -> None:
    told = json.loads(bmc(site, "settle", "--yes", "--json", "--only", ONE).stdout)
    assert [row["name"] for row in told["settings"]] == ["user podwright", "user admin", "IPMI over LAN", "BIOS"]
    assert told["settings"][0]["request"]["body"]["Password"] == "(derived)"  # noqa: S105 - what stands for one
    assert told["settings"][2]["request"]["etag"]
    assert {row["fate"] for row in told["done"]} == {"done"}


def test_a_machine_of_another_place_is_left_alone_and_one_with_a_missing_part_only_set_in_spite_of_it(site: Site) -> None:
    site.change(ONE, **{"as": TWO})
    site.change(TWO, **{"as": ONE})
    site.change(STORAGE, fault={"hangs": False})
    ended = bmc(site, "settle", "--yes")
    assert ended.returncode == 1
    assert "P520" in ended.stdout
    assert [len(site.change(host)["writes"]) for host in (ONE, TWO)] == [0, 0]  # type: ignore[arg-type]
    assert "2 left alone" in ended.stdout
    spite = bmc(site, "settle", "--yes", "--only", ONE, "--in-spite-of", "P520")
    assert spite.stdout.splitlines()[-1] == "4 done", spite.stdout


def test_a_bmc_whose_certificate_is_not_known_is_given_no_password(site: Site) -> None:
    pins = site.stack / "bmc-certificates.csv"
    kept = pins.read_text(encoding="utf-8")
    pins.write_text("".join(line for line in kept.splitlines(keepends=True) if STORAGE not in line), encoding="utf-8")
    try:
        ended = bmc(site, "settle", "--yes")
    finally:
        pins.write_text(kept, encoding="utf-8")
    assert ended.returncode == 1
    assert f"P536 {STORAGE}: the certificate of the BMC is not known yet" in ended.stdout
    assert site.change(STORAGE)["writes"] == []


def test_who_does_not_answer_is_told_and_the_rest_is_set(site: Site) -> None:
    site.change(STORAGE, fault={"statuses": {"*": 500}})
    ended = bmc(site, "settle", "--yes")
    assert ended.returncode == 3
    assert "P533" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "11 done"


def test_an_interruption_says_what_was_done_on_which_host_and_a_second_run_carries_on(site: Site) -> None:
    site.change(STORAGE, fault={"hangs_at_write": [PROTOCOLS]})
    words = site.command("bmc", "settle", str(site.stack), "--yes")
    process = subprocess.Popen(words, env=site.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    count = 0
    for line in iter(process.stderr.readline, ""):
        count += "done   set" in line
        if count == 13:
            break
    process.send_signal(signal.SIGINT)
    out, rest = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in rest) == (130, False), rest
    assert f"{STORAGE} IPMI over LAN: unknown, sent, and not seen to be done" in out
    assert "13 done, 1 unknown; a second run carries on" in out
    site.change(STORAGE, fault={"hangs_at_write": []})
    ended = bmc(site, "settle", "--yes")
    assert ended.returncode == 0, ended.stdout
    assert site.change(STORAGE, tell=PROTOCOLS)["tell"]["IPMI"]["ProtocolEnabled"] is False  # type: ignore[index]


def test_power_and_the_next_boot(site: Site) -> None:
    assert bmc(site, "boot", "--once", "network", "--only", ONE, "--yes").stdout.splitlines()[-1] == "1 done"
    ended = bmc(site, "power", "restart", str(site.stack), "--only", "racked-u001-r01", "--at-once", "2", "--pause", "0", "--yes")
    assert ended.returncode == 0, ended.stderr
    assert "in 2 waves, 2 machines in the first" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "8 done"
    assert bmc(site, "power", "on", str(site.stack), "--only", ONE).stdout.splitlines()[-1] == "0 settings on 0 hosts, 1 as wished"


def test_stickers_stand_in_a_file_of_their_own_outside_of_repositories(site: Site, tmp_path: Path) -> None:
    stickers = tmp_path / "stickers.csv"
    stickers.write_text(f"device,password\n{ONE},wrong-on-purpose\n", encoding="utf-8")
    stickers.chmod(0o644)
    refused = bmc(site, "settle", "--factory-passwords", str(stickers), "--yes")
    assert (refused.returncode, "chmod 600" in refused.stderr) == (3, True)
    stickers.chmod(0o600)
    ended = bmc(site, "settle", "--factory-passwords", str(stickers), "--yes")
    assert ended.returncode == 3
    assert "P531" in ended.stdout
    assert "wrong-on-purpose" not in ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == "10 done"
    stickers.write_text(f"device,password\n{ONE},{PASSWORD}\n", encoding="utf-8")
    assert bmc(site, "settle", "--factory-passwords", str(stickers), "--yes", "--only", ONE).returncode == 0
    (tmp_path / ".git").mkdir()
    inside = bmc(site, "settle", "--factory-passwords", str(stickers), "--yes")
    assert (inside.returncode, "lies in a repository" in inside.stderr) == (3, True)
