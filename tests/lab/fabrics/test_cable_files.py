"""Files of cables judged by the programs that read them: Graphviz the topology that ptmd reads, a browser the labels."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from lab.report.browser import browser, printed
from podwright.outputs.cabling.labels import label_document, label_sheets, labels_of
from podwright.outputs.cabling.ptm import ptm_topology
from unit.outputs.cabling.cables import pod, rows

pytestmark = pytest.mark.lab
LIMIT_S = 120
ERA = "era-2-8-9-400"


@pytest.mark.skipif(shutil.which("gvpr") is None, reason="no gvpr on PATH: apt-get install graphviz")
def test_graphviz_reads_every_cable_and_both_ports_of_the_topology() -> None:
    ethernet = frozenset(fabric.name for fabric in pod(ERA).fabric.fabrics if fabric.technology == "ethernet")
    text = ptm_topology([row for row in rows(ERA) if row.cable.fabric in ethernet], ethernet)
    program = 'E {print($.tail.name, "/", $.tailport, " ", $.head.name, "/", $.headport)}'
    read = subprocess.run(["gvpr", program], input=text, capture_output=True, text=True, check=True, timeout=LIMIT_S)
    assert read.stderr == ""
    assert sorted(read.stdout.splitlines()) == sorted(
        f"{row.cable.b_device}/{row.cable.b_port} {row.cable.a_device}/{row.cable.a_port}" for row in rows(ERA) if row.cable.fabric in ethernet
    )


@pytest.mark.skipif(browser() is None or shutil.which("pdftotext") is None, reason="no chromium or pdftotext on PATH: apt-get install chromium poppler-utils")
def test_a_browser_prints_the_labels_as_pdf_a_sheet_a_page_with_every_word() -> None:
    labels = list(labels_of(rows(ERA)))
    sheets = list(label_sheets(labels))
    with tempfile.TemporaryDirectory() as folder:
        pdf = printed(label_document(sheets, "labels"), folder=Path(folder))
        told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True, timeout=LIMIT_S).stdout
        words = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True, timeout=LIMIT_S).stdout
    lines = words.splitlines()
    assert f"Pages:           {len(sheets)}" in told
    assert "A4" in told
    assert all(sum(line.startswith(f"{label.label} ") or line == label.label for line in lines) == 2 for label in labels[::2])
    assert all(label.here in lines and label.there in lines for label in labels)
