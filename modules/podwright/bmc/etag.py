"""The mark of a document's state, which a change of it must name; and documents that are there and cannot be had."""

from podwright.observe.redfish.shelf import Resource, Shelf

MEMBER = "@odata.etag"
NOT_THERE = "answers 404"


def is_broken(shelf: Shelf, path: str | None) -> bool:
    """Return whether a document could not be had for another reason than that it is not there."""
    return path in shelf.lost and shelf.lost[path] != NOT_THERE


def etag_of(one: Resource | None) -> str | None:
    """Return the mark of a document, None where it has none.

    Source: Lenovo TSM's Redfish pages, `data_modification_requests`, on AMI's BMCs: a change without If-Match is refused with 428, one whose document is another by then with
    412; NVIDIA's own client of a DGX H100 sends it, `*` with a password (github:NVIDIA/libredfish, src/nvidia_viking.rs, which quotes the DGX H100 user guide).
    """
    found = one.get(MEMBER) if one else None
    return found if isinstance(found, str) and found.isprintable() else None
