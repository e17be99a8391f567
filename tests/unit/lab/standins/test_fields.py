"""Which fields are ours and how they differ, told from the server's own ledger."""

import pytest

from podwright.lab.standins.kubernetes_provider.fields import Difference, Kind, changes, dotted, overlaid, owned_fields, projected
from podwright.lab.standins.kubernetes_provider.objects import Json, Object

LEDGER: Json = {
    "f:metadata": {"f:labels": {"f:team": {}}},
    "f:spec": {"f:hard": {}, "f:rows": {'k:{"name":"a"}': {".": {}, "f:size": {}}}, "f:words": {'v:"one"': {}}},
}


def entry(manager: str, fields: Json, **more: Json) -> Json:
    return {"manager": manager, "operation": "Apply", "fieldsV1": fields, **more}


def live(*, team: str = "blue", size: int = 1, extra: str = "", fields: Json = LEDGER) -> Object:
    """Return an object of which the team, the ceiling, a row's size and a word are ours."""
    rows: list[Json] = [{"name": "b", "size": 9}, {"name": "a", "size": size, "colour": extra}]
    metadata: Object = {"labels": {"team": team, "theirs": extra}, "managedFields": [entry("us", fields), entry("them", {"f:status": {}})]}
    return {"metadata": metadata, "spec": {"hard": {"gpu": "8"}, "rows": rows, "words": ["two", "one"]}}


def test_only_what_is_ours_is_seen() -> None:
    seen = projected(live(extra="x"), owned_fields(live(), "us"))
    assert seen == {"metadata": {"labels": {"team": "blue"}}, "spec": {"hard": {"gpu": "8"}, "rows": [{"size": 1}], "words": ["one"]}}


def test_what_others_write_is_no_change() -> None:
    assert changes(live(), live(extra="added by a controller"), manager="us") == ()


def test_what_others_did_to_our_fields_is_a_change() -> None:
    assert changes(live(team="red"), live(), manager="us") == (Difference(("metadata", "labels", "team"), Kind.UPDATE),)


def test_a_field_that_we_no_longer_declare_is_a_change() -> None:
    fewer: Json = {"f:spec": {"f:hard": {}}}
    gone = live(fields=fewer)
    gone["metadata"]["labels"] = {}  # type: ignore[index,call-overload]
    assert Difference(("metadata", "labels", "team"), Kind.DELETE) in changes(live(), gone, manager="us")


@pytest.mark.parametrize("more", [{"subresource": "status"}, {"operation": "Update"}])
def test_a_status_or_another_kind_of_write_is_not_ours(more: dict[str, Json]) -> None:
    obj: Object = {"metadata": {"managedFields": [entry("us", LEDGER) | more]}}  # type: ignore[operator]
    assert owned_fields(obj, "us") == {}


def test_live_values_lie_over_inputs_and_what_is_gone_is_left_out() -> None:
    assert overlaid({"a": 1, "b": {"c": 2, "d": 3}}, {"a": 7, "b": {"c": 2, "e": 5}, "f": 6}) == {"a": 7, "b": {"c": 2}}


def test_a_path_is_written_as_pulumi_reads_it() -> None:
    assert dotted(("spec", "hard", "requests.nvidia.com/gpu")) == 'spec.hard["requests.nvidia.com/gpu"]'
