"""The proof of a pod: its own test suite run against it, a check at a time, with a record that stays."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from time import monotonic

from podwright.event import Event, Listener, State
from podwright.outputs.proof import Outcome, Proof, from_json
from podwright.plan.canonical import to_json
from podwright.plan.types import Plan
from podwright.realise.unproven import Layer
from podwright.refusal import Refused
from podwright.share import share_folder

SUITE = Path("tests") / "validate"
PLAN_FILE, PROOF_FILE, JUNIT_FILE, LOG_FILE = "plan.json", "proof.json", "proof.xml", "proof.log"
STEP = "proof"
NOTHING_ASKED = 5
ASKED = (0, 1, NOTHING_ASKED)
"""Exit codes with which pytest says how the checks went (0 all passed, 1 some failed, 5 none was executed); any other is trouble of its own."""

STATES = {Outcome.PASSED: State.DONE, Outcome.FAILED: State.FAILED, Outcome.SKIPPED: State.INFO}


def prove(plan: Plan, *, folder: Path, out: Path, layers: Sequence[Layer], on_event: Listener) -> Proof:
    """Return what the pod answered; `folder` is the stack folder (for secrets), `out` takes plan, proof, JUnit and the run's own words.

    How hosts and cluster are reached is told by the environment: PODWRIGHT_SSH_CONFIG and KUBECONFIG, or the user's own ssh configuration and the pod's secret.
    Laws: a run that executed no check is no proof: `holds` is false for it.
    Raises: Refused when the suite itself does not run.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name in (PROOF_FILE, JUNIT_FILE):
        (out / name).unlink(missing_ok=True)
    (out / PLAN_FILE).write_text(to_json(plan), encoding="utf-8")
    started_s = monotonic()
    on_event(Event(STEP, plan.header.pod, State.STARTED, f"{' and '.join(layers)} of {plan.header.pod}"))
    status = _run(out, folder=folder, layers=layers, on_event=on_event)
    if status not in ASKED or not (out / PROOF_FILE).is_file():
        raise Refused(f"{share_folder() / SUITE}", f"the suite ended with status {status} before it had asked the pod", f"Read {out / LOG_FILE}")
    proof = from_json((out / PROOF_FILE).read_bytes())
    on_event(Event(STEP, plan.header.pod, State.DONE if holds(proof) else State.FAILED, tally(proof), elapsed_s=monotonic() - started_s))
    return proof


def holds(proof: Proof) -> bool:
    """Return whether something was asked and nothing failed."""
    outcomes = {check.outcome for check in proof.checks}
    return Outcome.PASSED in outcomes and Outcome.FAILED not in outcomes


def tally(proof: Proof) -> str:
    """Return how the checks ended, in a few words."""
    counts = {outcome: sum(check.outcome is outcome for check in proof.checks) for outcome in Outcome}
    if not counts[Outcome.PASSED] + counts[Outcome.FAILED]:
        return f"no check was executed, so nothing is proven ({counts[Outcome.SKIPPED]} skipped)"
    return f"{counts[Outcome.PASSED]} checks passed, {counts[Outcome.FAILED]} failed, {counts[Outcome.SKIPPED]} skipped"


def _run(out: Path, *, folder: Path, layers: Sequence[Layer], on_event: Listener) -> int:
    """Return pytest's exit code, telling each check as it ends."""
    reader, writer = os.pipe()
    listening = Thread(target=_listen, args=(reader, on_event), daemon=True)
    listening.start()
    try:
        with (out / LOG_FILE).open("w", encoding="utf-8") as log:
            command = [*_command(out.resolve(), folder=folder.resolve(), layers=layers), "--events-fd", str(writer)]
            # The suite brings its own settings; those of a program around us must not reach it.
            environment = {name: value for name, value in os.environ.items() if name not in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
            with subprocess.Popen(
                command, cwd=share_folder(), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(writer,), start_new_session=True
            ) as suite:
                os.close(writer)
                writer = -1
                status = _wait_out(suite)
    finally:
        if writer >= 0:
            os.close(writer)
        listening.join()
    return status


def _wait_out(suite: "subprocess.Popen[bytes]") -> int:
    """Return the suite's exit code. An interrupt goes on to it once, and it takes back its jobs before it ends: it has a session of its own, so that no key press reaches it twice.

    Raises: KeyboardInterrupt after the suite has ended.
    """
    try:
        return suite.wait()
    except KeyboardInterrupt:
        suite.send_signal(signal.SIGINT)
        suite.wait()
        raise


def _command(out: Path, *, folder: Path, layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the words that run the suite."""
    yield from (sys.executable, "-m", "pytest", str(share_folder() / SUITE), "--plan", str(out / PLAN_FILE), "--pod-folder", str(folder))
    yield from ("--proof", str(out / PROOF_FILE), "--junitxml", str(out / JUNIT_FILE), "--tb", "short")
    for layer in layers:
        yield from ("--layer", layer)


def _listen(reader: int, on_event: Listener) -> None:
    """Tell each check that the suite reports, until the suite ends."""
    with os.fdopen(reader, encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            first_line = str(told["text"]).partition("\n")[0]
            on_event(Event(STEP, told["place"], STATES[Outcome(told["outcome"])], f"{told['law']}: {first_line}" if first_line else told["law"]))
