"""Second `pulumi up` of a hundred objects with nothing changed, against `kubectl diff` of the same objects, one after the other in the same run."""

import json
from collections.abc import Iterator

from bench.place import Place
from bench.row import Row

POD = "hundred"
TENANT_COUNT = 20
BAR_RATIO = 1.5
STAND_IN = "the Kubernetes plugin and the language host are the lab's stand-ins, so this is their time"
SPEC = f"""version: 1
name: {POD}
architecture: dgx-superpod-h100
scalable_units: 1
site:
  domain: {POD}.example
tenants:
"""
SETTINGS = f"config:\n  podwright:pod: stacks/{POD}\n  podwright:layers:\n    - cluster\n"


def second_up(place: Place, runs: int) -> Iterator[Row]:
    """Yield the ratio of the two, and both times for the eye."""
    folder = place.clone / "stacks" / POD
    folder.mkdir(exist_ok=True)
    (folder / "pod.yaml").write_text(SPEC + "".join(f"  - name: team-{number:02d}\n    gpu_count: 12\n" for number in range(TENANT_COUNT)), encoding="utf-8")
    (folder.parent / f"Pulumi.{POD}.yaml").write_text(SETTINGS, encoding="utf-8")
    place.down(POD)
    place.run("podwright", "lab", "up", f"stacks/{POD}", "--hosts", "none")
    place.inside("podwright", "up", f"stacks/{POD}", "--yes", "--skip-proof", pod=POD)
    told = json.loads(place.inside("python", "-m", "bench.hundred.race", POD, str(runs), pod=POD).text.splitlines()[-1])
    place.down(POD)
    yield from _rows(told)


def _rows(told: dict[str, list[float]]) -> Iterator[Row]:
    """Yield the rows of one race."""
    what = f"second `pulumi up`, nothing changed, {told['object_count'][0]:g} objects"
    ratios = tuple(up / diff for up, diff in zip(told["up_s"], told["diff_s"], strict=True))
    yield Row("pulumi-ratio", f"{what}, as a multiple of `kubectl diff` of the same objects", "times", BAR_RATIO, ratios, STAND_IN)
    yield Row("pulumi-up", what, "s", None, tuple(told["up_s"]), "the preview that it makes first included")
    yield Row("pulumi-up-alone", f"{what}, `--skip-preview`", "s", None, tuple(told["up_alone_s"]))
    yield Row("kubectl-diff", "`kubectl diff` of the same objects, in turn with it", "s", None, tuple(told["diff_s"]), "as a person types it: client-side")
    yield Row("kubectl-diff-server-side", "`kubectl diff --server-side` of the same objects, in turn with it", "s", None, tuple(told["server_side_diff_s"]))
