"""Every colour that stands on another can be told from it: text by 4.5 to 1, drawings by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from importlib.resources import files

import pytest

STYLE = files("podwright.outputs.report").joinpath("templates/style.css").read_text(encoding="utf-8")
ROLES = ("gpu_node", "management_node", "storage_host", "leaf", "spine", "ufm", "pdu", "storage_appliance")
TONES = ("good", "bad", "warn")
TEXT = [
    *(("ink", ground) for ground in ("page", "card", "plain-tint", *(f"{tone}-tint" for tone in TONES), *(f"{role}-tint" for role in ROLES))),
    *(("soft", ground) for ground in ("page", "card", "plain-tint")),
    *(("link", ground) for ground in ("page", "card")),
    *((tone, f"{tone}-tint") for tone in TONES),
]
DRAWN = [
    *((role, f"{role}-tint") for role in ROLES),
    *((role, "card") for role in ROLES),
    ("soft", "card"),
    ("leaf", "grid"),
    ("bad", "grid"),
    ("link", "page"),
]


def palettes() -> dict[str, dict[str, str]]:
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL))
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), TEXT)
def test_text_can_be_read(scheme: str, colour: str, ground: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[colour], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), DRAWN)
def test_drawings_can_be_seen(scheme: str, colour: str, ground: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[colour], palette[ground]) >= 3


def test_both_schemes_have_every_colour_that_is_used() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    light, dark = palettes().values()
    assert used <= light.keys() == dark.keys()
