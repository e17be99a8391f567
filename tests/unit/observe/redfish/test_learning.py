"""What is found becomes lines beside the pod, and contradicts none that stands there."""

from dataclasses import replace

import pytest

from podwright.observe.redfish.learning import Learnt, hardware_text, learn
from podwright.observe.redfish.machine import ObservedMachine
from podwright.observe.redfish.pins import pins_text, read_pins
from podwright.observe.redfish.silence import BmcSilence, SilenceKind
from podwright.observe.unreadable import Unreadable
from podwright.spec.hardware import HardwareRow, parse_hardware
from unit.observe.redfish.racked import FINGERPRINT, GPU, OTHER, STORAGE, at, compared, hardware, machine, observed


def learnt(*machines: ObservedMachine, rows: tuple[HardwareRow, ...] = (), pins: dict[str, str] | None = None, silent: str | None = None) -> Learnt:
    silences = (BmcSilence(silent, "10.0.0.1", SilenceKind.SLOW, "hangs"),) if silent else ()
    return learn(at(rows), compared(*machines, rows=rows, silences=silences), rows, pins or {})


def test_serial_number_bmc_and_ports_whose_place_is_known_are_learnt_and_the_certificate() -> None:
    new = learnt(observed(GPU))
    told = {row.port: row for row in new.rows}
    assert told[""].serial == machine(GPU).serial
    assert told["bmc"].mac == machine(GPU).bmc_mac
    assert told["enp41s0f0np0"].mac == machine(GPU).nics[1].ports[0].mac
    assert "ibp24s0" not in told, "this BMC tells no address of InfiniBand ports"
    assert new.pins == {GPU: FINGERPRINT}
    assert new.learnt == (GPU,)


def test_ports_whose_place_nobody_knows_are_not_guessed() -> None:
    assert [row.port for row in learnt(observed(STORAGE)).rows] == ["", "bmc"]


def test_the_file_is_one_that_the_door_takes_and_holds_what_was_learnt() -> None:
    new = learnt(observed(GPU), observed(OTHER), observed(STORAGE))
    assert parse_hardware(hardware_text(new.rows).encode(), name="hardware.csv") == new.rows


def test_what_stands_stays_and_a_second_time_nothing_is_new() -> None:
    mine = HardwareRow("pod-u001-r01-s01", "", None, None, "SWITCH, ONE")
    first = learnt(observed(GPU), rows=(mine,))
    assert mine in first.rows
    again = learnt(observed(GPU), rows=first.rows, pins=dict(first.pins))
    assert (again.rows, again.pins, again.learnt) == (first.rows, first.pins, ())
    assert parse_hardware(hardware_text(first.rows).encode(), name="hardware.csv") == first.rows


def test_a_known_certificate_is_never_replaced() -> None:
    assert learnt(observed(GPU), pins={GPU: "cd" * 32}).pins == {GPU: "cd" * 32}


def test_machines_that_changed_places_keep_everything_from_being_learnt() -> None:
    rows = hardware(GPU, OTHER)
    new = learnt(observed(GPU, machine(GPU, OTHER)), observed(OTHER, machine(OTHER, GPU)), observed(STORAGE), rows=rows)
    assert [finding.code for finding in new.contradictions] == ["P520"]
    assert (new.rows, new.learnt) == (rows, ())


def test_another_mac_than_the_declared_one_is_a_contradiction() -> None:
    rows = (HardwareRow(GPU, "bmc", "02:00:00:00:00:01", None, None),)
    new = learnt(observed(GPU), rows=rows)
    assert [finding.code for finding in new.contradictions] == ["P535"]
    assert f"{GPU}/bmc has {machine(GPU).bmc_mac}, and 02:00:00:00:00:01 is declared" in new.contradictions[0].what
    assert new.rows == rows


def test_a_mac_that_is_declared_for_a_switch_is_a_contradiction() -> None:
    rows = (HardwareRow("pod-u001-r01-s04", "mgmt0", machine(GPU).bmc_mac, None, None),)
    assert "is declared for pod-u001-r01-s04/mgmt0" in learnt(observed(GPU), rows=rows).contradictions[0].what


def test_a_machine_with_a_fault_and_a_silent_bmc_are_left_out_and_the_rest_is_learnt() -> None:
    small = replace(machine(GPU), dimms_gib=(64,))
    new = learnt(observed(GPU, small), observed(OTHER), silent=STORAGE)
    assert new.learnt == (OTHER,)
    assert new.left_out == ((GPU, "it has findings"), (STORAGE, "its BMC told nothing"))


def test_fingerprints_are_read_as_people_and_programs_write_them() -> None:
    pins = {GPU: FINGERPRINT, OTHER: "0f" * 32}
    assert read_pins(pins_text(pins), source="x") == pins
    assert read_pins(f"device,sha256\n{OTHER},{':'.join(['0F'] * 32)}\n", source="x") == {OTHER: "0f" * 32}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1: nothing stands there; device,sha256 was expected"),
        ("host,sha256\n", "x:1: 'host,sha256'; device,sha256 was expected"),
        ("device,sha256\na,12\n", "x:2: 'a,12'; a host and 64 hexadecimal digits was expected"),
        (f"device,sha256\n{'a' * 200_000},{FINGERPRINT}\n", "x: it is no CSV (field larger than field limit"),
        (f"device,sha256\na,{FINGERPRINT}\na,{FINGERPRINT}\n", "x:3: a stands twice; one certificate a host was expected"),
    ],
)
def test_a_file_of_certificates_that_is_none_is_refused_in_its_line(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match="^" + message.replace("(", r"\(")):
        read_pins(text, source="x")
