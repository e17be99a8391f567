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
    "--proxy-server=http://127.0.0.1:9",  # nobody listens there: whatever is asked for, by page or browser, stays on this machine
    "--proxy-bypass-list=<-loopback>",
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


def printed(page: str, *, folder: Path) -> Path:
    """Return the page as a printer would get it, a PDF."""
    file, pdf = folder / "page.html", folder / "page.pdf"
    file.write_text(page)
    run(["--no-pdf-header-footer", f"--print-to-pdf={pdf}", file.as_uri()], folder / "profile")
    return pdf


def requests(page: str, *, folder: Path) -> list[str]:
    """Return every address that the page asked for while it was shown by itself; what the browser asks on its own behalf is left out."""
    file, log = folder / "page.html", folder / "net.json"
    file.write_text(page)
    run([f"--log-net-log={log}", "--virtual-time-budget=3000", "--dump-dom", file.as_uri()], folder / "profile")
    asked = [event["params"] for event in json.loads(log.read_text())["events"] if "initiator" in event.get("params", {})]
    return sorted({params["url"] for params in asked if params["network_isolation_key"].startswith("file://")})


def scheme(*, is_dark: bool) -> str:
    """Return the flag that makes the page see a dark or a light desktop."""
    return f"--blink-settings=preferredColorScheme={0 if is_dark else 1}"


def framed(page: str, probe: str, *, folder: Path, width: int, height: int) -> Path:
    """Return a file that shows the page in a frame of the given size and asks it the probe."""
    file = folder / "frame.html"
    file.write_text(FRAME.format(width=width, height=height, probe=probe, page=json.dumps(page).replace("<", "\\u003c")))
    return file
