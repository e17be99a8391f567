"""The boot service over real HTTP: what is one host's goes to it alone, a seed once, and unknown machines get nothing."""

import hashlib
import io
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from podwright.install.service import desk
from podwright.install.service.settings import WrongSettings, load_settings
from podwright.install.service.state import LOG_BYTES, State, StateRefused
from unit.install.service.served import INITRAMFS, KERNEL, NODE, OTHER, OTHER_AT, OTHER_TOKEN, PIECES, SEED, STRANGER_AT, TOKEN, Service, serving

ORDER, SEED_TAR = f"/v1/hosts/{NODE}/order", f"/v1/hosts/{NODE}/seed.tar"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving(tmp_path) as one:
        yield one


@pytest.fixture
def armed(service: Service) -> Service:
    service.arm()
    service.arm(OTHER, OTHER_TOKEN)
    return service


def test_a_host_gets_its_order_and_its_seed(armed: Service) -> None:
    got = {name: armed.get(f"/v1/hosts/{NODE}/{name}") for name in PIECES}
    assert got == {name: (200, content) for name, content in PIECES.items()}


def test_a_seed_is_given_once_and_the_second_who_asks_is_told_of_loudly(armed: Service, caplog: pytest.LogCaptureFixture) -> None:
    assert armed.get(SEED_TAR) == (200, SEED)
    with caplog.at_level(logging.WARNING):
        assert armed.get(SEED_TAR) == (410, b"")
    assert f"SEED ASKED FOR TWICE: {NODE}" in caplog.text
    assert armed.stages() == ["armed", "seed", "refused"]


def test_of_many_who_ask_at_once_one_gets_the_seed(armed: Service) -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(armed.get(SEED_TAR)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [200, *[410] * 7]


def test_a_seed_that_was_given_is_on_no_disk_and_stays_given_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        service.arm()
        assert service.get(SEED_TAR)[0] == 200
    assert [path for path in tmp_path.rglob("*") if path.is_file() and SEED in path.read_bytes()] == []
    with serving(tmp_path) as again:
        assert again.get(SEED_TAR)[0] == 410
        assert again.get(ORDER) == (200, PIECES["order"])


@pytest.mark.parametrize("path", [ORDER, SEED_TAR, f"/v1/images/{'0' * 64}"])
@pytest.mark.parametrize(
    ("source", "token"),
    [(OTHER_AT, OTHER_TOKEN), (OTHER_AT, TOKEN), ("127.0.0.2", OTHER_TOKEN), ("127.0.0.2", ""), ("127.0.0.2", "a" * 63), (STRANGER_AT, TOKEN)],
    ids=["neighbour", "neighbour-with-our-token", "our-address-with-their-token", "no-token", "part-of-a-token", "stranger"],
)
def test_nobody_else_gets_what_is_one_hosts(armed: Service, path: str, source: str, token: str, caplog: pytest.LogCaptureFixture) -> None:
    is_own_image = "images" in path and (source, token) == (OTHER_AT, OTHER_TOKEN)
    with caplog.at_level(logging.WARNING):
        status, body = armed.get(path, source=source, token=token)
    assert (status, body) == (404 if is_own_image else 403, b"")
    assert caplog.text != ""
    assert armed.get(SEED_TAR) == (200, SEED), "who was refused has not used up the seed"


@pytest.mark.parametrize("path", ["/", "/v1/boot.ipxe", "/boot/vmlinuz", "/v1/health", "/v1/hosts/pod-u001-r01-n01/order"])
def test_an_unknown_machine_gets_nothing(armed: Service, path: str) -> None:
    assert armed.get(path, source=STRANGER_AT, token="") == (403, b"")


@pytest.mark.parametrize(
    "path", ["/boot/../state/armed", "/boot/..%2fstate", "/boot/.hidden", "/v1/hosts/../../etc/order", "/v1/images/..", "//", "/v1/hosts/x/order/../seed.tar"]
)
def test_no_path_leads_out_of_what_is_served(armed: Service, path: str) -> None:
    assert armed.get(path)[0] in (403, 404)


def test_a_host_that_is_waited_for_is_told_to_start_the_installer_and_its_neighbour_another(armed: Service) -> None:
    script = armed.get("/v1/boot.ipxe", token="")[1].decode()
    assert f"podwright.server={armed.settings.url} podwright.host={NODE} podwright.token={TOKEN}" in script
    other = armed.get("/v1/boot.ipxe", token="", source=OTHER_AT)[1].decode()
    assert TOKEN not in other
    assert [armed.get(line.split()[1].removeprefix(armed.settings.url), token="") for line in script.splitlines() if "/boot/" in line] == [
        (200, KERNEL),
        (200, INITRAMFS),
    ]
    assert OTHER_TOKEN in other


def test_a_host_that_nobody_waits_for_goes_on_to_its_disk(service: Service) -> None:
    assert service.get("/v1/boot.ipxe", token="") == (200, b"#!ipxe\nexit\n")


def test_a_host_whose_seed_is_gone_is_not_started_again(armed: Service) -> None:
    armed.get(SEED_TAR)
    assert armed.get("/v1/boot.ipxe", token="")[1] == b"#!ipxe\nexit\n"


def test_a_host_whose_seed_waits_at_the_other_server_is_sent_there_and_has_none_here(armed: Service) -> None:
    desk.arm(armed.settings, io.StringIO(json.dumps({"host": NODE, "elsewhere": "http://192.0.2.2:8069"}) + "\n"), io.StringIO())
    assert armed.get("/v1/boot.ipxe", token="")[1] == b"#!ipxe\nchain http://192.0.2.2:8069/v1/boot.ipxe || exit\n"
    assert armed.get(SEED_TAR)[0] == 403
    assert not [path for path in (armed.settings.state / "armed").rglob("*") if NODE in str(path)]


def test_the_installer_tells_how_far_it_is_and_is_forgotten_when_it_is_done(armed: Service) -> None:
    events = [{"stage": "started", "message": "4 GiB\nof memory"}, {"stage": "writing", "message": "", "percent": 40}, {"stage": "done", "message": ""}]
    assert [armed.tell(event) for event in events] == [204] * 3
    assert armed.stages() == ["armed", "started", "writing", "done"]
    assert "4 GiB of memory" in (armed.settings.state / "events" / f"{NODE}.jsonl").read_text()
    assert armed.get(ORDER)[0] == 403, "its token has ended with its installation"


@pytest.mark.parametrize("event", [[], {}, {"stage": "rm -rf"}, {"stage": "writing", "percent": 1000}, {"stage": ["done"]}, "done"])
def test_an_event_that_nobody_knows_is_refused(armed: Service, event: object) -> None:
    assert armed.tell(event) == 400
    assert armed.stages() == ["armed"]


def test_more_than_an_event_is_not_read(armed: Service) -> None:
    assert armed.tell({"stage": "started", "message": "x" * 20_000}) == 413


def test_a_neighbour_cannot_tell_of_another_host(armed: Service) -> None:
    assert armed.tell({"stage": "done"}, source=OTHER_AT, token=OTHER_TOKEN) == 403
    assert armed.stages() == ["armed"]


def test_who_comes_too_late_finds_nothing_and_nothing_of_it_is_left(service: Service) -> None:
    service.arm(valid_s=0)
    assert service.get(SEED_TAR)[0] == 403
    assert service.stages() == ["armed", "expired"]
    assert SEED not in b"".join(path.read_bytes() for path in service.settings.state.rglob("*") if path.is_file())


def test_a_log_that_grows_is_put_aside_and_a_reader_misses_nothing(service: Service) -> None:
    state = State(service.settings.state)
    reader = desk._events(service.settings.state / "events" / f"{NODE}.jsonl")
    count = LOG_BYTES // 400
    lines = []
    for number in range(count):
        state.record(NODE, "1", "writing", "x" * 400 + str(number))
        lines += next(reader)
    lines += next(reader)
    assert len(lines) == count
    assert (service.settings.state / "events" / f"{NODE}.jsonl.1").exists()


def test_an_image_is_kept_under_its_digest_and_another_is_not_kept_at_all(armed: Service) -> None:
    content = b"image" * 1000
    digest = hashlib.sha256(content).hexdigest()
    assert armed.state.take_image(digest, io.BytesIO(content)) == len(content)
    assert armed.get(f"/v1/images/{digest}") == (200, content)
    with pytest.raises(StateRefused, match="has the digest"):
        armed.state.take_image("0" * 64, io.BytesIO(content))
    assert {path.name for path in (armed.settings.state / "images").iterdir()} == {digest, *(hashlib.sha256(one).hexdigest() for one in (KERNEL, INITRAMFS))}


def test_an_image_that_is_not_there_is_told(armed: Service, caplog: pytest.LogCaptureFixture) -> None:
    assert armed.get(f"/v1/images/{'0' * 64}")[0] == 404
    assert "image 000" in caplog.text


def test_the_desk_tells_who_is_waited_for_and_shows_no_token(armed: Service) -> None:
    out = io.StringIO()
    desk.status(armed.settings, out)
    told = json.loads(out.getvalue())
    assert {host: (row["number"], row["has_seed"], row["last"]["stage"]) for host, row in told["hosts"].items()} == {
        NODE: ("1", True, "armed"),
        OTHER: ("1", True, "armed"),
    }
    assert TOKEN not in out.getvalue()


@pytest.mark.parametrize(
    "line", ["{", "{}", '{"host": "stranger"}', '{"host": "pod-u001-r01-n01", "number": "1"}', '{"host": "../../x", "elsewhere": "http://x"}']
)
def test_an_arming_that_is_not_whole_is_refused_and_nothing_is_kept(service: Service, line: str) -> None:
    out = io.StringIO()
    assert desk.arm(service.settings, io.StringIO(line + "\n"), out) == 1
    assert "refused" in json.loads(out.getvalue())
    assert [path for path in service.settings.state.rglob("*") if path.is_file()] == []


def test_settings_that_cannot_be_obeyed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    good = {"pod": "p", "server": "s", "address": "127.0.0.1", "port": 1, "state": "/s", "boot": "/b", "hosts": {"a": "192.0.2.1"}}
    for wrong in ({}, {**good, "hosts": {"a": "192.0.2.1", "b": "192.0.2.1"}}, {**good, "hosts": {"../x": "192.0.2.1"}}, {**good, "tokens": 1}, []):
        path.write_text(json.dumps(wrong))
        with pytest.raises(WrongSettings):
            load_settings(path)
    path.write_text(json.dumps(good))
    assert load_settings(path).host_at == {"192.0.2.1": "a"}
