"""Which tests of the lab share a lab, and therefore a process, when several run at once (`pytest -n 3 --dist loadgroup`)."""

import pytest

ONE_LAB = ("control_plane", "hosts", "roles", "validate")
"""Folders whose tests share one lab; elsewhere a file has its own."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one lab together."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder in ONE_LAB else f"{folder}/{item.path.stem}"))
