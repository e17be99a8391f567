"""Which archive a machine uses, and what an index says of a package."""

from podwright.lab.apt import mirror_of, paragraph

DEBIAN = "Debian\tDebian\tmain\thttps://mirror.example/debian/\nDebian\tDebian-Security\tmain\thttps://mirror.example/security/\n"
OTHER = "Ubuntu\tUbuntu\tmain\thttps://mirror.example/ubuntu/\n"


def test_debians_own_archive_is_taken_whatever_stands_before_it() -> None:
    assert mirror_of("Vendor\tVendor\tmain\thttps://mirror.example/vendor/\n" + DEBIAN, is_debian=True) == "https://mirror.example/debian/"


def test_another_distributions_archive_is_not_taken() -> None:
    assert mirror_of(OTHER, is_debian=False) is None


def test_before_any_index_was_fetched_a_debian_machines_first_archive_is_taken() -> None:
    unfetched = "\t\tmain\thttps://mirror.example/debian/\n"
    assert mirror_of(unfetched, is_debian=True) == "https://mirror.example/debian/"
    assert mirror_of(unfetched, is_debian=False) is None


def test_an_index_says_what_apt_needs_to_trust_the_file() -> None:
    assert (
        paragraph("Package: a\nVersion: 1\n", name="a_1_all.deb", size_bytes=7, sha256="ab")
        == "Package: a\nVersion: 1\nFilename: ./a_1_all.deb\nSize: 7\nSHA256: ab\n"
    )
