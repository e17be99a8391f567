"""Answers kept in a folder are the answers that were given."""

import json
from pathlib import Path

import pytest

from podwright.observe.redfish.answers import Answer, read_answers
from podwright.observe.redfish.collect_files import load_answers, save_answers
from podwright.observe.redfish.shelf import ROOT, Failed
from podwright.observe.redfish.silence import SilenceKind
from podwright.refusal import Refused
from unit.observe.redfish.racked import GPU, OTHER, answer

HOSTS = {GPU, OTHER}


def test_what_is_kept_reads_as_what_was_told(tmp_path: Path) -> None:
    given = (answer(GPU, but={f"{ROOT}/Systems/DGX/Memory/DIMM3": Failed("answers 500")}), Answer(OTHER, "10.0.0.2", None, {}, (SilenceKind.SLOW, "hangs")))
    assert save_answers(given, tmp_path / "kept") == 2
    kept, refused = load_answers(tmp_path / "kept", HOSTS)
    assert refused == ()
    assert read_answers(kept) == read_answers(given)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (f"{GPU}.json", "{", "it is no JSON"),
        (f"{GPU}.json", "[]", "it is no answer of a BMC"),
        (f"{GPU}.json", json.dumps({"host": "stranger", "address": "", "documents": {}}), "'stranger' is no host of the plan"),
        (f"{GPU}.json", json.dumps({"host": [GPU], "address": "", "documents": {}}), "is no host of the plan"),
        (f"{OTHER}.json", json.dumps({"host": GPU, "address": "", "documents": {}}), f"it tells of {GPU}"),
        (f"{GPU}.json", json.dumps({"host": GPU, "address": "", "documents": []}), "its documents are no object"),
        (f"{GPU}.json", json.dumps({"host": GPU, "address": "", "documents": {}, "silence": {"kind": "sulks"}}), "its silence has no kind"),
    ],
)
def test_a_file_that_is_no_answer_is_refused_in_words(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    kept, refused = load_answers(tmp_path, HOSTS)
    assert kept == ()
    assert message in str(refused[0])


def test_an_answer_that_cannot_be_written_leaves_no_piece_of_it(tmp_path: Path) -> None:
    (tmp_path / f"{GPU}.json").mkdir()
    with pytest.raises(Refused, match="cannot be written"):
        save_answers([answer(GPU)], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{GPU}.json"]


def test_a_folder_without_answers_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(Refused):
            load_answers(folder, HOSTS)
