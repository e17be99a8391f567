"""Exit codes of the command line, as a script sees them."""

import click
import pytest

from podwright.cli import podwright, run
from podwright.cli.exits import Exit


@pytest.mark.parametrize("code", [Exit.FINE, Exit.FINDINGS, Exit.REFUSED])
def test_a_verb_ends_with_the_code_it_says(code: Exit, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def verb() -> None:
        raise click.exceptions.Exit(code)

    monkeypatch.setattr(type(podwright), "get_command", lambda *_: verb)
    assert run(["verb"]) == code


def test_a_verb_that_says_nothing_ends_well() -> None:
    assert run(["--version"]) == Exit.FINE


def test_a_word_that_is_no_verb_is_wrong_input() -> None:
    assert run(["no-such-verb"]) == Exit.WRONG_INPUT
