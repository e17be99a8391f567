"""The certificates: kept while they last, for the right names, keys private."""

from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509

from podwright.lab.control_plane.certificates import make_certificates


def test_certificates_that_last_are_kept(tmp_path: Path) -> None:
    make_certificates(tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    make_certificates(tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_broken_certificate_is_replaced_with_all_others(tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    authority = made.authority.certificate.read_bytes()
    made.clients["kwok"].certificate.write_text("broken")
    made = make_certificates(tmp_path)
    assert made.authority.certificate.read_bytes() != authority
    client = x509.load_pem_x509_certificate(made.clients["kwok"].certificate.read_bytes())
    client.verify_directly_issued_by(x509.load_pem_x509_certificate(made.authority.certificate.read_bytes()))


def test_the_server_answers_to_loopback_alone(tmp_path: Path) -> None:
    server = x509.load_pem_x509_certificate(make_certificates(tmp_path).server.certificate.read_bytes())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [IPv4Address("127.0.0.1")]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_the_scheduler_is_who_kubernetes_knows_it_as(tmp_path: Path) -> None:
    scheduler = x509.load_pem_x509_certificate(make_certificates(tmp_path).clients["kube-scheduler"].certificate.read_bytes())
    assert scheduler.subject.rfc4514_string() == "CN=system:kube-scheduler"
