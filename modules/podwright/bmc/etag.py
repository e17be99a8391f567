"""The mark of a document's state, which a change of it must name."""

from podwright.observe.redfish.shelf import Resource

MEMBER = "@odata.etag"


def etag_of(one: Resource | None) -> str | None:
    """Return the mark of a document, None where it has none (DMTF DSP0266: a change is made with If-Match, and refused with 412 when the document is another by then)."""
    found = one.get(MEMBER) if one else None
    return found if isinstance(found, str) and found.isprintable() else None
