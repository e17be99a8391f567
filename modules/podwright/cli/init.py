"""`podwright init`: a new pod, commented and valid, with program and playbook around it."""

import os
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podwright.cli.completion import architectures
from podwright.spec.errors import Location, Problem, SpecError, SpecErrors, dotted

if TYPE_CHECKING:
    from podwright.cli.scaffold import NewFile
    from podwright.plan.finding import Finding
    from podwright.spec.document import Value

OPTIONS: dict[Location, str] = {
    ("name",): "--name",
    ("architecture",): "--architecture",
    ("scalable_units",): "--scalable-units",
    ("node_count",): "--nodes",
    ("site", "domain"): "--domain",
}
"""Which option gives which field; messages name the option, since there is no file yet."""


class _Command(click.Command):
    """A command whose help ends with the architectures that there are; the catalogue is read only when help is asked for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the names of the architectures."""
        from podwright.catalog.load import architecture_names

        formatter.write_paragraph()
        names = f"Architectures: {', '.join(architecture_names())}."
        formatter.write(f"{textwrap.fill(names, formatter.width, break_on_hyphens=False)}\n")


@click.command(name="init", cls=_Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--architecture", required=True, metavar="A", shell_complete=architectures, help="Published way to build the pod.")
@click.option("--scalable-units", required=True, type=int, metavar="N", help="Blocks that the pod is built of.")
@click.option("--nodes", type=int, metavar="N", help="GPU nodes, filled unit by unit.  [default: every place of every unit]")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Any other field by its dotted path, the value in YAML; may be given again.")
@click.option("--name", metavar="NAME", help="Name of the pod.  [default: the folder's]")
@click.option("--domain", metavar="D", help="DNS domain of the pod.  [default: NAME.internal]")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def command(
    folder: Path, architecture: str, scalable_units: int, nodes: int | None, settings: tuple[str, ...], name: str | None, domain: str | None, dry_run: bool
) -> None:
    """Write a commented, valid pod, with program and playbook around it.

    In a repository that has the program already (a clone, or one that `init` made), DIR is stacks/NAME, and the pod and its stack are all that is
    written. Anywhere else, DIR becomes a repository of your own: the pod in DIR/stacks/NAME, roles, site.yml, inventory and program around it.
    The pod is compiled and judged before anything is written; nothing that exists is overwritten. Where the architecture needs wider pools, or racks
    that are higher or better fed than the defaults, these stand in the pod, with the reason above them.

    \b
    podwright init stacks/alpha --architecture dgx-superpod-h100 --scalable-units 1
    podwright init ~/pods --name alpha --architecture starter-h100 --scalable-units 1 --domain alpha.example
    podwright init stacks/alpha --architecture dgx-superpod-h100 --scalable-units 2 --nodes 40 \\
        --set site.racks.feed_kw=50 --set 'tenants=[{name: research, gpu_count: 320}]'
    """
    from podwright.cli.scaffold import pod_files, program_files, write_all
    from podwright.declaration import own_catalog
    from podwright.share import share_folder
    from podwright.spec.commented import pod_text

    root, stack, has_program = _ground(folder, share=share_folder(), name=name)
    pod_name = name or stack
    value: dict[str, Value] = {"version": 1, "name": pod_name, "architecture": architecture, "scalable_units": scalable_units}
    value |= {"node_count": nodes} if nodes is not None else {}
    value["site"] = {"domain": domain or f"{pod_name}.internal"}
    for setting in settings:
        _choose(value, setting)
    value, notes, findings = _judged(value, settings, own=own_catalog(root / "stacks" / stack), has_domain=domain is not None)
    files = pod_files(stack, text=pod_text(value, notes=notes)) + (() if has_program else program_files(share_folder(), stack=stack))
    kept_gitignore = not has_program and (root / ".gitignore").exists()
    files = tuple(file for file in files if not (kept_gitignore and file.path == Path(".gitignore")))
    _refuse_to_overwrite(root, files)
    _say_first(root, files)
    for at, note in notes.items():
        click.echo(f"{dotted(at)} stands in the pod. {note}")
    for finding in findings:
        click.echo(finding)
    if dry_run:
        click.echo("Nothing is written: --dry-run.")
        return
    write_all(root, files)
    pod_folder = os.path.relpath(root / "stacks" / stack)
    click.echo(f"Written: {len(files)} files.{' Your .gitignore stays as it is; add /.lab/ to it.' if kept_gitignore else ''}")
    click.echo(f"Next: read {pod_folder}/pod.yaml, then podwright plan {pod_folder}")


def _ground(folder: Path, *, share: Path, name: str | None) -> tuple[Path, str, bool]:
    """Return the repository's root, the stack's name, and whether the program stands there already. Raises: SpecErrors."""
    place = folder.resolve()
    root = place.parent.parent
    if place.parent.name == "stacks" and all((root / file).is_file() for file in ("Pulumi.yaml", "site.yml")):
        return root, place.name, True
    if (share / "modules").is_dir() and place.is_relative_to(share):
        remedy = f"Name stacks/{name or place.name} in {share}, or a folder outside of it"
        raise SpecErrors([SpecError(str(folder), 0, 0, "", "lies in podwright's own repository, but not in stacks/", remedy)])
    return place, name or place.name, False


def _choose(value: "dict[str, Value]", setting: str) -> None:
    """Put one `path=value` into the pod. Raises: SpecErrors."""
    from podwright.spec.document import Unreadable, read

    path, equals, text = setting.partition("=")
    names = path.split(".")
    if not equals or not all(names):
        raise SpecErrors([SpecError("--set", 0, 0, setting, "this is not a dotted path, = and a value", "Write it such as site.racks.feed_kw=50")])
    try:
        chosen = read(text).value
    except Unreadable as unreadable:
        raise SpecErrors(SpecError("--set", 0, 0, path, problem.what, problem.remedy) for _, problem in unreadable.faults) from None
    block = value
    for depth, name in enumerate(names[:-1], start=1):
        inner = block.setdefault(name, {})
        if not isinstance(inner, dict):
            above = ".".join(names[:depth])
            raise SpecErrors([SpecError("--set", 0, 0, path, f"{above} is not a block of fields", f"Set {above} whole")])
        block = inner
    block[names[-1]] = chosen


def _judged(
    value: "dict[str, Value]", settings: tuple[str, ...], *, own: Path | None, has_domain: bool
) -> "tuple[dict[str, Value], dict[Location, str], tuple[str, ...]]":
    """Return the pod with what its architecture needs beyond the defaults, why it does, and what the judge remarks on it, a line each.

    Raises: SpecErrors; CatalogError; Infeasible when the pod cannot or must not be built.
    """
    from podwright.catalog.load import architecture_names, load_catalog
    from podwright.checks.judge import judge
    from podwright.cli.fitting import fitting, put
    from podwright.plan.compile import compile_pod
    from podwright.plan.finding import Infeasible, Severity, sentence
    from podwright.spec.load import judge_words
    from podwright.spec.pod import PodSpec
    from podwright.spec.wording import among

    spec, problems = judge_words(value)
    wanted, names = value["architecture"], architecture_names(own=own)
    if isinstance(wanted, str) and wanted not in names:
        problems = (*problems, Problem(("architecture",), f"{wanted} is no architecture", among(wanted, names, elsewhere="podwright init --help lists them")))
    # A domain that was made from the name is wrong only because the name is.
    problems = tuple(problem for problem in problems if has_domain or problem.location != ("site", "domain"))
    if spec is None or problems:
        raise SpecErrors(SpecError(_origin(problem.location, settings), 0, 0, dotted(problem.location), problem.what, problem.remedy) for problem in problems)
    catalog = load_catalog(spec.architecture, own=own)
    needed = fitting(spec, catalog)
    value = put(value, needed)
    findings: tuple[Finding, ...] = judge(compile_pod(PodSpec.model_validate(value), catalog))
    if errors := tuple(finding for finding in findings if finding.severity is Severity.ERROR and finding.waived_because is None):
        raise Infeasible(errors)
    remarks = tuple(sentence(finding) for finding in findings if finding.severity is Severity.WARNING and finding.waived_because is None)
    return value, needed.notes, remarks


def _origin(location: Location, settings: tuple[str, ...]) -> str:
    """Return the option that the field came by."""
    paths = [tuple(setting.partition("=")[0].split(".")) for setting in settings]
    return "--set" if any(path == location[: len(path)] for path in paths) else OPTIONS.get(location, "--set")


def _refuse_to_overwrite(root: Path, files: "tuple[NewFile, ...]") -> None:
    """Refuse when one of the files is there: the pod's own one by one, of the rest the top of each folder."""
    taken = _tops(file for file in files if os.path.lexists(root / file.path))
    if taken:
        remedy = f"For one more pod in this repository name {os.path.relpath(root / 'stacks')}/<pod>; else name another folder, or move it away"
        raise SpecErrors(SpecError(os.path.relpath(root / top), 0, 0, "", _already(count), remedy) for top, count in taken.items())


def _already(count: int) -> str:
    held = f"{count} of its files are there" if count > 1 else "stands there"
    return f"{held} already, and nothing is overwritten"


def _tops(files: "Iterable[NewFile]") -> Counter[str]:
    """Return what people are told of files, with how many each stands for: the pod's own one by one, of the rest the top of each folder."""
    return Counter(str(file.path) if file.path.parts[0] == "stacks" or len(file.path.parts) == 1 else f"{file.path.parts[0]}/" for file in files)


def _say_first(root: Path, files: "tuple[NewFile, ...]") -> None:
    """Print what will be written: the pod's own files one by one, of the rest the top of each folder."""
    click.echo(f"To be written in {root}:")
    tops = _tops(files)
    for top, count in sorted(tops.items()):
        click.echo(f"  {top}{f' ({count} files)' if count > 1 else ''}")
