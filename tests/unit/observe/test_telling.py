"""A comparison told: the table, the steps, the metrics."""

from functools import cache

from podwright.observe.compare import compare
from podwright.observe.drift import Comparison, DriftKind
from podwright.observe.metrics import metrics
from podwright.observe.observed import Observed, Silence, together
from podwright.observe.words import sentences, summary, table
from podwright.plan.types import Plan
from unit.observe.wire import scanned, swap, unplug, wires
from unit.pods import plan


@cache
def pod() -> Plan:
    return plan("starter-h100", 1)


@cache
def comparison() -> Comparison:
    ends = swap(wires(pod(), "compute"), ("pod-u001-r01-n01", "ibp24s0"), ("pod-u001-r01-n02", "ibp24s0"))
    heard = together([scanned(pod(), unplug(ends, ("pod-u001-r01-n01", "ibp64s0"))), Observed(silences=(Silence("pod-u001-r01-n09", "is down"),))])
    return compare(pod().physical, pod().fabric, heard)


def test_the_table_has_every_end_with_rack_and_u() -> None:
    assert [line.split() for line in table(comparison().drifts)] == [
        ["WHAT", "CABLE", "END", "RACK", "U", "MEETS", "RACK", "U"],
        ["1", "swapped", "u001-r01-n01/ibp24s0", "pod-u001-r01-n01/ibp24s0", "pod-u001-r01", "U3-10", "pod-u001-r01-s01/5/1", "pod-u001-r01", "U33"],
        ["u001-r01-n02/ibp24s0", "pod-u001-r01-n02/ibp24s0", "pod-u001-r01", "U12-19", "pod-u001-r01-s01/1/1", "pod-u001-r01", "U33"],
        ["2", "missing", "u001-r01-n01/ibp64s0", "pod-u001-r01-n01/ibp64s0", "pod-u001-r01", "U3-10", "pod-u001-r01-s01/1/2", "pod-u001-r01", "U33"],
    ]
    assert table(()) == []


def test_every_step_is_a_sentence_with_its_place() -> None:
    lines = sentences(comparison().drifts)
    assert "   1.1 exchange the plugs at pod-u001-r01-s01/5/1 (rack pod-u001-r01, U33) and pod-u001-r01-s01/1/1 (rack pod-u001-r01, U33)" in lines
    assert lines[-1] == (
        "   2.1 plug pod-u001-r01-n01/ibp64s0 (rack pod-u001-r01, U3-10) and pod-u001-r01-s01/1/2 (rack pod-u001-r01, U33) together (cable u001-r01-n01/ibp64s0)"
    )


def test_the_summary_says_who_was_silent_and_what_nobody_saw() -> None:
    lines = summary(comparison())
    assert lines[0] == "no answer: pod-u001-r01-n09: is down"
    assert "compute: 13 of 16 cables as planned, 3 differ" in lines
    assert "storage: 0 of 6 cables as planned, 0 differ, 6 unseen: nobody who could tell was heard" in lines
    assert lines[-1] == "2 findings, 2 steps to mend them"


def test_metrics_have_the_same_series_whatever_was_found() -> None:
    names = [
        [line.rpartition(" ")[0] for line in metrics(one, pod="pod", ended_s=1.0, took_s=2.0).splitlines()]
        for one in (comparison(), compare(pod().physical, pod().fabric, Observed()))
    ]
    assert names[0] == names[1]


def test_metrics_count_findings_cables_and_silent_devices() -> None:
    text = metrics(comparison(), pod='a"b\\c', ended_s=1732190000.25, took_s=1.5)
    assert 'podwright_cables{pod="a\\"b\\\\c",fabric="compute",state="as_planned"} 13' in text
    assert 'podwright_drift_findings{pod="a\\"b\\\\c",kind="swapped"} 1' in text
    assert 'podwright_drift_silent_devices{pod="a\\"b\\\\c"} 1' in text
    assert 'podwright_drift_round_timestamp_seconds{pod="a\\"b\\\\c"} 1732190000.25' in text
    assert text.count("# TYPE ") == 6
    assert all(f'kind="{kind}"' in text for kind in DriftKind)
