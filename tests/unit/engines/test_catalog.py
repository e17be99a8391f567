import re
import tomllib
from pathlib import Path

import pytest

from podwright.engines.catalog import GROUPS, EngineGroup, build_flags, group_named, group_of, program_named

ROOT = Path(__file__).parents[3]
each_group = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)


def test_every_program_stands_in_one_group() -> None:
    names = [program.name for group in GROUPS for program in group.programs]
    assert len(names) == len(set(names))
    assert all(program_named(name) in group_of(name).programs for name in names)


@each_group
def test_the_recipe_requires_the_module_in_the_version_of_the_catalogue(group: EngineGroup) -> None:
    recipe = (ROOT / "tools" / group.name / "go.mod").read_text()
    assert re.search(rf"^\t{re.escape(group.module)} v{re.escape(group.version)}(?: // indirect)?$", recipe, re.MULTILINE)


@each_group
def test_the_recipe_names_every_package_that_is_built_as_a_tool(group: EngineGroup) -> None:
    words = (ROOT / "tools" / group.name / "go.mod").read_text().split()
    assert {program.package for program in group.programs} <= set(words)


@each_group
def test_every_stamp_that_looks_like_a_version_is_the_version_of_the_group(group: EngineGroup) -> None:
    versions = {value for variable, value in group.stamps if variable.lower().endswith("version")}
    assert versions <= {f"v{group.version}"}


@each_group
def test_a_recipe_names_no_address(group: EngineGroup) -> None:
    assert all("://" not in (ROOT / "tools" / group.name / name).read_text() for name in ("go.mod", "go.sum"))


def test_the_pulumi_engine_is_the_version_of_the_python_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"pulumi=={group_named('pulumi').version}" in project["dependencies"]


def test_flags_hold_tags_and_stamps() -> None:
    flags = build_flags(group_named("pulumi"))
    assert flags[:2] == ("-tags", "osusergo,grpcnotrace")
    assert flags[3] == "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0"


def test_a_group_without_stamps_has_only_the_linker_flags() -> None:
    assert build_flags(group_named("etcd")) == ("-ldflags", "-s -w")
