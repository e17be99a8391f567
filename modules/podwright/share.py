"""Where the program's own files lie: `site.yml`, `roles/`, `inventory/`, `tests/validate/`, `tools/`."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def share_folder() -> Path:
    """Return the folder that holds the program's files: the clone's root, or `_share` in an installed wheel."""
    clone = PACKAGE.parent.parent
    return clone if (clone / "site.yml").is_file() and (clone / "modules" / "podwright").is_dir() else PACKAGE / "_share"
