"""Every cable that the rules can choose can be bought, at every length up to the longest that a part reaches."""

import pytest

from podwright.catalog.load import load_catalog
from podwright.catalog.media import MediaFile, MediumKind

MEDIA = load_catalog("starter-h100").media


@pytest.mark.parametrize("medium", MEDIA.media, ids=lambda row: row.name)
def test_the_parts_of_a_medium_leave_no_length_out(medium: MediumKind) -> None:
    parts = sorted(MEDIA.parts_for(medium.name), key=lambda part: part.shortest_m)
    assert parts
    reached = 0.0
    for part in parts:
        assert part.shortest_m <= reached
        reached = max(reached, part.longest_m)


def test_parts_name_media_and_modules_that_are_there() -> None:
    assert MediaFile.model_validate(MEDIA.model_dump()) == MEDIA
    with pytest.raises(ValueError, match="is no medium and no module of this file"):
        MediaFile.model_validate(MEDIA.model_dump() | {"modules": ()})
    with pytest.raises(ValueError, match="is no medium and no module of this file"):
        MediaFile.model_validate(MEDIA.model_dump() | {"media": MEDIA.media[:1]})


def test_every_module_is_part_of_something() -> None:
    assert {module.name for module in MEDIA.modules} - {name for part in MEDIA.parts for name in part.modules} == set()
