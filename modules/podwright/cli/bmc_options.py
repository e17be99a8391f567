"""Options that the verbs of `podwright bmc` share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

FILE = click.Path(path_type=Path)
Verb = TypeVar("Verb", bound=Callable[..., object])
LIMIT = click.FloatRange(1, 3600)


def common(function: Verb) -> Verb:
    """Return a verb with the options that all of them have."""
    options = (
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--in-spite-of", "in_spite_of", multiple=True, metavar="CODE", help="Set it also on machines with this finding, such as P524."),
        click.option(
            "--factory-passwords", "stickers", type=FILE, metavar="FILE", help="Passwords from stickers: device,password, outside any repository, mode 600."
        ),
        click.option("--limit", "limit_s", type=LIMIT, default=300.0, show_default=True, help="Seconds that are spent on one BMC."),
        click.option("--json", "as_json", is_flag=True, help="Print what is set, and what became of it, as JSON."),
    )
    for option in reversed(options):
        function = option(function)
    return function
