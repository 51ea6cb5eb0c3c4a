"""Which keys a message signature may be made with, the published vectors of RFC 9421, and headers of any kind."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.errors import FedartError, Unauthenticated, Unavailable
from fedart.federation import structured
from fedart.federation.keys import load_public, signed_by
from fedart.federation.rfc9421 import Message, base, wanted
from fedart.federation.signatures import Dialect, Key, Request, Signer, sign
from fedart.federation.structured import InnerList
from tests.support.messages import POST, content_digest, message, rsa, text_of, values_of
from tests.support.signing import ACTOR, BODY, KEY_ID, NOW, OUR_HOST, Keys, check, header_of, key, private, with_header

CREATED = f";created={int(NOW)}"


def with_algorithm(name: str) -> Request:
    return message(parameters=f'{CREATED};keyid="{KEY_ID}"' + (f';alg="{name}"' if name else ""))


@pytest.mark.parametrize("name", ["rsa-v1_5-sha256", ""])
async def test_sig_04_the_two_ways_to_say_rsa_are_taken(name: str) -> None:
    assert await check(with_algorithm(name))


@pytest.mark.parametrize(
    "name",
    ["rsa-pss-sha512", "hmac-sha256", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-sha256", "hs2019", "none", "RSA"],
)
async def test_sig_04_any_other_algorithm_is_refused_before_a_key_is_looked_up(name: str) -> None:
    keys = Keys(key())
    with pytest.raises(Unauthenticated) as caught:
        await check(with_algorithm(name), keys)
    assert caught.value.rule == "SIG-04"
    assert keys.asked == []


async def test_sig_04_an_algorithm_that_is_no_string_is_refused() -> None:
    with pytest.raises(Unauthenticated) as caught:
        await check(message(parameters=f'{CREATED};keyid="{KEY_ID}";alg=ed25519'))
    assert caught.value.rule == "SIG-04"


async def test_sig_04_what_the_sender_says_must_agree_with_the_key() -> None:
    with pytest.raises(Unauthenticated):
        await check(with_algorithm("ed25519"))
    secret = ed25519.Ed25519PrivateKey.generate()
    keys = Keys(Key(KEY_ID, ACTOR, pem_of(secret)))
    for name in ("ed25519", ""):
        assert await check(signed_with(secret, name), keys)
    for wrong in (signed_with(secret, "rsa-v1_5-sha256"), with_algorithm(""), with_algorithm("ed25519")):
        with pytest.raises(Unauthenticated):
            await check(wrong, keys)


def pem_of(secret: ed25519.Ed25519PrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return secret.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def signed_with(secret: ed25519.Ed25519PrivateKey, name: str) -> Request:
    parameters = f'{CREATED};keyid="{KEY_ID}"' + (f';alg="{name}"' if name else "")
    values = values_of("POST", "/inbox") | {"content-digest": content_digest()}
    signature = b64encode(secret.sign(text_of(POST, values, parameters).encode())).decode()
    return with_header(message(parameters=parameters), "signature", f"sig1=:{signature}:")


async def test_sig_04_another_key_does_not_fit() -> None:
    with pytest.raises(Unauthenticated):
        await check(message(name="mallory"))
    assert await check(message(name="mallory"), Keys(key("mallory")))


async def test_an_unknown_key_is_401_and_one_that_cannot_be_had_is_passed_on() -> None:
    async def down(key_id: str, /, *, fresh: bool) -> Key | None:
        raise Unavailable("the peer is down")

    with pytest.raises(Unauthenticated):
        await check(message(), Keys(None))
    with pytest.raises(Unavailable):
        await check(message(), down)


async def test_sig_10_a_rotated_key_is_asked_for_once() -> None:
    keys = Keys(key("old"), key("ada"))
    assert (await check(message(), keys)).actor == ACTOR
    assert keys.asked == [False, True]
    keys = Keys(key("old"))
    with pytest.raises(Unauthenticated):
        await check(message(), keys)
    assert keys.asked == [False, True]


# what we send


@pytest.mark.parametrize(("method", "body"), [("POST", BODY), ("GET", None)])
async def test_what_we_sign_is_what_the_rfc_says_and_verifies(method: str, body: bytes | None) -> None:
    signer = Signer(KEY_ID, private())
    headers = await sign(
        signer, method=method, host=OUR_HOST, target="/a?x=1", body=body, now=NOW + 0.7, dialect=Dialect.RFC9421
    )
    named = {name.lower(): value for name, value in headers.items()}
    covered = POST if body else POST[:2]
    parameters = f'{CREATED};keyid="{KEY_ID}";alg="rsa-v1_5-sha256"'
    names = " ".join(f'"{name}"' for name in covered)
    assert named["signature-input"] == f"sig1=({names}){parameters}"
    assert named["signature"] == f"sig1=:{rsa(text_of(covered, values_of(method, '/a?x=1') | named, parameters))}:"
    assert ("content-digest" in named) is (body is not None)
    assert "digest" not in named
    request = Request(method, "/a?x=1", tuple(named.items()), body or b"")
    assert (await check(request)).actor == ACTOR


def test_what_we_want_can_be_read_and_would_be_taken() -> None:
    for method, covered in (("POST", POST), ("GET", POST[:2]), ("HEAD", POST[:2])):
        [(label, found)] = structured.dictionary(wanted(method)).items()
        assert label == "sig1"
        assert isinstance(found, InnerList)
        assert tuple(item.value for item in found.items) == covered
        assert found.parameters == {"created": True}


# RFC 9421: the keys of appendix B.1.1 and B.1.4, the request of appendix B.2 and the signatures of B.2.6 and 4.3

RSA_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhAKYdtoeoy8zcAcR874L
8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrwWEBnez6d0UDKDwGbc6nxfEXAy5mbhgaj
zrw3MOEt8uA5txSKobBpKDeBLOsdJKFqMGmXCQvEG7YemcxDTRPxAleIAgYYRjTS
d/QBwVW9OwNFhekro3RtlinV0a75jfZgkne/YiktSvLG34lw2zqXBDTC5NHROUqG
TlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0PuKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dS
FFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQPSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ1
0wIDAQAB
-----END PUBLIC KEY-----
"""
ED25519_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""
DIGEST = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
FIELDS = {
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-length": "18",
    "content-digest": DIGEST,
    "forwarded": "for=192.0.2.123;host=example.com;proto=https",
}
B26 = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
B26_BASE = f"""\
"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": {B26}"""
B26_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
PROXY = (
    '("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded")'
    ';created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540'
)
PROXY_BASE = f"""\
"@method": POST
"@authority": origin.host.internal.example
"@path": /foo
"content-digest": {DIGEST}
"content-type": application/json
"content-length": 18
"forwarded": for=192.0.2.123;host=example.com;proto=https
"@signature-params": {PROXY}"""
PROXY_SIGNATURE = (
    "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsO"
    "ckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8N"
    "MaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9d"
    "dzirrswsE1w5o0LV/g=="
)


@pytest.mark.parametrize(
    ("authority", "parameters", "expected", "pem", "signature"),
    [
        ("example.com", B26, B26_BASE, ED25519_KEY, B26_SIGNATURE),
        ("origin.host.internal.example", PROXY, PROXY_BASE, RSA_KEY, PROXY_SIGNATURE),
    ],
    ids=["B.2.6 ed25519", "4.3 rsa-v1_5-sha256"],
)
def test_the_published_vectors_of_the_rfc_hold(
    authority: str, parameters: str, expected: str, pem: str, signature: str
) -> None:
    covered = structured.dictionary(f"sig={parameters}")["sig"]
    assert isinstance(covered, InnerList)
    sent = Message("POST", "https", authority, "/foo?param=Value&Pet=dog", FIELDS)
    made = base(covered, sent)
    assert made == expected.encode()
    public, data = load_public(pem), b64decode(signature)
    assert signed_by(public, data, made)
    assert not signed_by(public, data, base(covered, replace(sent, method="PUT")))


def test_the_examples_of_derived_components_hold() -> None:
    """RFC 9421 sections 2.2.1 to 2.2.7."""
    sent = Message("GET", "https", "www.example.com", "/path?param=value", {})
    expected = {
        "@method": "GET",
        "@authority": "www.example.com",
        "@scheme": "https",
        "@target-uri": "https://www.example.com/path?param=value",
        "@request-target": "/path?param=value",
        "@path": "/path",
        "@query": "?param=value",
    }
    assert {name: sent.component(name) for name in expected} == expected
    assert replace(sent, target="/path").component("@query") == "?"


# headers of any kind

REQUEST = message()
INPUT, SIGNATURE = header_of(REQUEST, "signature-input"), header_of(REQUEST, "signature")
PIECES = st.sampled_from(
    ["sig1=", "sig2=", '("@method" "@target-uri" "content-digest")', '("@method")', "()", "(", ")", ";", ",", ", ", " ",
     f";created={int(NOW)}", ";created=1", ";created", f';keyid="{KEY_ID}"', ';alg="hmac-sha256"', ';alg="ed25519"',
     ";expires=99999999999", ":AAAA:", "::", ":", '"', "\\", "?1", '"@query-param";name="x"', "é", "\x00", "1.5"]
)  # fmt: skip


def near(genuine: str) -> st.SearchStrategy[str]:
    def change(at: int, new: str) -> str:
        return genuine[:at] + new + genuine[at + 1 :]

    return st.one_of(
        st.just(genuine),
        st.text(max_size=60),
        st.lists(PIECES, max_size=9).map("".join),
        st.builds(change, st.integers(0, len(genuine)), st.characters()),
    )


@settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(near(INPUT), near(SIGNATURE)), min_size=25, max_size=25))
async def test_any_of_10_000_pairs_of_headers_leads_to_a_typed_refusal_and_never_to_a_crash(
    pairs: list[tuple[str, str]],
) -> None:
    for told, signature in pairs:
        request = with_header(with_header(REQUEST, "signature-input", told), "signature", signature)
        refusal = await refused(request)
        if refusal is None:
            assert same(told, INPUT)
            assert same(signature, SIGNATURE)
        else:
            assert refusal.status in (400, 401)


async def refused(request: Request) -> FedartError | None:
    try:
        await check(request, Keys(key()))
    except FedartError as error:
        return error
    return None


def same(one: str, other: str) -> bool:
    """Whether two fields say the same: blanks between their parts say nothing."""
    return structured.dictionary(one) == structured.dictionary(other)
