"""The page that people look at: one HTML file with everything in it, which asks no other machine for anything."""

import base64
import hashlib
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from podwright.outputs.bill import bill
from podwright.outputs.proof import Proof
from podwright.outputs.report import curves, evidence, fabric_map, floor_plan, judgement, racks, summary, supply, tables, tornado, words, work
from podwright.outputs.report.money import Money
from podwright.plan.canonical import digests
from podwright.plan.finding import Finding
from podwright.plan.types import Plan

LAYERS = ("hosts", "cluster")


def render(
    plan: Plan,
    findings: Sequence[Finding],
    *,
    roles: Sequence[str] = (),
    layers: Sequence[str] = LAYERS,
    proof: Proof | None = None,
    money: Money | None = None,
) -> str:
    """Return the report as one HTML document.

    `roles` are the Ansible roles that `site.yml` applies to every host, in its order; `layers` are those that the pod's stack realises; `money` is what the pod
    costs, where it has prices.
    Laws: the same arguments give the same bytes; the page's own policy forbids every request; everything can be read without script.
    """
    templates = environment()
    style_hash, script_hash = (source_hash(templates.get_template(name).render()) for name in ("style.css", "filter.js"))
    digest_of_section = digests(plan)
    return templates.get_template("page.html.j2").render(
        plan=plan,
        policy=f"default-src 'none'; style-src '{style_hash}'; script-src '{script_hash}'; base-uri 'none'; form-action 'none'",
        summary=summary.summary(plan, digest_of_section),
        judgement=judgement.judgement(findings),
        supply=supply.supply(plan),
        bill=bill(plan),
        money=money,
        curves=[drawing for shape in (curves.DESK, curves.PHONE) if (drawing := curves.draw(money, shape))] if money else [],
        tornado=tornado.draw(money) if money else None,
        units=racks.units(plan.physical, plan.header.built_for_units),
        legend=racks.legend(plan),
        floor=floor_plan.floor_plan(plan.floor, plan.physical),
        maps=fabric_map.maps(plan.physical, plan.fabric),
        fabrics=tables.fabric_rows(plan.fabric),
        tables=tables,
        device_of_name={device.name: device for device in plan.physical.devices},
        work=work.work(plan, roles, layers=layers),
        evidence=evidence.evidence(proof, digest_of_section["plan"]),
    )


def environment() -> Environment:
    """Return the templates with everything they may call; all that they print is escaped."""
    templates = Environment(
        loader=PackageLoader("podwright.outputs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(
        role=words.role_words, fabric=words.fabric_words, kw=words.kilowatts, thousands=words.thousands, money=words.money, plural=words.plural
    )
    return templates


def source_hash(text: str) -> str:
    """Return what a content security policy calls a piece of inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
