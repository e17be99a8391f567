"""When an object counts as ready."""

import pytest

from podwright.lab.standins.kubernetes_provider.objects import Object
from podwright.lab.standins.kubernetes_provider.waiting import holds


def queue(status: str, *, seen: int) -> Object:
    """Return an object of the second generation with one condition."""
    return {"metadata": {"generation": 2}, "status": {"phase": "Active", "conditions": [{"type": "Active", "status": status, "observedGeneration": seen}]}}


@pytest.mark.parametrize(
    ("rule", "live", "is_ready"),
    [
        ("condition=Active", queue("True", seen=2), True),
        ("condition=active=true", queue("True", seen=2), True),
        ("condition=Active", queue("True", seen=1), False),
        ("condition=Active", queue("False", seen=2), False),
        ("condition=Active=False", queue("False", seen=2), True),
        ("condition=Ready", queue("True", seen=2), False),
        ("jsonpath={.status.phase}=Active", queue("False", seen=2), True),
        ("jsonpath={.status.phase}=Gone", queue("False", seen=2), False),
    ],
)
def test_a_rule_holds_of_the_present_generation_alone(rule: str, live: Object, is_ready: bool) -> None:
    assert holds(rule, live) is is_ready
