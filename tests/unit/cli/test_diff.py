"""`podwright diff` tells what changes of what stands, and counts as moved only what is unplugged for it."""

from pathlib import Path

from click.testing import CliRunner

from podwright.cli.diff import command

STACK = Path(__file__).parents[3] / "stacks" / "lab"


def test_cables_that_are_labelled_anew_are_told_and_stand(tmp_path: Path) -> None:
    text = (STACK / "pod.yaml").read_text(encoding="utf-8")
    (tmp_path / "pod.yaml").write_text(f"{text}\ncabling:\n  colours:\n    - {{fabric: compute, rail: 0, colour: red}}\n", encoding="utf-8")
    result = CliRunner().invoke(command, [str(STACK), str(tmp_path)])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "live    cable u001-r01-n01/ibp24s0 changed: colour blue -> red" in lines
    cables = lines[-1].removeprefix("what stands: ").partition(" cables")[0].split(" of ")
    assert cables[0] == cables[1]
