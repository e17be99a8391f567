"""`podwright render --only switches` writes one file a switch, and the script that knows all of them."""

from hashlib import sha256
from pathlib import Path

from podwright.cli.kinds import KINDS
from podwright.cli.pods import Judged
from unit.outputs.nvue.pods import CONVERGED, pod


def test_every_switch_has_a_file_and_the_script_knows_its_checksum() -> None:
    plan = pod(*CONVERGED, is_told=False)
    files = dict(KINDS["switches"](Judged(Path("stacks/none"), plan, ())))
    script = files.pop("switches/cumulus-ztp")
    assert set(files) == {f"switches/{row.device}.yaml" for row in plan.ethernet.switches}
    for path, text in files.items():
        assert f"{path.removeprefix('switches/')} {sha256(text.encode()).hexdigest()}" in script
