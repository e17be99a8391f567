"""What drawings of cables share: text that fits, colours."""

from xml.sax.saxutils import escape

NARROW = 0.6
"""Width of a letter of the fonts named below, as a part of its height, on the safe side."""
FONT = "DejaVu Sans Mono, Liberation Mono, Menlo, Consolas, monospace"
INK = {
    "blue": "#1565c0",
    "orange": "#ef6c00",
    "green": "#2e7d32",
    "brown": "#6d4c41",
    "slate": "#708090",
    "white": "#ffffff",
    "red": "#c62828",
    "black": "#000000",
    "yellow": "#fdd835",
    "violet": "#7b1fa2",
    "rose": "#f48fb1",
    "aqua": "#26c6da",
}
"""How the twelve colours are drawn; what is white or light has an outline."""


def text(x: float, y: float, words: str, *, height: float, width: float = 0, weight: str = "normal", anchor: str = "start") -> str:
    """Return a line of text; one that would be wider than `width` (0: any) is written smaller, never cut.

    Units: all measures in the drawing's own (mm on sheets of labels, px elsewhere).
    """
    size = min(height, width / (NARROW * len(words))) if width and words else height
    bold = f' font-weight="{weight}"' if weight != "normal" else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:.3g}"{bold}{at}>{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "#333") -> str:
    """Return a rectangle with an outline."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{stroke}" stroke-width="0.2"/>'
