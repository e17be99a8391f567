"""`podwright completion`: what the shell offers when Tab is pressed, and the script that teaches it to."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "podwright"
VARIABLE = "_PODWRIGHT_COMPLETE"
"""Where click looks for the shell that asks: named after the program, as click does by itself."""


class StackFolder(click.Path):
    """A path of which the shell offers the stack folders first: those in stacks/, and those below what is typed."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the stack folders that begin so, else whatever files there are."""
        if isinstance(param, click.Option):
            return super().shell_complete(ctx, param, incomplete)
        return [CompletionItem(name) for name in stack_folders(incomplete)] or super().shell_complete(ctx, param, incomplete)


FOLDER = StackFolder(path_type=Path)


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script by which a shell completes verbs, options, stack folders and names of the catalogue.

    \b
    podwright completion bash > ~/.local/share/bash-completion/completions/podwright
    podwright completion zsh > "${fpath[1]}/_podwright"
    podwright completion fish > ~/.config/fish/completions/podwright.fish

    Or for this shell alone:

    \b
    eval "$(podwright completion bash)"
    """
    from podwright.cli import podwright

    kind = get_completion_class(shell)
    assert kind is not None, "click knows each of these shells"
    script = kind(podwright, {}, PROGRAM, VARIABLE)
    click.echo(script.source_template % script.source_vars())


def stack_folders(incomplete: str) -> tuple[str, ...]:
    """Return the stack folders whose paths begin so, sorted: what stands in stacks/ and below the folder that is typed."""
    typed = incomplete[: incomplete.rfind("/") + 1]
    found = {f"{above}{pod.parent.name}" for above in {"stacks/", typed} for pod in Path(above or ".").glob("*/pod.yaml")}
    return tuple(sorted(name for name in found if name.startswith(incomplete)))


def architectures(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Return the architectures that begin so, those of the stack's own catalogue among them where its folder is typed already."""
    from podwright.catalog.load import architecture_names
    from podwright.declaration import own_catalog

    typed = ctx.params.get("folder") or next(iter(ctx.args), None)  # while an option is typed, click keeps the words before it apart
    own = own_catalog(Path(typed)) if typed else None
    return [name for name in architecture_names(own=own) if name.startswith(incomplete)]


def catalog_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Return the names of the catalogue that begin so."""
    from podwright.catalog.index import KINDS, names
    from podwright.catalog.load import FOLDER as BUILT_IN
    from podwright.catalog.reader import Reader

    reader = Reader(BUILT_IN)
    return sorted({name for kind in KINDS for name in names(reader, kind) if name.startswith(incomplete)})
