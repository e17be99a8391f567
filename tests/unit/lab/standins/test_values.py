"""Between Pulumi's values and plain data: numbers, unknowns, secrets."""

from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.rpc import UNKNOWN

from podwright.lab.standins.kubernetes_provider.values import has_unknown, plain_object, properties


def test_whole_numbers_are_whole_again() -> None:
    assert plain_object({"replicas": PropertyValue(3.0), "share": PropertyValue(0.5), "__defaults": PropertyValue([])}) == {"replicas": 3, "share": 0.5}


def test_an_unknown_is_found_however_deep() -> None:
    deep = PropertyValue({"rows": PropertyValue([PropertyValue({"name": PropertyValue(UNKNOWN)})])})
    assert has_unknown({"spec": deep})
    assert not has_unknown({"spec": PropertyValue("04da6b54")})


def test_what_went_in_as_a_secret_comes_out_as_a_secret() -> None:
    like = {"data": PropertyValue({"word": PropertyValue("hidden", is_secret=True), "plain": PropertyValue("seen")})}
    found = properties({"data": {"word": "hidden", "plain": "seen"}}, like=like)["data"].value
    assert found["word"].is_secret  # type: ignore[index,call-overload,union-attr]
    assert not found["plain"].is_secret  # type: ignore[index,call-overload,union-attr]


def test_a_list_with_a_secret_in_it_is_secret_as_a_whole() -> None:
    like = {"args": PropertyValue([PropertyValue("a"), PropertyValue({"b": PropertyValue("hidden", is_secret=True)})])}
    assert properties({"args": ["other", "order"]}, like=like)["args"].is_secret
