"""What made a build fail, in one line: Go's own words sorted into those that a person can act on."""

import re
from pathlib import Path

from podwright.refusal import Refused

# (pattern in what Go said, what that means, what to do); the first that matches is told.
TROUBLES: tuple[tuple[str, str, str], ...] = (
    (
        r"no space left on device|disk quota exceeded",
        "the disk is full",
        "Free about 12 GiB for Go's caches (`go env GOCACHE GOMODCACHE`) and podwright's, or move them with GOCACHE, GOMODCACHE and XDG_CACHE_HOME",
    ),
    (
        r"SECURITY ERROR|checksum mismatch",
        "a module is not the one that go.sum names",
        "Do not go on: find out which proxy served it (`go env GOPROXY`), then `go clean -modcache` and build again",
    ),
    (
        r"module lookup disabled by GOPROXY=off|GOFLAGS=-mod=vendor",
        "Go may fetch no module here",
        "Set GOPROXY to a proxy that this machine can reach, or put the official program on PATH",
    ),
    (
        r"407 Proxy Authentication|proxyconnect|Proxy Authentication Required",
        "the HTTP proxy refused",
        "Put the proxy and its user in HTTPS_PROXY, or set GOPROXY to a module proxy inside",
    ),
    (
        r"x509:|certificate signed by unknown authority|tls: failed to verify",
        "the module proxy's certificate is not trusted here",
        "Install the certificate authority of your proxy on this machine, or name it in SSL_CERT_FILE",
    ),
    (
        r"dial tcp|no such host|connection refused|i/o timeout|TLS handshake timeout|network is unreachable|connection reset|EOF$"
        r"|50\d [A-Z]|403 Forbidden|404 Not Found",
        "the Go module proxy does not serve",
        "Check the network, HTTPS_PROXY and `go env GOPROXY`; then run it again: what was fetched stays",
    ),
    (
        r"signal: killed|cannot allocate memory|out of memory",
        "the machine ran out of memory",
        "Free about 4 GiB, or build with GOMAXPROCS=1; then run it again: what was compiled stays",
    ),
    (
        r"permission denied|read-only file system",
        "a folder of Go's caches cannot be written",
        "Own the folders that `go env GOCACHE GOMODCACHE` names, or set those variables to folders you own",
    ),
    (
        r"GOCACHE is not defined",
        "Go does not know where its cache is",
        "Set HOME, or GOCACHE and GOMODCACHE",
    ),
)


def refusal_of(said: str, group: str, *, log: Path | None) -> Refused:
    """Return the refusal that tells what made Go fail, with Go's own line and where the rest stands."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for pattern, meaning, remedy in TROUBLES:
        named = [line for line in lines if re.search(pattern, line, re.IGNORECASE)]
        if named:
            return Refused(f"engine {group}", f"{meaning} ({brief(named[0])})", f"{remedy}{f' (log: {log})' if log is not None else ''}")
    last = brief(lines[-1]) if lines else "it said nothing"
    return Refused(f"engine {group}", f"go failed ({last})", f"{f'Read {log}, and run' if log is not None else 'Run'} it again")


def unwritable(error: OSError, folder: Path) -> Refused:
    """Return the refusal that tells why podwright's own cache could not be written."""
    where = str(error.filename) if error.filename is not None else str(folder)
    return Refused(where, str(error.strerror).lower(), "Free space there, or set XDG_CACHE_HOME to a folder you own")


def brief(line: str) -> str:
    """Return a line cut to what one line of a message can hold."""
    line = line.rstrip(".")
    return line if len(line) <= 240 else f"{line[:120]} … {line[-110:]}"
