"""A signed repository of tiny packages that have the names and versions of NVIDIA's, and none of its software: what apt, dpkg and systemd do with them is real."""

import hashlib
import os
import subprocess
from pathlib import Path

FOLDER = "/srv/mirror"
"""Where the repository lies on the host."""
UNIT = "[Service]\nExecStart={}\n[Install]\nWantedBy=multi-user.target\n"
SLEEPING = UNIT.format("/bin/sleep infinity")
SMI = """#!/bin/sh
case "$*" in
*query-gpu=index*) seq 0 7 ;;
*query-gpu=persistence_mode*) for gpu in 0 1 2 3 4 5 6 7; do echo Enabled; done ;;
*FABRIC*) for gpu in 0 1 2 3 4 5 6 7; do printf '    Fabric\\n        State                             : Completed\\n'; done ;;
esac
"""
CTK = """#!/bin/sh
case "$*" in
"cdi generate --output="*) echo '{}' > "${2#--output=}" ;;
"cdi list") test ! -f /run/cdi/nvidia.yaml || echo nvidia.com/gpu=all ;;
esac
"""
EXPORTER = """#!/usr/bin/python3
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'DCGM_FI_DEV_GPU_TEMP{gpu="0"} 30\\n')
    def log_message(self, *words):
        pass
host, port = os.environ.get("DCGM_EXPORTER_LISTEN", ":9400").rsplit(":", 1)
http.server.HTTPServer((host, int(port)), Handler).serve_forever()
"""
UNITS = "usr/lib/systemd/system"
PACKAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("nvidia-open", "595.91.07-1ubuntu1", {"usr/bin/nvidia-smi": SMI, f"{UNITS}/nvidia-persistenced.service": SLEEPING}),
    ("nvidia-open", "600.10.01-1ubuntu1", {}),
    ("nvidia-fabricmanager", "595.91.07-1", {f"{UNITS}/nvidia-fabricmanager.service": SLEEPING}),
    ("nvidia-container-toolkit", "1.20.0-1", {"usr/bin/nvidia-ctk": CTK.replace("${2#", "${3#")}),
    ("datacenter-gpu-manager-4-core", "1:4.6.0-1", {f"{UNITS}/nvidia-dcgm.service": SLEEPING}),
    (
        "datacenter-gpu-manager-exporter",
        "4.8.3-1",
        {"usr/bin/dcgm-exporter": EXPORTER, f"{UNITS}/nvidia-dcgm-exporter.service": UNIT.format("/usr/bin/dcgm-exporter")},
    ),
)
"""Name, version, files; of one there is a newer version, which is not the pod's."""


def make_key(home: Path) -> str:
    """Return the public half of a new key whose secret half lies in the folder, in ASCII armour."""
    home.mkdir(mode=0o700)
    _gpg(home, "--quick-generate-key", "mirror of the tests", "ed25519", "sign", "never")
    return _gpg(home, "--armor", "--export")


def make_mirror(folder: Path, home: Path) -> None:
    """Write the repository: packages, their list, and the signed file that vouches for it."""
    folder.mkdir()
    rows = [_package(folder, name, version, files) for name, version, files in PACKAGES]
    (folder / "Packages").write_text("\n".join(rows))
    digest, size = hashlib.sha256((folder / "Packages").read_bytes()).hexdigest(), (folder / "Packages").stat().st_size
    (folder / "Release").write_text(f"Origin: tests\nDate: Sat, 21 Nov 2026 00:00:00 UTC\nSHA256:\n {digest} {size} Packages\n")
    _gpg(home, "--clearsign", "--output", str(folder / "InRelease"), str(folder / "Release"))


def _package(folder: Path, name: str, version: str, files: dict[str, str]) -> str:
    root = folder / f"{name}-{version.replace(':', '.')}.root"
    control = f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: tests <tests@example.org>\nDescription: a stand-in\n"
    for path, text in {"DEBIAN/control": control, **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755 if "/bin/" in path else 0o644)
    archive = root.with_suffix(".deb")
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", "-Znone", root, archive], check=True, capture_output=True)
    content = archive.read_bytes()
    return f"{control}Filename: ./{archive.name}\nSize: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n"


def _gpg(home: Path, *words: str) -> str:
    command = ["gpg", "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"GNUPGHOME": str(home)}).stdout


def stop_agent(home: Path) -> None:
    """End the agent that holds the key."""
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False, capture_output=True)
