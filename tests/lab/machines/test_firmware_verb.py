"""`podwright bmc firmware`, `media`, and a first password, in a network namespace of their own: shown first, told by `machines`, carried on after a run that was killed."""

import hashlib
import json
import signal
import subprocess
from collections.abc import Iterator

import pytest

from lab.machines.site import ALL, LACKING, ONE, REASON, SEED, STORAGE, TWO, Site, bmc, serving, writes
from podwright.lab.bmc.updating import image_of

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(LACKING), reason=REASON)]

IMAGE = image_of({"HostBMC_0": "24.09.17"}, 200_000)
INVENTORY = "/redfish/v1/UpdateService/FirmwareInventory/HostBMC_0"
DRIVE = "/redfish/v1/Managers/BMC/VirtualMedia/CD1"
WISHES = f"""machines:
  firmware:
    - kind: dgx-h100
      component: HostBMC_0
      version: 24.09.17
      image: firmware/bmc.fwpkg
      sha256: {hashlib.sha256(IMAGE).hexdigest()}
      while_on: true
  boot_order:
    - kind: dgx-h100
      first: network
"""
QUICK = ("--poll", "0.05", "--pause", "0")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("racked"), WISHES) as site:
        (site.stack / "credentials" / "ssh-seed").write_text(SEED, encoding="utf-8")
        (site.stack / "firmware").mkdir()
        learnt = site.podwright("--learn")
        assert (learnt.returncode, "learnt: 4 machines" in learnt.stderr) == (1, True), learnt.stderr
        yield site


@pytest.fixture
def site(standing: Site) -> Iterator[Site]:
    """The site with BMCs as they came from their makers, and the image that is declared."""
    (standing.stack / "firmware" / "bmc.fwpkg").write_bytes(IMAGE)
    for host in ALL:
        standing.change(host, fresh=True)
    yield standing
    assert [standing.change(host)["sessions"] for host in ALL] == [0, 0, 0, 0]


def test_machines_tells_what_is_to_be_set_and_settle_and_firmware_set_it(site: Site) -> None:
    before = json.loads(site.podwright("--json").stdout)
    assert [(row["code"], row["where"].rpartition(" ")[2]) for row in before["findings"]] == [("P590", TWO), ("P596", TWO), ("P590", ONE), ("P596", ONE)]
    assert before["findings"][0]["what"] == "HostBMC_0 has 23.11.20, and 24.09.17 is declared"
    settled = bmc(site, "settle", "--yes")
    assert settled.returncode == 0, settled.stdout
    assert "boot order: disk, network" in settled.stdout
    ended = bmc(site, "firmware", "--yes", "--while-on", *QUICK)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = ended.stdout.splitlines()
    assert "    firmware HostBMC_0: 23.11.20 -> 24.09.17 (firmware/bmc.fwpkg, sent to the BMC)" in lines
    assert "in 2 waves, 1 machine in the first" in lines
    assert lines[-1] == "2 done"
    assert f"update {ONE} firmware HostBMC_0 75 %" in ended.stderr
    restarted = bmc(site, "power", "restart", str(site.stack), "--only", ONE, "--only", TWO, "--pause", "0", "--yes")
    assert restarted.returncode == 0, restarted.stderr
    after = site.podwright()
    assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "4 of 4 machines as planned, 0 findings")
    sent = writes(site)
    assert bmc(site, "firmware", "--yes", "--while-on").stdout.splitlines()[-1] == "0 settings on 0 hosts, 4 as wished"
    assert writes(site) == sent


def test_nothing_is_written_under_a_host_that_is_on_and_no_image_with_another_digest_is_sent(site: Site) -> None:
    refused = bmc(site, "firmware", "--yes")
    assert (refused.returncode, refused.stdout.splitlines()[-1]) == (1, "0 settings on 0 hosts, 2 as wished, 2 with findings alone")
    assert "P593 rack racked-u001-r01, U3-10, racked-u001-r01-n01: it is on, and HostBMC_0 is written while the host is off" in refused.stdout
    (site.stack / "firmware" / "bmc.fwpkg").write_bytes(IMAGE + b"#")
    wrong = bmc(site, "firmware", "--yes", "--while-on", *QUICK)
    assert wrong.returncode == 1
    assert "P595 firmware/bmc.fwpkg: the image of HostBMC_0 has SHA-256" in wrong.stdout
    assert writes(site) == []


def test_behind_a_machine_whose_update_fails_no_other_is_begun_and_a_second_run_carries_on(site: Site) -> None:
    site.change(ONE, fault={"task_ends": "Exception"})
    site.change(TWO, fault={"task_ends": "Exception"})
    ended = bmc(site, "firmware", "--yes", "--while-on", *QUICK)
    assert ended.returncode == 3
    assert "its update ended as exception (Update.1.0.VerificationFailed)" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "1 failed, 1 not begun; a second run carries on"
    for host in (ONE, TWO):
        site.change(host, fault={"task_ends": "Completed"})
    assert bmc(site, "firmware", "--yes", "--while-on", *QUICK).stdout.splitlines()[-1] == "2 done"


def test_a_run_that_is_killed_in_the_middle_of_an_update_is_carried_on_and_nothing_is_sent_twice(site: Site) -> None:
    words = site.command("bmc", "firmware", str(site.stack), "--only", ONE, "--yes", "--while-on", "--poll", "0.3")
    process = subprocess.Popen(words, env=site.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any("25 %" in line for line in iter(process.stderr.readline, ""))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    ended = bmc(site, "firmware", "--only", ONE, "--yes", "--while-on", *QUICK)
    assert ended.returncode == 0, ended.stdout
    assert "an update is under way there; it is waited for" in ended.stderr
    told = site.change(ONE, tell=INVENTORY)
    assert (told["pushed"], told["tell"]["Version"]) == (1, "24.09.17")  # type: ignore[index]
    site.change(ONE, fresh=True)


def test_an_image_is_laid_into_the_drive_of_one_host(site: Site) -> None:
    address = "https://images.example/rescue.iso"
    shown = bmc(site, "media", ONE, "insert", address)
    assert (shown.returncode, writes(site)) == (2, [])
    assert f"    virtual drive CD1: empty -> {address}, write-protected (asked for)" in shown.stdout.splitlines()
    assert bmc(site, "media", ONE, "insert", address, "--yes").stdout.splitlines()[-1] == "2 done"
    assert site.change(ONE, tell=DRIVE)["tell"]["Image"] == address  # type: ignore[index]
    assert bmc(site, "media", ONE, "eject", "--yes").stdout.splitlines()[-1] == "1 done"


def test_a_bmc_that_wants_its_password_changed_first_is_shown_changed_and_settled(site: Site) -> None:
    site.change(STORAGE, fault={"wants_new_password": True})
    shown = bmc(site, "settle", "--only", STORAGE)
    assert (shown.returncode, site.change(STORAGE)["writes"]) == (2, [])
    assert "user admin, password: the factory's -> derived for this host (its BMC tells nothing before that; it is looked at then)" in shown.stdout
    ended = bmc(site, "settle", "--only", STORAGE, "--yes")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [line for line in ended.stdout.splitlines() if line.endswith("done")] == ["1 done", "3 done"]
    told = site.podwright("--only", STORAGE)
    assert told.returncode == 0, told.stdout


def test_a_first_password_is_given_to_no_bmc_whose_certificate_nobody_knows(site: Site) -> None:
    site.change(STORAGE, fault={"wants_new_password": True})
    pins = site.stack / "bmc-certificates.csv"
    kept = pins.read_text(encoding="utf-8")
    pins.write_text("".join(line for line in kept.splitlines(keepends=True) if STORAGE not in line), encoding="utf-8")
    try:
        refused = bmc(site, "settle", "--only", STORAGE, "--yes")
        spite = bmc(site, "settle", "--only", STORAGE, "--yes", "--in-spite-of", "P536")
    finally:
        pins.write_text(kept, encoding="utf-8")
    assert "P536" in refused.stdout
    assert (refused.returncode, spite.returncode) == (1, 0), spite.stdout
