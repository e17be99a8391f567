"""Reads a page back as a browser would: tags that close, attributes, text by tag."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link", "img"}


@dataclass(slots=True)
class Element:
    """One element: its tag, its attributes, and all text in it."""

    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


class PageReader(HTMLParser):
    """Collects every element of a page and insists that each one closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def close(self) -> None:
        super().close()
        assert not self._open, f"<{self._open[-1].tag}> never closes"


def read(page: str) -> list[Element]:
    """Return every element of the page in the order of the page."""
    reader = PageReader()
    reader.feed(page)
    reader.close()
    return reader.elements


def with_tag(page: str, tag: str) -> list[Element]:
    """Return the elements of one tag."""
    return [element for element in read(page) if element.tag == tag]


def words(element: Element) -> str:
    """Return the text of an element with single spaces."""
    return " ".join("".join(element.text).split())
