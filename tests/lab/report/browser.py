"""A browser without a window: what it makes of a page, at any width, with no way out."""

import json
import shutil
import subprocess
from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
LIMIT_S = 120
# A window has a least width; a frame has none, and media queries in it go by its own.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><iframe id="frame" style="border:0;width:{width}px;height:{height}px"></iframe>
<script>
const frame = document.getElementById("frame");
frame.addEventListener("load", () => {{
  const page = frame.contentDocument, view = frame.contentWindow, answer = (() => {{ {probe} }})();
  const out = document.createElement("pre"); out.id = "answer"; out.textContent = JSON.stringify(answer); document.body.append(out);
}});
frame.srcdoc = {page};
</script>"""


def browser() -> str | None:
    """Return the path of a browser that is here, or nothing."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def run(arguments: list[str], profile: Path) -> str:
    """Return what the browser prints; its profile is empty and the caller's."""
    path = browser()
    assert path, "a browser is here"
    done = subprocess.run([path, *FLAGS, f"--user-data-dir={profile}", *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=True)
    return done.stdout


def ask(page: str, probe: str, *, folder: Path, width: int = 360, height: int = 740, is_dark: bool = False) -> object:
    """Return what the body of a function answers in a page of the given width; `page` is its document, `view` its window."""
    file = framed(page, probe, folder=folder, width=width, height=height)
    dom = run([scheme(is_dark=is_dark), "--virtual-time-budget=10000", "--dump-dom", file.as_uri()], folder / "profile")
    answer = dom.partition('<pre id="answer">')[2].partition("</pre>")[0]
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        answer = answer.replace(entity, character)
    return json.loads(answer)


def picture(page: str, image: Path, *, folder: Path, width: int, height: int, is_dark: bool = False) -> None:
    """Write a picture of the page at the given size."""
    file = framed(page, "return 0", folder=folder, width=width, height=height)
    size = f"--window-size={max(width, 600)},{height}"
    run([scheme(is_dark=is_dark), size, f"--screenshot={image}", file.as_uri()], folder / "profile")


def scheme(*, is_dark: bool) -> str:
    """Return the flag that makes the page see a dark or a light desktop."""
    return f"--blink-settings=preferredColorScheme={0 if is_dark else 1}"


def framed(page: str, probe: str, *, folder: Path, width: int, height: int) -> Path:
    """Return a file that shows the page in a frame of the given size and asks it the probe."""
    file = folder / "frame.html"
    file.write_text(FRAME.format(width=width, height=height, probe=probe, page=json.dumps(page).replace("<", "\\u003c")))
    return file
