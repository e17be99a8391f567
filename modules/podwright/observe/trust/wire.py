"""Bytes read one field after another, so that a document that ends too early says where."""


class Garbled(Exception):
    """One binary answer that cannot be read: what it is, at which byte, what is wrong with it."""

    def __init__(self, name: str, at: int, what: str) -> None:
        super().__init__(f"{name}, byte {at}: {what}")
        self.name, self.at, self.what = name, at, what


class Bytes:
    """A document and how far it has been read. Every reader raises `Garbled` where it ends too early."""

    def __init__(self, name: str, content: bytes, order: str) -> None:
        """Begin at the first byte; `order` is `big` or `little`."""
        self.name, self.content, self.at, self._is_big = name, content, 0, order == "big"

    @property
    def has_more(self) -> bool:
        """Return whether there is another byte."""
        return self.at < len(self.content)

    def take(self, count: int) -> bytes:
        """Return so many bytes."""
        taken = self.content[self.at : self.at + count]
        if len(taken) != count:
            raise Garbled(self.name, self.at, f"{count} bytes are said to follow, and {len(taken)} do")
        self.at += count
        return taken

    def number(self, width: int) -> int:
        """Return a number of so many bytes."""
        return int.from_bytes(self.take(width), "big" if self._is_big else "little")

    def sized(self, width: int = 2) -> bytes:
        """Return bytes behind their count."""
        return self.take(self.number(width))
