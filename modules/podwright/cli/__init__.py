"""The command line: one file a verb. Here every kind of trouble gets its line and its exit code."""

import signal
import sys
import traceback
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import FrameType

import click

from podwright.cli.exits import Exit

COMMANDS = {
    "init": "init",
    "plan": "plan",
    "counts": "counts",
    "bill": "bill",
    "cost": "cost",
    "check": "check",
    "diff": "diff",
    "render": "render",
    "inventory": "inventory",
    "cables": "cables",
    "twin": "twin",
    "report": "report",
    "up": "up",
    "down": "down",
    "validate": "validate",
    "machines": "machines",
    "bmc": "bmc",
    "install": "install",
    "drift": "drift",
    "trust": "trust",
    "image": "image",
    "lab": "lab",
    "tools": "tools",
    "doctor": "doctor",
    "catalog": "catalog",
    "completion": "completion",
}
"""Every verb and its module in this room, in the order of a pod's life; a module is imported when its verb is used."""


class Verbs(click.Group):
    """The verbs, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order of a pod's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return one verb, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"podwright.cli.{COMMANDS[cmd_name]}").command
        return command


def _version() -> str:
    try:
        return version("podwright")
    except PackageNotFoundError:
        return "not installed"


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(_version(), prog_name="podwright")
def podwright() -> None:
    """One declaration of an AI-factory pod, made into a running, proven pod.

    \b
    podwright init stacks/mine --architecture dgx-superpod-h100 --scalable-units 1
    podwright plan stacks/mine          what follows from the declaration
    podwright check stacks/mine         what is wrong with it
    podwright up stacks/mine            Pulumi, Ansible inside it, then the proof
    podwright doctor                    what this machine lacks, and how to get it
    """


def main() -> None:
    """Run the command line; exit 0 fine, 1 findings or a failed proof, 2 wrong input, 3 the world refused, 70 a bug of ours."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    sys.exit(run(sys.argv[1:]))


def _as_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    """Treat a polite end as Ctrl-C, so that whatever runs is ended and cleaned up the same way."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Return the exit code of one command line, after saying what went wrong in one line a mistake."""
    try:
        ended = podwright.main(arguments, prog_name="podwright", standalone_mode=False)
        return ended if isinstance(ended, int) else Exit.FINE  # without its standalone mode, click gives back the code of an Exit and raises nothing
    except click.Abort:
        return Exit.INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return Exit.WRONG_INPUT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.FINE
    except Exception as trouble:  # the edge: whatever is not told apart below is our bug and says so
        return _told(trouble)


def _told(trouble: Exception) -> int:
    """Return the exit code of what was raised, after printing it."""
    from podwright.catalog.fault import CatalogError
    from podwright.plan.finding import Infeasible
    from podwright.refusal import Refused
    from podwright.secrets.resolver import SecretMissing
    from podwright.spec.errors import SpecErrors

    exits: tuple[tuple[type[Exception], Exit], ...] = (
        (SpecErrors, Exit.WRONG_INPUT),
        (CatalogError, Exit.WRONG_INPUT),
        (Infeasible, Exit.FINDINGS),
        (Refused, Exit.REFUSED),
        (SecretMissing, Exit.REFUSED),
    )
    for kind, code in exits:
        if isinstance(trouble, kind):
            print(trouble, file=sys.stderr)
            return code
    traceback.print_exception(trouble)
    print(f"this is a bug in podwright {_version()}: what was typed, and the lines above, are what its developers need", file=sys.stderr)
    return Exit.BUG
