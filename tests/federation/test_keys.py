import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from fedart.errors import Malformed
from fedart.federation.keys import KeyPair, generate, load_private, load_public, sign_bytes, signed_by
from tests.support.signing import PASSPHRASE, pair, private


def pem(key: PublicKeyTypes) -> str:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, spki).decode()


def rsa_numbers(bits: int, exponent: int = 65537) -> rsa.RSAPublicKey:
    """A public key of any size without the work of making a real one."""
    return rsa.RSAPublicNumbers(exponent, (1 << (bits - 1)) + 1).public_key()


def test_a_new_pair_fits_together() -> None:
    public = load_public(pair().public)
    signature = sign_bytes(private(), b"text")
    assert signed_by(public, signature, b"text")
    assert not signed_by(public, signature, b"other")
    assert not signed_by(public, signature[:-1], b"text")
    assert not signed_by(public, b"", b"text")


def test_a_new_pair_is_spki_and_locked_pkcs8_of_2048_bits() -> None:
    assert pair().public.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert pair().private.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert private().key_size == 2048
    assert generate(PASSPHRASE).public != pair().public


def test_a_pair_does_not_print_its_key() -> None:
    assert repr(pair()) == "KeyPair(...)"


def test_the_passphrase_is_needed() -> None:
    with pytest.raises(Malformed):
        load_private(pair().private, b"wrong")
    with pytest.raises(Malformed):
        load_private(pair().private, b"")
    assert load_private(pair().private, PASSPHRASE).key_size == 2048


def test_a_private_key_is_unlocked_once() -> None:
    assert load_private(pair().private, PASSPHRASE) is load_private(pair().private, PASSPHRASE)


@pytest.mark.parametrize("text", ["", "nonsense", "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n", "ключ"])
def test_an_unreadable_private_key_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        load_private(text, PASSPHRASE)


def test_a_private_key_of_another_kind_is_malformed() -> None:
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE),
    )
    with pytest.raises(Malformed):
        load_private(other.decode(), PASSPHRASE)


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_sig_04_rsa_keys_of_usual_size_are_taken(bits: int) -> None:
    assert isinstance(load_public(pem(rsa_numbers(bits))), rsa.RSAPublicKey)


@pytest.mark.parametrize("bits", [1024, 2047, 4097, 8192])
def test_sig_04_rsa_keys_of_other_sizes_are_refused(bits: int) -> None:
    with pytest.raises(Malformed) as caught:
        load_public(pem(rsa_numbers(bits)))
    assert caught.value.rule == "SIG-04"


def test_sig_04_an_exponent_that_slows_us_down_is_refused() -> None:
    assert load_public(pem(rsa_numbers(2048, 3)))
    with pytest.raises(Malformed):
        load_public(pem(rsa_numbers(2048, (1 << 1024) + 1)))


def test_sig_04_ed25519_is_a_kind_we_can_verify() -> None:
    secret = ed25519.Ed25519PrivateKey.generate()
    public = load_public(pem(secret.public_key()))
    assert signed_by(public, secret.sign(b"text"), b"text")
    assert not signed_by(public, secret.sign(b"text"), b"other")


@pytest.mark.parametrize(
    "text",
    [
        pem(ec.generate_private_key(ec.SECP256R1()).public_key()),
        pem(x25519.X25519PrivateKey.generate().public_key()),
        pem(dsa.generate_private_key(1024).public_key()),
        "",
        "nonsense",
        "ключ",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        pem(rsa_numbers(2048)).replace("M", "N", 3),
        pem(rsa_numbers(2048)) + " " * 9000,
    ],
)
def test_sig_04_everything_else_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        load_public(text)
    assert caught.value.rule == "SIG-04"


def test_a_private_key_is_no_public_key() -> None:
    for text in (pair().private, KeyPair("", "").public):
        with pytest.raises(Malformed):
            load_public(text)
