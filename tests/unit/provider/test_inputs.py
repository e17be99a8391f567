"""Property values become typed values and back; the digest of the secrets stays a secret."""

from pulumi.provider.experimental.property_value import PropertyValue

from podwright.provider.inputs import Memory, missing, read_inputs, read_memory, write_memory
from podwright.provider.playbook import applied, differences

PROPERTIES = {
    "folder": PropertyValue("."),
    "pod": PropertyValue("stacks/lab"),
    "plan_digest": PropertyValue("p1"),
    "roles_digest": PropertyValue("r1"),
    "secrets": PropertyValue({"ssh-seed": PropertyValue("5eed5eed", is_secret=True)}, is_secret=True),
}


def remembered() -> Memory:
    return applied(read_inputs(PROPERTIES), read_memory({}))


def test_no_tags_and_no_limit_mean_all_of_it_but_switches() -> None:
    inputs = read_inputs(PROPERTIES)
    assert inputs.tags == ()
    assert inputs.limit == "all:!switches"
    assert inputs.secrets == (("ssh-seed", "5eed5eed"),)


def test_memory_comes_back_as_it_went() -> None:
    memory = Memory(("a",), "gpu_node", "p", "r", "s:d", 3, ("n01",), ("n01: a",))
    assert read_memory(write_memory(memory)) == memory


def test_the_digest_of_the_secrets_is_a_secret() -> None:
    assert write_memory(remembered())["secrets_digest"].is_secret


def test_what_is_missing_is_named() -> None:
    assert missing({name: value for name, value in PROPERTIES.items() if name != "pod"}) == ("pod",)


def test_a_run_with_the_same_inputs_differs_in_nothing() -> None:
    assert differences(remembered(), read_inputs(PROPERTIES)) == ()


def test_each_input_that_matters_is_a_difference() -> None:
    changes = {
        "plan_digest": PropertyValue("p2"),
        "roles_digest": PropertyValue("r2"),
        "limit": PropertyValue("gpu_node"),
        "tags": PropertyValue([PropertyValue("marks")]),
        "secrets": PropertyValue({"ssh-seed": PropertyValue("other")}),
    }
    for name, value in changes.items():
        assert differences(remembered(), read_inputs({**PROPERTIES, name: value})) == (name,)


def test_where_the_clone_lies_is_no_difference() -> None:
    assert differences(remembered(), read_inputs({**PROPERTIES, "folder": PropertyValue("/elsewhere")})) == ()


def test_the_salt_stays_while_the_secrets_do() -> None:
    first = remembered()
    assert applied(read_inputs({**PROPERTIES, "plan_digest": PropertyValue("p2")}), first).secrets_digest == first.secrets_digest
