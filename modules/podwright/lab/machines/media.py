"""Virtual media: an image fetched from where a BMC was told that it is."""

import shutil
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

SCHEMES = ("http", "https")
SILENCE_S = 30.0


def fetch(address: str, file: Path) -> None:
    """Return nothing; the image at an address is in a file, whole or not at all.

    Raises: OSError when it cannot be had.
    """
    fresh = file.with_name(f".{file.name}.new")
    try:
        if urllib.parse.urlsplit(address).scheme not in SCHEMES:
            raise OSError(f"{address}: an image is fetched by http or https")
        with urllib.request.urlopen(address, timeout=SILENCE_S) as told, fresh.open("wb") as stream:  # noqa: S310 - the scheme was looked at
            shutil.copyfileobj(told, stream)
            length = told.headers.get("Content-Length")
        if length is not None and fresh.stat().st_size != int(length):
            raise OSError(f"{address}: the image ended early")
        fresh.replace(file)
    except (HTTPException, ValueError) as error:
        raise OSError(f"{address}: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
