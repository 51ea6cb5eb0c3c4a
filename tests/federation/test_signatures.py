"""Each signature rule with one valid request and its mutations; those about keys have a module of their own."""

import dataclasses
from base64 import b64encode
from dataclasses import replace
from hashlib import sha512

import pytest

from fedart.errors import FedartError, Malformed, Unauthenticated
from fedart.federation.signatures import Dialect, Request, Signer, Verified, claimed_key_id, dialect_of, sign
from tests.support.signing import (
    ACTOR,
    BODY,
    KEY_ID,
    NOW,
    OUR_HOST,
    Keys,
    Mutation,
    changed,
    check,
    edit,
    header_of,
    key,
    private,
    resigned,
    sha256_digest,
    signed,
    with_header,
)

HOUR = 3600.0


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
        put("digest", f"SHA-256={sha256_digest(b'other')}"),
        put("digest", "MD5=1B2M2Y8AsgTpgAmY7PhCfg=="),
        edit(" digest", ""),
        put("content-digest", f"sha-256=:{sha256_digest(b'other')}:"),
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
        {"digest": f"sha-256={sha256_digest()}"},
        {"digest": f"SHA-512={b64encode(sha512(BODY).digest()).decode()}"},
        {"digest": f"MD5=1B2M2Y8AsgTpgAmY7PhCfg==, SHA-256={sha256_digest()}"},
        {"content_digest": f"sha-256=:{sha256_digest()}:"},
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


@pytest.mark.parametrize("part", ["method", "target", "body", "host", "date", "digest", "signature"])
async def test_flipping_any_byte_of_any_covered_part_is_refused(part: str) -> None:
    request = signed()
    await check(request)
    text = {"method": request.method, "target": request.target, "body": request.body.decode()}.get(part)
    text = text if text is not None else header_of(request, part)
    start = text.index('signature="') + 11 if part == "signature" else 0
    for place in range(start, len(text) - (part == "signature")):
        other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        with pytest.raises(FedartError) as caught:
            await check(changed(request, part, other))
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
