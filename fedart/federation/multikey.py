"""Keys and signatures as Multikey and Multibase write them (FEP-521a; W3C Controlled Identifiers, 2.2.2 and 2.4).

Reading is strict: one alphabet, Ed25519 alone, one spelling for each value.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fedart.errors import Malformed

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE58BTC: Final = "z"
_ED25519_PUB: Final = b"\xed\x01"
_RSA_PUB: Final = b"\x85\x24"
_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
LONGEST: Final = 128
"""More letters than a key or a signature needs: the work of decoding grows with their square."""


def encode(data: bytes) -> str:
    """Bytes in multibase base58btc."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, value = divmod(number, 58)
        letters.append(_ALPHABET[value])
    return _BASE58BTC + "1" * zeros + "".join(reversed(letters))


def decode(text: str) -> bytes:
    """What `encode` made. Raises Malformed for any other base, alphabet or length."""
    if not text.startswith(_BASE58BTC) or len(text) > LONGEST:
        raise Malformed("not base58btc, or too long", rule="SIG-04")
    letters, number = text[1:], 0
    for letter in letters:
        value = _VALUES.get(letter)
        if value is None:
            raise Malformed("a letter that is none of base58btc", rule="SIG-04")
        number = number * 58 + value
    zeros = len(letters) - len(letters.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def write(key: Ed25519PublicKey | RSAPublicKey) -> str:
    """A public key as `publicKeyMultibase`."""
    if isinstance(key, RSAPublicKey):
        return encode(_RSA_PUB + key.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    return encode(_ED25519_PUB + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def read(text: str) -> Ed25519PublicKey:
    """The key in a `publicKeyMultibase`. Raises Malformed for keys of other kinds and other lengths."""
    data = decode(text)
    if len(data) != len(_ED25519_PUB) + _KEY_BYTES or not data.startswith(_ED25519_PUB):
        raise Malformed("not an Ed25519 public key", rule="SIG-04")
    return Ed25519PublicKey.from_public_bytes(data[len(_ED25519_PUB) :])


def read_signature(text: str) -> bytes:
    """The 64 bytes of a `proofValue`. Raises Malformed."""
    data = decode(text)
    if len(data) != SIGNATURE_BYTES:
        raise Malformed(f"a signature of {len(data)} bytes", rule="SIG-04")
    return data
