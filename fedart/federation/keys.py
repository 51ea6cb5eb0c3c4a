"""Keys of actors: ours are made and unlocked here, strangers' are read and judged here (THREATS SIG-04)."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from fedart.errors import Malformed
from fedart.federation import multikey

PrivateKey = rsa.RSAPrivateKey
ProofKey = ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey

BITS = 2048
MIN_BITS = 2048
MAX_BITS = 4096
MAX_PEM = 8192
_MAX_EXPONENT_BITS = 33

_PADDING = padding.PKCS1v15()
_SHA256 = hashes.SHA256()


@dataclass(frozen=True, slots=True)
class KeyPair:
    """`public` is an SPKI PEM, or multibase for proofs; `private` a PKCS#8 PEM locked with a passphrase."""

    public: str
    private: str

    def __repr__(self) -> str:
        return "KeyPair(...)"


def generate(passphrase: bytes) -> KeyPair:
    """A new RSA key of 2048 bits, the one size every peer reads (guide section 2.1).

    Takes 20 to 40 ms of CPU: call it off the event loop. `passphrase` must not be empty.
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return KeyPair(public.decode("ascii"), _locked(private, passphrase))


def generate_for_proofs(passphrase: bytes) -> KeyPair:
    """A new Ed25519 key for proofs inside documents (FEP-8b32), its public half as `publicKeyMultibase`. Takes 1 ms."""
    private = ed25519.Ed25519PrivateKey.generate()
    return KeyPair(multikey.write(private.public_key()), _locked(private, passphrase))


def _locked(private: PrivateKey | ProofKey, passphrase: bytes) -> str:
    locked = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    return locked.decode("ascii")


@lru_cache(maxsize=1024)
def load_private(pem: str, passphrase: bytes) -> PrivateKey:
    """One of OUR keys, unlocked; the object is kept, so only the first call pays (0.5 ms).

    The consistency check (36 ms) is skipped because `generate` made the key.
    Raises Malformed when the PEM cannot be read or the passphrase is wrong.
    """
    key = _unlocked(pem, passphrase)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Malformed("the private key is not an RSA key")
    return key


@lru_cache(maxsize=1024)
def load_for_proofs(pem: str, passphrase: bytes) -> ProofKey:
    """One of OUR keys for proofs, unlocked and kept like the others. Raises Malformed like `load_private`."""
    key = _unlocked(pem, passphrase)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise Malformed("the private key is not an Ed25519 key")
    return key


def _unlocked(pem: str, passphrase: bytes) -> object:
    try:
        return serialization.load_pem_private_key(
            pem.encode("utf-8", "replace"), passphrase, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed("the private key cannot be unlocked") from error


@lru_cache(maxsize=4096)
def load_public(pem: str) -> PublicKey:
    """A stranger's key: RSA of 2048 to 4096 bits, or Ed25519 (THREATS SIG-04). Parsed keys are kept by their text.

    Raises Malformed for everything else.
    """
    if len(pem) > MAX_PEM:
        raise Malformed("the public key is too long", rule="SIG-04")
    try:
        key = serialization.load_pem_public_key(pem.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Malformed("the public key cannot be read", rule="SIG-04") from error
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if not isinstance(key, rsa.RSAPublicKey):
        raise Malformed("the public key is of a kind we do not use", rule="SIG-04")
    if not MIN_BITS <= key.key_size <= MAX_BITS:
        raise Malformed(f"the public key has {key.key_size} bits", rule="SIG-04")
    # A huge exponent makes every check as slow as signing.
    if key.public_numbers().e.bit_length() > _MAX_EXPONENT_BITS:
        raise Malformed("the public key has an unusual exponent", rule="SIG-04")
    return key


def as_multibase(pem: str) -> str:
    """One of OUR public keys as `publicKeyMultibase`. Raises Malformed."""
    return multikey.write(load_public(pem))


def sign_bytes(key: PrivateKey, data: bytes) -> bytes:
    """An RSA PKCS#1 v1.5 signature over SHA-256 of `data`. Takes 0.3 ms of CPU and releases the GIL."""
    return key.sign(data, _PADDING, _SHA256)


def signed_by(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` was made with `key`; the key alone decides the algorithm (THREATS SIG-04)."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _PADDING, _SHA256)
        else:
            key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
