from pathlib import Path

import pytest

from podwright.engines.trouble import refusal_of

# Lines as go prints them, addresses changed to example ones. The refused connection and GOPROXY=off were brought about with go 1.26.8; the others are
# written after the messages in the sources of go and of its linker.
SAID = (
    (
        'go: downloading example.com/m v1.0.0\nm@v1.0.0: Get "http://proxy.example/m.zip": dial tcp 192.0.2.1:80: connect: connection refused',
        "the Go module proxy does not serve",
    ),
    ('m@v1.0.0: Get "https://proxy.example/m.zip": dial tcp: lookup proxy.example on 192.0.2.1:53: no such host', "the Go module proxy does not serve"),
    ("m@v1.0.0: reading https://proxy.example/m.zip: 503 Service Unavailable", "the Go module proxy does not serve"),
    ("m@v1.0.0: module lookup disabled by GOPROXY=off", "Go may fetch no module here"),
    ('m@v1.0.0: Get "https://proxy.example/m.zip": Proxy Authentication Required', "the HTTP proxy refused"),
    (
        'm@v1.0.0: Get "https://proxy.example/m.zip": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        "the module proxy's certificate is not trusted here",
    ),
    ("compile: writing output: write $WORK/b1/_pkg_.a: no space left on device", "the disk is full"),
    ("verifying m@v1.0.0: checksum mismatch\n\nSECURITY ERROR\nThis download does NOT match", "a module is not the one that go.sum names"),
    ("k8s.io/api/core/v1: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed", "the machine ran out of memory"),
    ("mkdir /home/ada/go/pkg/mod/cache: permission denied", "a folder of Go's caches cannot be written"),
    (
        "build cache is required, but could not be located: GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined",
        "Go does not know where its cache is",
    ),
)


@pytest.mark.parametrize(("said", "meaning"), SAID)
def test_each_trouble_is_one_line_with_its_meaning(said: str, meaning: str) -> None:
    refused = refusal_of(said, "etcd", log=Path("/c/etcd.log"))
    assert refused.what.startswith(f"{meaning} (")
    assert "\n" not in str(refused)
    assert "/c/etcd.log" in refused.remedy


def test_what_is_not_known_is_told_in_gos_last_words() -> None:
    refused = refusal_of("# example.com/m\nm.go:3:1: syntax error\n", "etcd", log=Path("/c/etcd.log"))
    assert refused.what == "go failed (m.go:3:1: syntax error)"


def test_a_long_line_is_cut() -> None:
    assert len(refusal_of("x" * 5_000, "etcd", log=None).what) < 300


def test_silence_is_said() -> None:
    assert refusal_of("", "etcd", log=None).what == "go failed (it said nothing)"
