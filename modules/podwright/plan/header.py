"""What the plan was made from, and what the person has accepted."""

from podwright.plan.names import PodName
from podwright.plan.sizing import Sizing
from podwright.plan.types import Header, WaiverPlan
from podwright.spec.pod import PodSpec


def header(spec: PodSpec, sizing: Sizing) -> Header:
    """Return the head of the plan."""
    return Header(
        pod=PodName(spec.name),
        formulas=spec.version,
        architecture=spec.architecture,
        scalable_units=sizing.units,
        built_for_units=sizing.built_units,
        node_count=len(sizing.node_ordinals),
    )


def waivers(spec: PodSpec) -> tuple[WaiverPlan, ...]:
    """Return the findings that the person accepts, by code and place."""
    return tuple(sorted((WaiverPlan(row.code, row.place, row.reason) for row in spec.waivers), key=lambda row: (row.code, row.place)))
