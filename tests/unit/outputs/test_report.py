"""The report is one whole page: it holds what the plan holds, escapes it, asks for nothing, and is the same every time."""

import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
from itertools import pairwise

import pytest

from podwright.outputs.report import render
from podwright.plan.finding import Finding, Severity
from podwright.plan.types import Plan, Reason
from unit.outputs.page_reader import read, with_tag, words
from unit.outputs.small_plan import small_plan

ERROR = Finding("P301", "small-u001-r01", "43.2 kW planned, 40.0 kW fed", "Raise site.racks.feed_kw")
WARNING = Finding("P902", "cluster", "kueue 0.19.2 meets kubernetes 1.30", "Choose 1.36", Severity.WARNING)
WAIVED = dataclasses.replace(ERROR, code="P302", waived_because="the building has only these racks")
ROLES = ("name_resolution", "host_access")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="module")
def page(plan: Plan) -> str:
    return render(plan, (ERROR, WARNING, WAIVED), roles=ROLES)


def test_every_tag_closes_and_every_identifier_is_one_of_a_kind(page: str) -> None:
    identifiers = [element.attributes["id"] for element in read(page) if "id" in element.attributes]
    assert len(identifiers) == len(set(identifiers)) > 20


def test_every_reference_within_the_page_leads_somewhere(page: str) -> None:
    elements = read(page)
    identifiers = {element.attributes["id"] for element in elements if "id" in element.attributes}
    wanted = {element.attributes["href"].removeprefix("#") for element in elements if "href" in element.attributes}
    for attribute in ("aria-labelledby", "aria-controls", "for", "data-filter"):
        wanted |= {one for element in elements for one in element.attributes.get(attribute, "").split()}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert wanted <= identifiers


def test_nothing_is_asked_of_another_machine(page: str) -> None:
    for element in read(page):
        assert element.tag not in {"link", "img", "iframe", "object", "embed", "form", "base"}
        assert "src" not in element.attributes
        assert element.attributes.get("href", "#").startswith("#")
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []


def test_policy_forbids_every_request_and_allows_exactly_the_styles_and_the_script_of_the_page(page: str) -> None:
    policy = next(element.attributes["content"] for element in with_tag(page, "meta") if element.attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        [element] = with_tag(page, tag)
        expected = base64.b64encode(hashlib.sha256("".join(element.text).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{expected}'" in policy
    assert [element for element in read(page) if "style" in element.attributes or any(name.startswith("on") for name in element.attributes)] == []


def test_markup_in_the_plan_is_shown_and_never_run(plan: Plan) -> None:
    evil = "<script>alert(1)</script><b a='\"'>&amp;"
    devices = tuple(dataclasses.replace(device, kind=evil) for device in plan.physical.devices)
    changed = dataclasses.replace(plan, physical=dataclasses.replace(plan.physical, devices=devices), report=(Reason(evil, evil, evil),))
    page = render(changed, (Finding(evil, evil, evil, evil, Severity.WARNING, evil),), roles=(evil,))
    assert len(with_tag(page, "script")) == 1
    assert with_tag(page, "b") == []
    assert evil in words(with_tag(page, "body")[0])


def test_every_device_host_address_and_cable_is_on_the_page(plan: Plan, page: str) -> None:
    text = words(with_tag(page, "body")[0])
    for device in plan.physical.devices:
        assert device.name in text
    for host in plan.hosts.hosts:
        assert host.full_name in text
    for address in plan.fabric.addresses:
        assert address.v4 in text
        assert address.v6 in text
    for cable in plan.fabric.cables:
        assert cable.label in text


def test_every_table_has_a_caption_and_its_headers_say_what_they_head(page: str) -> None:
    assert len(with_tag(page, "caption")) == len(with_tag(page, "table"))
    assert {element.attributes.get("scope") for element in with_tag(page, "th")} == {"col", "row"}


def test_every_drawing_has_a_title_and_a_description_or_is_hidden_from_readers(page: str) -> None:
    for element in with_tag(page, "svg"):
        assert element.attributes.get("aria-hidden") == "true" or (
            element.attributes["role"] == "img" and len(element.attributes["aria-labelledby"].split()) == 2
        )


def test_page_has_one_heading_of_its_own_and_skips_no_level(page: str) -> None:
    levels = [int(element.tag[1]) for element in read(page) if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_findings_say_where_what_and_what_to_do_the_gravest_first(page: str) -> None:
    text = words(with_tag(page, "body")[0])
    assert "Not fit to build 1 error, 1 warning, 1 waived" in text
    assert text.index("P301") < text.index("P902") < text.index("P302")
    assert "43.2 kW planned, 40.0 kW fed. Raise site.racks.feed_kw." in text
    assert "Accepted because: the building has only these racks" in text


def test_a_plan_without_findings_is_fit_to_build(plan: Plan) -> None:
    assert "Fit to build no findings" in words(with_tag(render(plan, ()), "body")[0])


def test_a_waived_error_stops_nothing(plan: Plan) -> None:
    assert "Fit to build 1 waived" in words(with_tag(render(plan, (WAIVED,)), "body")[0])


def test_roles_are_named_where_hosts_are_realised_and_left_out_where_they_are_not(plan: Plan) -> None:
    assert "Ansible applies name_resolution and host_access to every host" in words(with_tag(render(plan, (), roles=ROLES), "body")[0])
    assert "This stack leaves the hosts as they are" in words(with_tag(render(plan, (), roles=ROLES, layers=("cluster",)), "body")[0])
    assert "This stack leaves the cluster as it is" in words(with_tag(render(plan, (), roles=ROLES, layers=("hosts",)), "body")[0])


def test_page_is_the_same_bytes_under_two_hash_seeds() -> None:
    program = (
        "import hashlib; from podwright.outputs.report import render; from unit.outputs.small_plan import small_plan; "
        "print(hashlib.sha256(render(small_plan(unit_count=3), ()).encode()).hexdigest())"
    )
    path = ":".join(sys.path)
    digests = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": path}, capture_output=True, text=True, check=True).stdout
        for seed in "12"
    }
    assert len(digests) == 1
