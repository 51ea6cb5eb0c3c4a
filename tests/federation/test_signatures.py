"""Each signature rule with one valid request and its mutations."""

import dataclasses
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256, sha512

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from fedart.domain.ids import Uri
from fedart.errors import FedartError, Malformed, Unauthenticated, Unavailable
from fedart.federation.dates import format_date
from fedart.federation.keys import sign_bytes
from fedart.federation.signatures import (
    Dialect,
    Key,
    Request,
    Signer,
    Verified,
    claimed_key_id,
    dialect_of,
    sign,
)
from tests.support.signing import (
    ACTOR,
    BODY,
    KEY_ID,
    NOW,
    OUR_HOST,
    Keys,
    check,
    header_of,
    key,
    private,
    signed,
    with_header,
)

Mutation = Callable[[Request], Request]
HOUR = 3600.0


def resigned(names: str, *, created: str = "", expires: str = "", algorithm: str = "", **changed: str) -> Request:
    """A POST of the peer that covers `names`, with other parameters and headers than usual, correctly signed."""
    headers = {"host": OUR_HOST, "date": format_date(NOW), "digest": f"SHA-256={_digest()}"} | {
        name.replace("_", "-"): value for name, value in changed.items()
    }
    special = {"(request-target)": "post /inbox", "(created)": created, "(expires)": expires}
    text = "\n".join(f"{name}: {special.get(name) or headers[name]}" for name in names.split())
    signature = b64encode(sign_bytes(private(), text.encode())).decode()
    said = [f'keyId="{KEY_ID}"', f'headers="{names}"', f'signature="{signature}"']
    said += [f'algorithm="{algorithm}"'] if algorithm else []
    said += [f"created={created}"] if created else []
    said += [f"expires={expires}"] if expires else []
    return Request("POST", "/inbox", (*headers.items(), ("signature", ",".join(said))), BODY)


def _digest(body: bytes = BODY) -> str:
    return b64encode(sha256(body).digest()).decode()


def edit(old: str, new: str, name: str = "signature") -> Mutation:
    """Replaces a piece of one header; the piece must be there."""

    def change(request: Request) -> Request:
        value = header_of(request, name)
        assert old in value
        return with_header(request, name, value.replace(old, new))

    return change


def put(name: str, value: str | None) -> Mutation:
    return lambda request: with_header(request, name, value)


def twice(name: str) -> Mutation:
    return lambda request: replace(request, headers=(*request.headers, (name, dict(request.headers).get(name, "1"))))


async def test_a_signed_post_is_verified_and_the_ticket_names_the_actor() -> None:
    ticket = await check(signed())
    assert (ticket.body, ticket.actor, ticket.key_id, ticket.host) == (BODY, ACTOR, KEY_ID, "peer.example")


async def test_a_signed_get_is_verified() -> None:
    assert (await check(signed("GET", "/actors/x?page=2"))).actor == ACTOR


def test_nothing_but_verify_makes_a_ticket() -> None:
    with pytest.raises(TypeError):
        Verified(b"", ACTOR, KEY_ID, "peer.example", object())


async def test_a_ticket_cannot_be_changed_or_copied_with_changes() -> None:
    ticket, field = await check(signed()), "body"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(ticket, field, b"other")
    with pytest.raises(TypeError):
        replace(ticket, body=b"other", seal=object())


@pytest.mark.parametrize(
    "mutate",
    [
        put("signature", None),
        put("signature", ""),
        put("signature", "nonsense"),
        edit('keyId="', 'keyId="not an address '),
        edit(KEY_ID, "acct:ada@peer.example"),
        edit('signature="', 'signature="!'),
        edit('headers="', "headers="),
    ],
)
async def test_sig_01_a_missing_or_unreadable_signature_is_401_and_no_key_is_looked_up(mutate: Mutation) -> None:
    keys = Keys(key())
    await check(signed(), Keys(key()))
    with pytest.raises(Unauthenticated) as caught:
        await check(mutate(signed()), keys)
    assert caught.value.rule == "SIG-01"
    assert keys.asked == []


@pytest.mark.parametrize(
    "mutate",
    [
        lambda request: replace(request, body=BODY + b" "),
        lambda request: replace(request, body=b""),
        put("digest", None),
        put("digest", f"SHA-256={_digest(b'other')}"),
        put("digest", "MD5=1B2M2Y8AsgTpgAmY7PhCfg=="),
        edit(" digest", ""),
        put("content-digest", f"sha-256=:{_digest(b'other')}:"),
    ],
)
async def test_sig_02_a_body_that_is_not_covered_by_a_right_digest_is_refused(mutate: Mutation) -> None:
    keys = Keys(key())
    await check(signed(), Keys(key()))
    with pytest.raises(Unauthenticated) as caught:
        await check(mutate(signed()), keys)
    assert caught.value.rule == "SIG-02"
    assert keys.asked == []


@pytest.mark.parametrize(
    "digest",
    [
        {"digest": f"sha-256={_digest()}"},
        {"digest": f"SHA-512={b64encode(sha512(BODY).digest()).decode()}"},
        {"digest": f"MD5=1B2M2Y8AsgTpgAmY7PhCfg==, SHA-256={_digest()}"},
        {"content_digest": f"sha-256=:{_digest()}:"},
        {"content_digest": f"sha-512=:{b64encode(sha512(BODY).digest()).decode()}:"},
    ],
)
async def test_sig_02_both_hashes_and_both_headers_are_understood(digest: dict[str, str]) -> None:
    name = next(iter(digest)).replace("_", "-")
    request = resigned(f"(request-target) host date {name}", algorithm="", **digest)
    assert (await check(request)).actor == ACTOR


@pytest.mark.parametrize("names", ["host date digest", "(request-target) date digest", "(request-target) host digest"])
async def test_sig_03_a_post_that_does_not_sign_target_host_and_date_is_refused(names: str) -> None:
    await check(resigned("(request-target) host date digest"))
    with pytest.raises(Unauthenticated) as caught:
        await check(resigned(names))
    assert caught.value.rule == "SIG-03"


@pytest.mark.parametrize("name", ["(request-target)", "host", "date"])
async def test_sig_03_a_get_that_does_not_sign_target_host_and_date_is_refused(name: str) -> None:
    await check(signed("GET"))
    with pytest.raises(Unauthenticated) as caught:
        await check(edit(name, "accept")(signed("GET")))
    assert caught.value.rule == "SIG-03"


@pytest.mark.parametrize("missing", ["user-agent", "(expires)", "x-unknown"])
async def test_sig_03_a_signed_header_that_is_missing_is_refused(missing: str) -> None:
    await check(resigned("(request-target) host date digest accept", accept="*/*"))
    request = edit("host date", f"host {missing} date")(signed())
    with pytest.raises(Unauthenticated) as caught:
        await check(request)
    assert caught.value.rule == "SIG-03"


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


@pytest.mark.parametrize(
    "request_",
    [
        signed(host="other.example"),
        signed(target="/other", signed_target="/inbox"),
        signed(target="/inbox?x=1", signed_target="/inbox"),
        signed(target="/inbox", signed_target="/inbox?x=1"),
        signed(target="/%69nbox", signed_target="/inbox"),
        signed("GET", "/a?x=1", signed_target="/a?x=2"),
        signed("GET", "/a", signed_target="/a?x=2"),
        replace(signed("GET"), method="HEAD"),
    ],
)
async def test_sig_05_a_request_signed_for_another_host_or_target_is_refused(request_: Request) -> None:
    with pytest.raises(Unauthenticated):
        await check(request_)


async def test_sig_05_a_changed_host_header_is_refused() -> None:
    with pytest.raises(Unauthenticated) as caught:
        await check(with_header(signed(), "host", "other.example"))
    assert caught.value.rule == "SIG-05"


async def test_sig_05_a_get_may_be_signed_without_its_query() -> None:
    assert await check(signed("GET", "/a?x=1", signed_target="/a"))
    assert await check(signed("GET", "/a?x=1"))


async def test_sig_05_the_host_is_compared_with_its_port_and_without_case() -> None:
    assert await check(signed(host="127.0.77.11:8080"), host="127.0.77.11:8080")
    assert await check(signed(host="Gallery.Example"))
    with pytest.raises(Unauthenticated):
        await check(signed(host="127.0.77.11:8081"), host="127.0.77.11:8080")


@pytest.mark.parametrize("age", [-HOUR + 1, 0.0, 12 * HOUR - 1])
async def test_sig_06_a_date_inside_the_window_is_taken(age: float) -> None:
    assert await check(signed(when=NOW - age))
    created = str(int(NOW - age))
    assert await check(resigned("(request-target) host (created) digest", created=created, algorithm="hs2019"))


@pytest.mark.parametrize("age", [-HOUR - 2, 12 * HOUR + 2, 30 * 24 * HOUR])
async def test_sig_06_a_date_outside_the_window_is_refused(age: float) -> None:
    created = str(int(NOW - age))
    for request in (
        signed(when=NOW - age),
        resigned("(request-target) host (created) digest", created=created, algorithm="hs2019"),
        resigned("(request-target) host date (created) digest", created=created, algorithm="hs2019"),
    ):
        keys = Keys(key())
        with pytest.raises(Unauthenticated) as caught:
            await check(request, keys)
        assert caught.value.rule == "SIG-06"
        assert keys.asked == []


@pytest.mark.parametrize("date", ["yesterday", "2026-11-21T20:45:40Z", "Sat, 31 Feb 2026 20:45:40 GMT", ""])
async def test_sig_06_an_unreadable_date_is_refused(date: str) -> None:
    with pytest.raises(Unauthenticated):
        await check(with_header(signed(), "date", date))


async def test_sig_06_expires_is_honoured_even_when_it_is_not_signed() -> None:
    names = "(request-target) host (created) digest"
    created, later, earlier = str(int(NOW) - 60), str(int(NOW) + 60), str(int(NOW) - 30)
    assert await check(resigned(f"{names} (expires)", created=created, expires=later))
    for covered in (names, f"{names} (expires)"):
        with pytest.raises(Unauthenticated) as caught:
            await check(resigned(covered, created=created, expires=earlier))
        assert caught.value.rule == "SIG-06"


async def test_sig_06_created_must_be_said_and_does_not_go_with_rsa_sha256() -> None:
    names = "(request-target) host (created) digest"
    assert await check(resigned(names, created=str(int(NOW)), algorithm="hs2019"))
    for request in (
        resigned(names, created=str(int(NOW)), algorithm="rsa-sha256"),
        edit(f"created={int(NOW)}", 'nonce="x"')(resigned(names, created=str(int(NOW)))),
        edit(f"created={int(NOW)}", f"created={int(NOW) + 1}")(resigned(names, created=str(int(NOW)))),
    ):
        with pytest.raises(Unauthenticated):
            await check(request)


@pytest.mark.parametrize(
    "name",
    ["signature", "digest", "host", "date", "content-length", "content-type", "content-digest", "signature-input"],
)
async def test_sig_07_a_security_header_that_occurs_twice_is_400(name: str) -> None:
    request = signed() if name in dict(signed().headers) else with_header(signed(), name, "1")
    with pytest.raises(Malformed) as caught:
        await check(twice(name)(request))
    assert caught.value.rule == "SIG-07"


async def test_sig_07_a_harmless_header_may_occur_twice_and_is_signed_joined() -> None:
    request = resigned("(request-target) host date digest accept", accept="a, b")
    split = replace(
        with_header(request, "accept", None),
        headers=(*with_header(request, "accept", None).headers, ("accept", "a"), ("accept", "b")),
    )
    assert await check(split)


@pytest.mark.parametrize("again", ['keyId="x"', 'algorithm="hs2019"', 'headers="date"', 'KEYID="x"', 'signature="x"'])
async def test_sig_07_a_repeated_signature_parameter_is_400(again: str) -> None:
    with pytest.raises(Malformed) as caught:
        await check(with_header(signed(), "signature", header_of(signed(), "signature") + "," + again))
    assert caught.value.rule == "SIG-07"


@pytest.mark.parametrize(
    ("actor", "same"),
    [
        (ACTOR, True),
        ("https://PEER.example/actors/ada", True),
        ("https://peer.example:443/actors/ada", True),
        ("https://peer.example/actors/eve", False),
        ("https://peer.example/actors/ada/", False),
        ("https://peer.example/actors/Ada", False),
        ("https://peer.example/actors/ada?x", False),
        ("https://peer.example/actors/ada#main-key", False),
        ("https://peer.example.evil.example/actors/ada", False),
        ("http://peer.example/actors/ada", False),
        ("https://eve@peer.example/actors/ada", False),
        ("", False),
    ],
)
async def test_sig_08_the_signer_speaks_for_exactly_its_own_actor(actor: str, same: bool) -> None:
    assert (await check(signed())).speaks_for(actor) is same


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


@pytest.mark.parametrize("part", ["method", "target", "body", "host", "date", "digest", "signature"])
async def test_flipping_any_byte_of_any_covered_part_is_refused(part: str) -> None:
    request = signed()
    await check(request)
    text = {"method": request.method, "target": request.target, "body": request.body.decode()}.get(part)
    text = text if text is not None else header_of(request, part)
    start = text.index('signature="') + 11 if part == "signature" else 0
    for place in range(start, len(text) - (part == "signature")):
        other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        match part:
            case "method":
                changed = replace(request, method=other)
            case "target":
                changed = replace(request, target=other)
            case "body":
                changed = replace(request, body=other.encode())
            case _:
                changed = with_header(request, part, other)
        with pytest.raises(FedartError) as caught:
            await check(changed)
        assert caught.value.status in (400, 401), (place, other)


async def test_a_header_that_is_not_made_of_bytes_is_401() -> None:
    request = edit("host date", "host x-name date")(signed())
    with pytest.raises(Unauthenticated):
        await check(with_header(request, "x-name", "snow ☃"))


async def test_the_dialect_is_chosen_by_signature_input() -> None:
    assert dialect_of(signed()) is Dialect.CAVAGE
    assert dialect_of(with_header(signed(), "signature", None)) is None
    new = with_header(
        with_header(signed(), "signature-input", 'sig1=("@method");created=1'), "signature", "sig1=:AA==:"
    )
    assert dialect_of(new) is Dialect.RFC9421
    with pytest.raises(Unauthenticated):
        await check(new)
    with pytest.raises(Unauthenticated):
        await check(with_header(signed(), "signature-input", 'sig1=("@method");created=1'))


def test_the_claimed_key_is_read_without_proof() -> None:
    assert claimed_key_id(signed()) == KEY_ID
    assert claimed_key_id(with_header(signed(), "signature", "nonsense")) == ""
    assert claimed_key_id(Request("GET", "/", ())) == ""


async def test_what_we_sign_in_a_thread_verifies() -> None:
    headers = await sign(Signer(KEY_ID, private()), method="POST", host=OUR_HOST, target="/inbox", body=BODY, now=NOW)
    request = Request("POST", "/inbox", tuple((name.lower(), value) for name, value in headers.items()), BODY)
    assert (await check(request)).actor == ACTOR


def test_a_signer_does_not_print_its_key() -> None:
    assert "private" not in repr(Signer(KEY_ID, private()))
