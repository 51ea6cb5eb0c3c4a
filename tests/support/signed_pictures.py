"""Makes the signed files in tests/detector/files, with the C2PA project's own library and certificates of no worth.

Run once, where c2pa-python is installed: `python -m tests.support.signed_pictures`. Signatures and numbers differ from
run to run, so the files are committed.
"""

import io
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.support.blocks import IPTC_CV
from tests.support.paint import encode, painting

FILES = Path(__file__).parent.parent / "detector" / "files"
PICTURES = {
    "signed.png": ("PNG", "image/png"),
    "signed.jpg": ("JPEG", "image/jpeg"),
    "signed.webp": ("WEBP", "image/webp"),
}


def certificates() -> tuple[bytes, bytes]:
    """Chain and private key, PEM; valid for a hundred years."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Test root", root_key, "Test root", root_key, authority=True)
    leaf = _certificate("Test signer", key, "Test root", root_key, authority=False)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return leaf.public_bytes(pem) + root.public_bytes(pem), secret


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2126, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    parts = {NameOID.COMMON_NAME: text, NameOID.ORGANIZATION_NAME: "Tests"}
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items()])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def signed(form: str, kind: str) -> bytes:
    """A small painting that its signer says a model has made."""
    library = import_module("c2pa")
    chain, secret = certificates()
    definition = {
        "claim_generator_info": [{"name": "fedart tests", "version": "1"}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {"action": "c2pa.created", "digitalSourceType": IPTC_CV + "trainedAlgorithmicMedia"},
                    ]
                },
            }
        ],
    }
    context = library.Context.from_dict(
        {
            "builder": {"thumbnail": {"enabled": False}},
            "verify": {"verify_after_sign": False, "verify_trust": False, "remote_manifest_fetch": False},
        }
    )
    source, out = io.BytesIO(encode(painting(3, (64, 48)), form)), io.BytesIO()
    info = library.C2paSignerInfo(library.C2paSigningAlg.ES256, chain, secret, None)
    builder = library.Builder(json.dumps(definition), context)
    builder.sign(library.Signer.from_info(info), kind, source, out)
    return out.getvalue()


def main() -> None:
    """Write every file anew."""
    for name, (form, kind) in PICTURES.items():
        (FILES / f"c2pa-{name}").write_bytes(signed(form, kind))


if __name__ == "__main__":
    main()
