"""The password of a BMC is a function of seed, pod, generation, host and user."""

import pytest

from podwright.secrets.bmc import ALPHABET, CHARACTERS, KINDS, bmc_password
from podwright.secrets.ssh import SeedTooShort

SEED = "0123456789abcdef" * 4


def word(**other: object) -> str:
    words = {"pod": "lab", "generation": 1, "host": "lab-u001-r01-n01", "user": "podwright", **other}
    return bmc_password(str(words.pop("seed", SEED)), **words)  # type: ignore[arg-type]


def test_the_same_words_give_the_same_password() -> None:
    assert word() == word() == "75ZdC@kzx8x58:hZ"


@pytest.mark.parametrize("other", [{"pod": "lab2"}, {"generation": 2}, {"host": "lab-u001-r01-n02"}, {"user": "admin"}, {"seed": SEED[::-1]}])
def test_another_word_gives_another(other: dict[str, object]) -> None:
    assert word(**other) != word()


def test_it_has_16_letters_of_64_and_one_of_each_kind() -> None:
    assert len(ALPHABET) == len({*ALPHABET}) == 64
    for number in range(200):
        made = word(host=f"lab-u001-r01-n{number:02d}")
        assert len(made) == CHARACTERS
        assert {*made} <= {*ALPHABET}
        assert all({*made} & {*kind} for kind in KINDS)


def test_a_short_seed_is_refused() -> None:
    with pytest.raises(SeedTooShort):
        word(seed="short")
