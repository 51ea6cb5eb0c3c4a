"""Keys and signatures in multibase."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from fedart.errors import Malformed
from fedart.federation import multikey
from fedart.federation.keys import as_multibase, generate_for_proofs, load_for_proofs, load_private, load_public
from tests.support.proving import PUBLIC, SECRET
from tests.support.signing import PASSPHRASE, pair

RAW = multikey.decode(SECRET)[2:]


def raw(multibase: str) -> bytes:
    return multikey.read(multibase).public_bytes(Encoding.Raw, PublicFormat.Raw)


def test_the_published_pair_of_the_specification_fits_together() -> None:
    """The key of the vectors in FEP-8b32, FEP-521a and W3C Data Integrity EdDSA."""
    assert multikey.decode(SECRET)[:2] == bytes.fromhex("8026")
    assert multikey.write(Ed25519PrivateKey.from_private_bytes(RAW).public_key()) == PUBLIC
    assert multikey.write(multikey.read(PUBLIC)) == PUBLIC


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", "z"), (b"\0", "z1"), (b"\0\0\1", "z112"), (b"hello world", "zStV1DL6CwTryKyV"), (b"\xff" * 2, "zLUv")],
)
def test_bytes_are_written_in_base58btc(data: bytes, text: str) -> None:
    assert multikey.encode(data) == text
    assert multikey.decode(text) == data


@given(st.binary(max_size=80))
def test_bytes_come_back(data: bytes) -> None:
    assert multikey.decode(multikey.encode(data)) == data


@pytest.mark.parametrize(
    "text", ["", "m6MkrJVn", "StV1DL6CwTryKyV", "z0", "zO", "zI", "zl", "z+", "zé", "z " + PUBLIC[1:]]
)
def test_other_bases_and_letters_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        multikey.decode(text)
    assert multikey.decode("zStV1DL6CwTryKyV") == b"hello world"


def test_what_is_too_long_is_refused_before_it_is_decoded() -> None:
    assert multikey.decode("z" + "1" * 127) == b"\0" * 127
    with pytest.raises(Malformed):
        multikey.decode("z" + "1" * 128)


OTHER_KINDS = {
    "a secret key": SECRET,
    "an X25519 key": multikey.encode(b"\xec\x01" + RAW),
    "a P-256 key": multikey.encode(b"\x80\x24" + b"\2" + RAW),
    "no kind": multikey.encode(RAW),
    "too short": multikey.encode(b"\xed\x01" + RAW[1:]),
    "too long": multikey.encode(b"\xed\x01" + RAW + b"\0"),
    "nothing": "z",
}


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_sig_04_keys_of_other_kinds_are_refused(name: str) -> None:
    with pytest.raises(Malformed):
        multikey.read(OTHER_KINDS[name])
    assert raw(multikey.encode(b"\xed\x01" + RAW)) == RAW


def test_a_signature_has_64_bytes() -> None:
    assert multikey.read_signature(multikey.encode(bytes(range(64)))) == bytes(range(64))
    for wrong in (b"", bytes(63), bytes(65)):
        with pytest.raises(Malformed):
            multikey.read_signature(multikey.encode(wrong))


def test_a_new_key_for_proofs_is_locked_and_fits_its_public_half() -> None:
    made = generate_for_proofs(PASSPHRASE)
    assert made.public.startswith("z6Mk")
    assert made.private.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    private = load_for_proofs(made.private, PASSPHRASE)
    multikey.read(made.public).verify(private.sign(b"text"), b"text")
    assert load_for_proofs(made.private, PASSPHRASE) is private
    assert generate_for_proofs(PASSPHRASE).public != made.public


def test_keys_for_proofs_and_for_requests_are_not_taken_for_each_other() -> None:
    made = generate_for_proofs(PASSPHRASE)
    with pytest.raises(Malformed):
        load_private(made.private, PASSPHRASE)
    with pytest.raises(Malformed):
        load_for_proofs(pair().private, PASSPHRASE)
    with pytest.raises(Malformed):
        load_for_proofs(made.private, b"wrong")


def test_an_rsa_key_is_listed_in_multibase_too() -> None:
    """Multicodec rsa-pub (0x1205) before the PKCS#1 form."""
    public = load_public(pair().public)
    assert isinstance(public, RSAPublicKey)
    data = long_decode(as_multibase(pair().public))
    assert data == bytes.fromhex("8524") + public.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def long_decode(text: str) -> bytes:
    """base58btc without the limit that strangers' texts have."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in text[1:]:
        number = number * 58 + alphabet.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
