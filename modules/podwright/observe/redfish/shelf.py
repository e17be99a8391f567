"""Documents of one BMC on a shelf: a reader takes what is there, and what it did not find is what to ask for next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ROOT = "/redfish/v1"
PAGES = 64
"""Pages of one collection that are followed: the longest one in the recorded answers of a DGX H100 has some of 25 entries, for its log."""


class Failed(NamedTuple):
    """Why one document was not to be had."""

    reason: str


class Resource(NamedTuple):
    """One object of a document, and the path under which it was found; every step is tolerant and gives None for what is not there."""

    path: str
    value: Mapping[str, object]

    def get(self, *names: str) -> object:
        """Return the member that these names lead to."""
        value: object = self.value
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def link(self, *names: str) -> str | None:
        """Return the path that a link leads to."""
        return _path(self.get(*names))

    def links(self, *names: str) -> tuple[str, ...]:
        """Return the paths of a list of links, or of the only one, each once."""
        value = self.get(*names)
        rows = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(path for row in rows if (path := _path(row))))

    def rows(self, *names: str) -> tuple["Resource", ...]:
        """Return the objects of a list that stand in the document itself."""
        value = self.get(*names)
        return tuple(Resource(self.path, row) for row in value if isinstance(row, dict)) if isinstance(value, list) else ()

    @property
    def is_absent(self) -> bool:
        """Return whether the resource says that the thing is not there, only its place."""
        return self.get("Status", "State") == "Absent"


@dataclass(slots=True)
class Shelf:
    """Documents by path, what was looked for and is not there yet, and how many pieces could not be had.

    A reader is run again and again, each time with more documents, until it looks for nothing that is not there.
    """

    documents: Mapping[str, object]
    wanted: dict[str, None] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    def at(self, path: str | None) -> Resource | None:
        """Return a document; None for no path, for one that is not there yet (it is wanted then), for one that could not be had (it is lost then)."""
        if path is None:
            return None
        if path not in self.documents:
            self.wanted[path] = None
            return None
        found = self.documents[path]
        if isinstance(found, dict):
            return Resource(path, found)
        self.lost[path] = found.reason if isinstance(found, Failed) else "is no object"
        return None

    def each(self, paths: tuple[str, ...]) -> tuple[tuple[Resource, ...], bool]:
        """Return the documents of these paths, and whether all of them were to be had."""
        found = [self.at(path) for path in paths]
        return tuple(one for one in found if one), None not in found

    def members(self, path: str | None) -> tuple[tuple[Resource, ...], bool]:
        """Return the members of a collection, page after page, and whether all of them were to be had; what has no such collection has no members."""
        found, is_whole = list[Resource](), True
        for page in self._pages(path):
            if page is None:
                return tuple(found), False
            rows = page.get("Members")
            for row in rows if isinstance(rows, list) else ():
                member = self._member(page, row)
                is_whole &= member is not None
                found += [member] if member else []
        return tuple(found), is_whole

    def listed(self, path: str | None) -> tuple[tuple[str, ...], bool]:
        """Return the paths of a collection's members, page after page, and whether all pages were to be had; no member is looked at."""
        pages = [*self._pages(path)]
        return tuple(name for page in pages if page for name in page.links("Members")), None not in pages

    def _pages(self, path: str | None) -> Iterator[Resource | None]:
        seen = set[str]()
        while path is not None and path not in seen and len(seen) < PAGES:
            seen.add(path)
            page = self.at(path)
            yield page
            following = page.get("Members@odata.nextLink") if page else None
            path = _path({"@odata.id": following})

    def _member(self, page: Resource, row: object) -> Resource | None:
        if isinstance(row, dict) and "Id" in row:
            return Resource(_path(row) or page.path, row)
        return self.at(_path(row))


def _path(link: object) -> str | None:
    """Return the path of a link, None for what is none of this service's."""
    path = link.get("@odata.id") if isinstance(link, dict) else None
    if not isinstance(path, str) or not path.isascii() or not path.isprintable() or " " in path:
        return None
    plain = path.partition("#")[0].rstrip("/")
    return plain if plain == ROOT or plain.startswith(f"{ROOT}/") else None
