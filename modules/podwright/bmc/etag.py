"""The mark of a document's state, which a change of it must name; and documents that are there and cannot be had."""

from podwright.observe.redfish.shelf import Resource, Shelf

MEMBER = "@odata.etag"
NOT_THERE = "answers 404"


def is_broken(shelf: Shelf, path: str | None) -> bool:
    """Return whether a document could not be had for another reason than that it is not there."""
    return path in shelf.lost and shelf.lost[path] != NOT_THERE


def etag_of(one: Resource | None) -> str | None:
    """Return the mark of a document, None where it has none.

    Source: DMTF DSP0266: a change is made with If-Match, and refused with 412 when the document is another by then, with 428 when it is missing and wanted. A DGX H100 wants
    it: its user guide, "Redfish APIs Support", changes a password with `If-Match: *`.
    """
    found = one.get(MEMBER) if one else None
    return found if isinstance(found, str) and found.isprintable() else None
