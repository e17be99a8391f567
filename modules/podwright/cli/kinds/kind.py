"""What a kind of output is: it makes files of a judged plan."""

from collections.abc import Callable, Iterator

from podwright.cli.pods import Judged

File = tuple[str, str]
"""Path below the folder for all outputs, with forward slashes, and the text."""
Maker = Callable[[Judged], Iterator[File]]
"""Yields the files of one kind, one at a time, so that a large pod's are never all in memory; imports what it needs only when it is called."""
