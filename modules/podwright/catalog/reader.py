"""Files of the catalogue, found and read: the built-in folder, and over it the folder of one's own that a stack has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from podwright.catalog.document import Document, overlaid, read, tuples
from podwright.catalog.fault import CatalogError, Fault, Location
from podwright.catalog.figure import Row
from podwright.catalog.media import MediaFile
from podwright.catalog.own_media import OwnMedia, faults, joined
from podwright.catalog.wording import said

Model = TypeVar("Model", bound=Row)

NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
OWN_SECTIONS = ("architectures", "nodes", "switches")
"""What a stack's own catalogue may add to, besides the media: a file each."""
MEDIA = "media.yaml"


@dataclass(slots=True)
class Reader:
    """Reads files and keeps what is wrong with them, so that all of it is told at once: `settle` before anything that was read is used."""

    folder: Path
    own: Path | None = None
    faults: list[Fault] = field(default_factory=list)
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    entries: dict[tuple[str, str], Row | tuple[Fault, ...]] = field(default_factory=dict)

    def names(self, section: str) -> tuple[str, ...]:
        """Return every name of a section, sorted."""
        return tuple(sorted({path.stem for folder in self._folders(section) for path in (folder / section).glob("*.yaml")}))

    def is_own(self, section: str, name: str) -> bool:
        """Return whether a name is of the stack's own catalogue."""
        return self.own is not None and (self.own / section / f"{name}.yaml").is_file()

    def has(self, section: str, name: str, *, asked_by: tuple[str, Location]) -> bool:
        """Return whether a section has an entry; where it has not, a fault is kept at the place in the architecture that names it."""
        if name in self.names(section):
            return True
        architecture, at = asked_by
        self.faults.append(self.fault("architectures", architecture, at, what=f"there is no {name} among the {section}", remedy=self._remedy(section)))
        return False

    def named(self, model: type[Model], section: str, name: str, *, asked_by: tuple[str, Location] | None = None) -> Model | None:
        """Return one entry of a section, None where a fault is kept; `asked_by` is the architecture that names it, and where."""
        if asked_by and not self.has(section, name, asked_by=asked_by):
            return None
        if (section, name) not in self.entries:
            try:
                self.entries[section, name] = self._entry(model, section, name)
            except CatalogError as error:
                self.entries[section, name] = error.faults
        found = self.entries[section, name]
        if isinstance(found, tuple):
            self.faults += found
            return None
        assert isinstance(found, model), "a section has one model"
        return found

    def every(self, model: type[Model], section: str) -> dict[str, Model]:
        """Return every entry of a section by its name.

        Raises: CatalogError, with every fault of them.
        """
        found = {name: entry for name in self.names(section) if (entry := self.named(model, section, name))}
        self.settle()
        return found

    def whole(self, model: type[Model], file: str) -> Model:
        """Return a file of the built-in catalogue that is there once.

        Raises: CatalogError when it is missing or wrong.
        """
        if ("", file) not in self.entries:
            self.entries["", file] = self._model(model, Document(read(self.folder / file), (self.folder / file,)))
        found = self.entries["", file]
        assert isinstance(found, model), "a file has one model"
        return found

    def media(self) -> MediaFile:
        """Return the media, those of the stack's own last; a fault of these is kept."""
        built_in = self.whole(MediaFile, MEDIA)
        if self.own is None or not (self.own / MEDIA).is_file():
            return built_in
        try:
            document = Document(read(self.own / MEDIA), (self.own / MEDIA,))
            own = self._model(OwnMedia, document)
        except CatalogError as error:
            self.faults += error.faults
            return built_in
        self.faults += faults(built_in, own, document)
        return joined(built_in, own)

    def settle(self) -> None:
        """Refuse if anything that was read is missing or wrong.

        Raises: CatalogError.
        """
        if self.faults:
            raise CatalogError(self.faults)

    def fault(self, section: str, name: str, location: Location, *, what: str, remedy: str) -> Fault:
        """Return what is wrong at a place of an entry that was read, with its file and line."""
        return self.documents[section, name].fault(location, what=what, remedy=remedy)

    def _entry(self, model: type[Model], section: str, name: str) -> Model:
        """Return one entry of a section.

        Raises: CatalogError with every fault of it.
        """
        document = self.documents[section, name] = self._document(section, name, ())
        found = self._model(model, document)
        if (said := getattr(found, "name", name)) != name:
            what, remedy = f"{said} is not the name of the file, which is {name}", f"Write name: {name}, or rename the file"
            raise CatalogError([document.fault(("name",), what=what, remedy=remedy)])
        return found

    def _folders(self, section: str) -> Iterator[Path]:
        yield self.folder
        if self.own is not None and section in OWN_SECTIONS:
            yield self.own

    def _document(self, section: str, name: str, above: tuple[Path, ...]) -> Document:
        """Return an entry as it is written, with what it is like filled in.

        Raises: CatalogError when it is missing, there twice, or like itself by some way round.
        """
        path = self._path(section, name)
        if path in above:
            ring = " and ".join(place.stem for place in above[above.index(path) :])
            raise CatalogError([_whole(path, "like", f"it is like itself, by {ring}", "Write one of them out")])
        own = read(path)
        if "like" not in own:
            return Document(own, (path,))
        like = own.pop("like")
        reader = self if self.own is not None and path.is_relative_to(self.own) else Reader(self.folder)
        if like not in reader.names(section):
            what, remedy = f"there is no {like} among the {section}", reader._remedy(section, less=name)
            raise CatalogError([Document(own, (path,)).fault(("like",), what=what, remedy=remedy)])
        base = reader._document(section, str(like), (*above, path))
        return Document(overlaid(base.value, own), (path, *base.files))

    def _path(self, section: str, name: str) -> Path:
        found = [path for folder in self._folders(section) if (path := folder / section / f"{name}.yaml").is_file()] if NAME.fullmatch(name) else []
        if not found:
            path = (self.own or self.folder) / section / f"{name}.yaml"
            raise CatalogError([_whole(path, "", "no such file of the catalogue", self._remedy(section))])
        if len(found) > 1:
            raise CatalogError([_whole(found[1], "", f"{name} is a name of the built-in catalogue too", "Rename yours: the file, and name: in it")])
        return found[0]

    def _model(self, model: type[Model], document: Document) -> Model:
        """Return a document as its model.

        Raises: CatalogError with every fault of it.
        """
        try:
            return TypeAdapter(model).validate_python(tuples(document.value))
        except ValidationError as error:
            faults = ((tuple(row["loc"]), said(row, model)) for row in error.errors(include_url=False))
            raise CatalogError(document.fault(at, what=what, remedy=remedy) for at, (what, remedy) in faults) from None

    def _remedy(self, section: str, *, less: str = "") -> str:
        return f"Name one of: {', '.join(name for name in self.names(section) if name != less)}"


def _whole(path: Path, where: str, what: str, remedy: str) -> Fault:
    return Fault(str(path), 0, where, what, remedy)
