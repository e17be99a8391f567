"""Labels as a printer gets them: Chromium's PDF of the page, measured by poppler, lies on the grid of the sheets that are sold."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from lab.report.browser import browser, printed
from podwright.outputs.cabling.labels import Label, label_document, label_sheets, labels_of
from podwright.outputs.cabling.rows import cable_rows
from unit.pods import plan

LACKING = [name for name, found in (("chromium", browser()), *((name, shutil.which(name)) for name in ("pdfinfo", "pdftotext", "pdftoppm"))) if not found]
pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(LACKING), reason=f"printed labels need {', '.join(LACKING)}")]

POINT_MM = 25.4 / 72
DOTS_PER_MM = 8
ACROSS, DOWN = 3, 7
LABEL_MM, PITCH_MM, MARGIN_MM = (63.5, 38.1), (66.0, 38.1), (7.25, 15.15)
"""Avery L7160, by the maker's own drawing: A4, 21 labels of 63.5 x 38.1 mm, 2.5 mm between columns and nothing between rows, in the middle of the sheet."""
NEAR_MM = 0.3
"""What a good printer feeds askew by is more; what this is measured with, a dot of 0.125 mm, is less."""


class Word(NamedTuple):
    """A printed word and where it stands, in mm from the upper left corner of the paper."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    pod = plan("starter-h100", 1)
    return list(labels_of(cable_rows(pod.physical, pod.fabric, pod.pulling)))


@pytest.fixture(scope="module")
def pdf(labels: list[Label], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(label_document(label_sheets(labels), "labels"), folder=tmp_path_factory.mktemp("labels"))


def out_of(*command: str | Path) -> bytes:
    return subprocess.run([str(word) for word in command], capture_output=True, check=True, timeout=60).stdout


def pages(pdf: Path) -> list[list[Word]]:
    """Return the words of every page."""
    told = out_of("pdftotext", "-bbox", pdf, "-").decode()
    number = r'"([\d.]+)"'
    form = re.compile(rf"<word xMin={number} yMin={number} xMax={number} yMax={number}>(.*?)</word>")
    return [[Word(text, *(float(at) * POINT_MM for at in place)) for *place, text in form.findall(page)] for page in told.split("<page ")[1:]]


def corner(index: int) -> tuple[float, float]:
    """Return the upper left corner of a label of a sheet."""
    row, column = divmod(index, ACROSS)
    return MARGIN_MM[0] + column * PITCH_MM[0], MARGIN_MM[1] + row * PITCH_MM[1]


def test_there_are_as_many_sheets_as_labels_ask_for_each_of_a4(pdf: Path, labels: list[Label]) -> None:
    told = out_of("pdfinfo", pdf).decode()
    assert f"Pages:           {-(-len(labels) // (ACROSS * DOWN))}\n" in told
    (width, height) = re.findall(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told)[0]
    assert (abs(float(width) * POINT_MM - 210) < NEAR_MM, abs(float(height) * POINT_MM - 297) < NEAR_MM) == (True, True)


def test_every_word_stands_within_the_label_that_it_is_of(pdf: Path, labels: list[Label]) -> None:
    left = iter(labels)
    for words in pages(pdf):
        for index in range(ACROSS * DOWN):
            label = next(left, None)
            if label is None:
                return
            x, y = corner(index)
            inside = [word for word in words if x <= word.left and word.right <= x + LABEL_MM[0] and y <= word.top and word.bottom <= y + LABEL_MM[1]]
            told = " ".join((label.label, label.end, "here", label.here, "there", label.there, label.about)).split()
            assert sorted(word.text for word in inside) == sorted(told)


def test_the_bars_of_colour_stand_at_the_left_edges_of_the_labels(pdf: Path, labels: list[Label]) -> None:
    count = ACROSS * DOWN
    assert len({label.colour for label in labels[:count]}) == 1
    width, height, dots = picture(pdf)
    ink = dot(dots, width, corner(0)[0] + 2, corner(0)[1] + LABEL_MM[1] / 2)
    assert ink not in ((255, 255, 255), (0, 0, 0))
    assert (abs(width / DOTS_PER_MM - 210) < NEAR_MM, abs(height / DOTS_PER_MM - 297) < NEAR_MM) == (True, True)
    for row in range(DOWN):
        starts = edges(dots, width, ink, corner(row * ACROSS)[1] + LABEL_MM[1] / 2)
        assert starts == pytest.approx([corner(column)[0] for column in range(ACROSS)], abs=NEAR_MM)


def picture(pdf: Path) -> tuple[int, int, bytes]:
    """Return width, height and dots of the first sheet, three bytes a dot."""
    head, _, dots = out_of("pdftoppm", "-r", f"{DOTS_PER_MM * 25.4}", "-f", "1", "-l", "1", pdf).partition(b"\n255\n")
    width, height = (int(word) for word in head.split()[1:])
    return width, height, dots


def dot(dots: bytes, width: int, x_mm: float, y_mm: float) -> tuple[int, ...]:
    at = 3 * (int(y_mm * DOTS_PER_MM) * width + int(x_mm * DOTS_PER_MM))
    return tuple(dots[at : at + 3])


def edges(dots: bytes, width: int, ink: tuple[int, ...], y_mm: float) -> list[float]:
    """Return where bars of a colour begin on a line, in mm; the outline in front of them is theirs."""
    line = [dot(dots, width, x / DOTS_PER_MM, y_mm) == ink for x in range(width)]
    return [x / DOTS_PER_MM for x in range(1, width) if line[x] and not line[x - 1]]
