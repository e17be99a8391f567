"""The report as a browser shows it: at every width, in both schemes, by keyboard, on paper; the largest pod in the soak."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.report.browser import ask, browser, printed, requests
from podwright.outputs.proof import Outcome, Proof, ProofCheck
from podwright.outputs.report import render
from podwright.outputs.report.curves import STYLES
from podwright.outputs.report.money import EvenRow
from podwright.plan.canonical import digest
from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan
from unit.outputs.example_money import example_money, straight
from unit.pods import STARTER, SUPERPOD, plan

pytestmark = [pytest.mark.lab, pytest.mark.skipif(browser() is None, reason="no chromium on PATH: apt-get install chromium")]

FINDINGS = (
    Finding("P301", "pod-u001-r01", "43.2 kW planned, 40.0 kW fed", "Raise site.racks.feed_kw"),
    Finding("P902", "cluster", "kueue 0.19.2 meets kubernetes 1.30", "Choose 1.36", Severity.WARNING, "the site upgrades next week"),
)
AIRI = {"kind": "airi-flashblade-s500", "blocks": 9, "block_height_u": 5, "block_power_kw": 4.5}
"""The storage system with the longest name, in two racks."""
OVERFLOW = """
const width = page.documentElement.clientWidth;
const outside = [...page.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest(".scroll, .wide, .away"));
return {shown: width, needed: page.documentElement.scrollWidth, outside: outside.map((one) => one.outerHTML.slice(0, 120))};
"""
COLLISIONS = """
const hits = [];
for (const details of page.querySelectorAll("details")) details.open = true;
for (const group of page.querySelectorAll(".rack g, .map g, .floor g")) {
  const box = group.querySelector("rect").getBoundingClientRect(), texts = [...group.querySelectorAll("text")];
  for (const text of texts) {
    const mark = text.getBoundingClientRect();
    if (mark.left < box.left - 1 || mark.right > box.right + 1 || mark.top < box.top - 1 || mark.bottom > box.bottom + 1) hits.push("out of its box: " + text.textContent);
    for (const other of texts) {
      const there = other.getBoundingClientRect();
      const overlap = Math.min(mark.right, there.right) - Math.max(mark.left, there.left);
      if (other !== text && overlap > 0 && Math.abs(mark.top - there.top) < 4) hits.push(text.textContent + " runs into " + other.textContent);
    }
  }
}
return hits;
"""
CHARTS = """
const hits = [], shown = [...page.querySelectorAll("svg.curves, svg.tornado")].filter((one) => view.getComputedStyle(one).display !== "none");
for (const chart of shown) {
  const frame = chart.getBoundingClientRect(), texts = [...chart.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
  texts.forEach(([said, mark], index) => {
    if (mark.height < 9) hits.push("too small: " + said);
    if (mark.left < frame.left - 1 || mark.right > frame.right + 1 || mark.top < frame.top - 1 || mark.bottom > frame.bottom + 1) hits.push("out of the drawing: " + said);
    for (const [other, there] of texts.slice(index + 1)) {
      const across = Math.min(mark.right, there.right) - Math.max(mark.left, there.left), up = Math.min(mark.bottom, there.bottom) - Math.max(mark.top, there.top);
      if (across > 1 && up > 3) hits.push(said + " runs into " + other);
    }
  });
}
const widths = shown.map((one) => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1);
return {shown: shown.map((one) => one.classList[one.classList.length - 1]), hits: hits, scrolled: widths.some(Boolean)};
"""
STROKES = """
const lines = [...page.querySelectorAll("svg.curves:not(.curves-phone) .way")].map((one) => view.getComputedStyle(one));
return lines.map((one) => [one.stroke, one.strokeDasharray, one.fill]);
"""
FILTER = """
const table = page.getElementById("address-table"), line = page.querySelector('[data-filter="address-table"]'), input = line.querySelector("input");
input.value = "n02 storage";
input.dispatchEvent(new Event("input"));
const shown = [...table.tBodies[0].rows].filter((row) => !row.hidden);
return {isShown: !line.hidden, rows: table.tBodies[0].rows.length, texts: shown.map((row) => row.textContent), said: line.querySelector("output").value};
"""
KEYBOARD = """
const focusable = [...page.querySelectorAll("a[href], summary, input, [tabindex='0']")];
const skip = focusable[0];
skip.focus();
const scrollers = [...page.querySelectorAll("*")].filter((one) => one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(view.getComputedStyle(one).overflowX));
return {
  first: skip.textContent, left: skip.getBoundingClientRect().left, target: page.querySelector(skip.getAttribute("href")).tagName,
  unreachable: scrollers.filter((one) => one.tabIndex !== 0).length, scrollers: scrollers.length,
  landmarks: ["header", "nav", "main", "footer"].filter((tag) => page.querySelector(tag)).length,
};
"""
COLOURS = "const style = view.getComputedStyle(page.body); return [style.backgroundColor, style.color];"


@pytest.fixture(
    scope="module",
    params=["starter", "one unit", "four units", "racks of NVLink", "a storage system", pytest.param("sixty-four units", marks=pytest.mark.soak)],
)
def pod(request: pytest.FixtureRequest) -> Plan:
    return {
        "starter": lambda: plan(STARTER),
        "one unit": lambda: plan(SUPERPOD),
        "four units": lambda: plan(SUPERPOD, 4),
        "racks of NVLink": lambda: plan("dgx-superpod-gb300"),
        "a storage system": lambda: plan(STARTER, storage={"system": AIRI}),
        "sixty-four units": lambda: plan(SUPERPOD, 64),
    }[request.param]()


def page_of(pod: Plan) -> str:
    checks = (ProofCheck("every host answers to its own name", pod.hosts.hosts[0].name, Outcome.FAILED, ("CNP01",), "it answers to another"),)
    proof = Proof(pod.header.pod, digest(pod), "2026-11-21T10:00:00+00:00", checks, ("CNP01",), ("no bandwidth is measured",))
    return render(pod, FINDINGS, roles=("name_resolution",), proof=proof, money=example_money())


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_no_page_is_wider_than_its_screen(pod: Plan, width: int, tmp_path: Path) -> None:
    opened = page_of(pod).replace("<details>", "<details open>")
    assert ask(opened, OVERFLOW, folder=tmp_path, width=width) == {"shown": width, "needed": width, "outside": []}


def test_words_in_drawings_stay_in_their_boxes_and_off_each_other(pod: Plan, tmp_path: Path) -> None:
    assert ask(page_of(pod), COLLISIONS, folder=tmp_path, width=1280) == []


@pytest.mark.parametrize(("width", "curves"), [(375, "curves-phone"), (1280, "curves")])
def test_charts_of_money_are_readable_at_once_on_a_phone_and_on_a_desk(width: int, curves: str, tmp_path: Path) -> None:
    ways = ["own", "colocation", *(f"a cloud of many words, offer {number}" for number in range(4))]
    money = example_money(
        curves=tuple(straight(way, 300_000.0 if number < 2 else 0.0, 5_000.0 + 3_000 * number) for number, way in enumerate(ways)),
        evens=tuple(EvenRow("own", way, 24.0 + number, "it has paid for itself") for number, way in enumerate(ways[2:])),
    )
    page = render(plan(STARTER), (), money=money)
    assert ask(page, CHARTS, folder=tmp_path, width=width) == {"shown": [curves, "tornado"], "hits": [], "scrolled": False}


def test_lines_are_told_apart_by_more_than_their_colours(tmp_path: Path) -> None:
    money = example_money(curves=tuple(straight(f"way {number}", 1_000.0 * number, 10.0) for number in range(STYLES)), evens=())
    for is_dark in (False, True):
        rows = ask(render(plan(STARTER), (), money=money), STROKES, folder=tmp_path, width=1280, is_dark=is_dark)
        assert isinstance(rows, list)
        strokes, dashes, fills = zip(*rows, strict=True)
        assert (len(set(strokes)), len(set(dashes)), set(fills)) == (STYLES, STYLES, {"none"})


def test_a_page_that_would_ask_for_a_picture_is_seen_to_ask(tmp_path: Path) -> None:
    assert requests('<!DOCTYPE html><img src="http://pod.invalid/x.png">', folder=tmp_path) == ["http://pod.invalid/x.png"]


def test_no_report_asks_for_anything(pod: Plan, tmp_path: Path) -> None:
    assert requests(page_of(pod), folder=tmp_path) == []


def test_every_report_is_below_three_megabytes(pod: Plan) -> None:
    assert len(page_of(pod).encode()) < 3_000_000


def test_rows_are_narrowed_to_all_words_that_are_typed(tmp_path: Path) -> None:
    answer = ask(page_of(plan(STARTER)), FILTER, folder=tmp_path)
    assert isinstance(answer, dict)
    assert answer["isShown"]
    assert 0 < len(answer["texts"]) < answer["rows"]
    assert all("n02" in text and "storage" in text for text in answer["texts"])
    assert answer["said"] == f"{len(answer['texts'])} of {answer['rows']}"


def test_a_keyboard_reaches_everything_the_skip_link_first(pod: Plan, tmp_path: Path) -> None:
    answer = ask(page_of(pod), KEYBOARD, folder=tmp_path)
    assert isinstance(answer, dict)
    assert (answer["first"], answer["target"], answer["landmarks"]) == ("Skip to the report", "MAIN", 4)
    assert answer["left"] >= 0
    assert answer["scrollers"] > 0
    assert answer["unreachable"] == 0


def test_a_dark_desktop_gets_a_dark_page(tmp_path: Path) -> None:
    page = page_of(plan(STARTER))
    assert ask(page, COLOURS, folder=tmp_path) == ["rgb(246, 247, 246)", "rgb(27, 31, 35)"]
    assert ask(page, COLOURS, folder=tmp_path, is_dark=True) == ["rgb(20, 23, 26)", "rgb(232, 234, 236)"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on PATH: apt-get install poppler-utils")
def test_paper_holds_every_host_whole_and_says_what_was_closed(tmp_path: Path) -> None:
    pod = plan(SUPERPOD)
    text = subprocess.run(["pdftotext", "-layout", printed(page_of(pod), folder=tmp_path), "-"], capture_output=True, text=True, check=True).stdout
    assert [host.name for host in pod.hosts.hosts if host.name not in text] == []
    assert [host.in_band_v6 for host in pod.hosts.hosts if host.in_band_v6 not in text] == []
    assert "closed when this was printed" in text
    assert "it has paid for itself after 20.0 months" in text
    assert "cloud one" in text
    assert "Show rows with" not in text
