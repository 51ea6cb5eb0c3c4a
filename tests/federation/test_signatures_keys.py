"""Which algorithms and keys a signature may be made with, and keys that change (THREATS SIG-04 and SIG-10)."""

from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from fedart.domain.ids import Uri
from fedart.errors import Unauthenticated, Unavailable
from fedart.federation.dates import format_date
from fedart.federation.signatures import Key, Request
from tests.support.signing import ACTOR, KEY_ID, NOW, OUR_HOST, Keys, check, edit, key, resigned, signed


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "RSA-SHA256", "hs2019", ""])
async def test_sig_04_the_three_ways_to_say_rsa_sha256_are_taken(algorithm: str) -> None:
    assert await check(resigned("(request-target) host date digest", algorithm=algorithm))


@pytest.mark.parametrize("algorithm", ["hmac-sha256", "rsa-sha1", "rsa-sha512", "ecdsa-sha256", "none", "ed25519"])
async def test_sig_04_any_other_algorithm_is_refused_before_a_key_is_looked_up(algorithm: str) -> None:
    keys = Keys(key())
    with pytest.raises(Unauthenticated) as caught:
        await check(resigned("(request-target) host date digest", algorithm=algorithm), keys)
    assert caught.value.rule == "SIG-04"
    assert keys.asked == []


async def test_sig_04_another_key_does_not_fit() -> None:
    with pytest.raises(Unauthenticated):
        await check(signed(name="mallory"))
    assert await check(signed(name="mallory"), Keys(key("mallory")))


async def test_sig_04_an_unreadable_stored_key_is_401() -> None:
    with pytest.raises(Unauthenticated):
        await check(signed(), Keys(Key(KEY_ID, ACTOR, "no key at all")))


async def test_sig_04_an_ed25519_key_verifies_its_own_signature_only() -> None:
    secret = ed25519.Ed25519PrivateKey.generate()
    pem = secret.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    keys = Keys(Key(KEY_ID, ACTOR, pem.decode()))
    text = f"(request-target): get /x\nhost: {OUR_HOST}\ndate: {format_date(NOW)}"
    signature = b64encode(secret.sign(text.encode())).decode()
    said = f'keyId="{KEY_ID}",algorithm="hs2019",headers="(request-target) host date",signature="{signature}"'
    request = Request("GET", "/x", (("host", OUR_HOST), ("date", format_date(NOW)), ("signature", said)))
    assert await check(request, keys)
    for wrong in (signed("GET"), edit("hs2019", "rsa-sha256")(request), replace(request, target="/y")):
        with pytest.raises(Unauthenticated):
            await check(wrong, keys)


async def test_sig_04_a_key_whose_owner_lives_elsewhere_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        await check(signed(), Keys(key(owner=Uri("https://other.example/actors/ada"))))


async def test_sig_04_a_key_with_another_id_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        await check(signed(), Keys(key(key_id=f"{ACTOR}#other")))


async def test_an_unknown_key_is_401() -> None:
    with pytest.raises(Unauthenticated):
        await check(signed(), Keys(None))


async def test_trouble_with_fetching_a_key_is_passed_on() -> None:
    async def find_key(key_id: str, /, *, fresh: bool) -> Key | None:
        raise Unavailable("the peer is down")

    with pytest.raises(Unavailable):
        await check(signed(), find_key)


async def test_sig_10_a_rotated_key_is_asked_for_once_and_then_fits() -> None:
    keys = Keys(key("old"), key("ada"))
    assert (await check(signed(), keys)).actor == ACTOR
    assert keys.asked == [False, True]


async def test_sig_10_a_mismatch_asks_once_and_is_refused_when_the_key_is_the_same() -> None:
    keys = Keys(key("old"))
    with pytest.raises(Unauthenticated):
        await check(signed(), keys)
    assert keys.asked == [False, True]


@pytest.mark.parametrize("published", [key("other"), replace(key("ada"), id="https://peer.example/elsewhere")])
async def test_sig_10_a_rotated_key_that_does_not_fit_either_is_refused(published: Key) -> None:
    keys = Keys(key("old"), published)
    with pytest.raises(Unauthenticated):
        await check(signed(), keys)
    assert keys.asked == [False, True]


async def test_sig_10_a_good_signature_needs_one_look_up() -> None:
    keys = Keys(key())
    await check(signed(), keys)
    assert keys.asked == [False]
