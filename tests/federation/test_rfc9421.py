"""The signature rules for requests signed as RFC 9421 says: one valid request and its mutations for each.

Requests are built and signed by hand (tests/support/messages.py), so that our own writer cannot excuse our reader.
"""

from dataclasses import replace

import pytest

from fedart.errors import FedartError, Malformed, Unauthenticated
from fedart.federation.dates import format_date
from fedart.federation.signatures import Dialect, Request, claimed_key_id, dialect_of
from tests.support.messages import GET, PARAMETERS, POST, content_digest, message, with_decoy
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
    sha256_digest,
    with_header,
)

HOUR = 3600.0
REQUEST = message()
FEDIFY = ("@method", "@target-uri", "@authority", "host", "date", "content-digest")
WORDPRESS = ("@method", "@target-uri", "@authority", "content-digest")


def put(name: str, value: str | None) -> Mutation:
    return lambda request: with_header(request, name, value)


def said(created: object = int(NOW), *, keyid: str = f'"{KEY_ID}"', more: str = "") -> str:
    return f";created={created};keyid={keyid}{more}"


async def test_a_signed_post_is_verified_and_the_ticket_names_the_actor() -> None:
    ticket = await check(REQUEST)
    assert (ticket.body, ticket.actor, ticket.key_id, ticket.host) == (BODY, ACTOR, KEY_ID, "peer.example")


async def test_a_signed_get_is_verified() -> None:
    assert (await check(message("GET", "/actors/x?page=2"))).actor == ACTOR


@pytest.mark.parametrize(
    ("covered", "parameters"),
    [
        (FEDIFY, f';alg="rsa-v1_5-sha256";keyid="{KEY_ID}";created={int(NOW)}'),
        (FEDIFY, f';alg="rsa-v1_5-sha256";keyid="{KEY_ID}";created={int(NOW)};nonce="a\\"b";tag="fep"'),
        (WORDPRESS, f';created={int(NOW)};keyid="{KEY_ID}";alg="rsa-v1_5-sha256"'),
        (POST, said()),
        (POST, said(more=f";expires={int(NOW) + 300}")),
        (("content-digest", "@request-target", "@authority", "@method"), said()),
        (("@method", "@path", "@authority", "content-digest"), said()),
        (("@method", "@path", "@query", "host", "content-digest"), said()),
        (("@scheme", *POST, "content-type"), said(more=";unknown;other=word")),
    ],
)
async def test_the_forms_that_other_servers_send_are_verified(covered: tuple[str, ...], parameters: str) -> None:
    kind = "application/activity+json"
    request = message(covered=covered, parameters=parameters, date=format_date(NOW), content_type=kind)
    assert (await check(request)).actor == ACTOR


async def test_the_label_is_the_senders_choice() -> None:
    assert await check(message(label="wp"))
    assert await check(message(label="*a-1.b_c"))


async def test_the_dialect_is_chosen_by_signature_input() -> None:
    assert dialect_of(REQUEST) is Dialect.RFC9421
    assert dialect_of(with_header(REQUEST, "signature-input", None)) is Dialect.CAVAGE


@pytest.mark.parametrize(
    "mutate",
    [
        put("signature", None),
        put("signature", ""),
        put("signature", "nonsense"),
        put("signature-input", ""),
        put("signature-input", "nonsense"),
        put("signature-input", 'sig1="@method"'),
        put("signature-input", None),
        edit("sig1=:", "sig2=:"),
        edit("sig1=:", "sig1=::,sig2=:"),
        edit("sig1=:", 'sig1="'),
        edit(f'keyid="{KEY_ID}"', 'keyid="acct:ada@peer.example"', "signature-input"),
        edit(f'keyid="{KEY_ID}"', 'keyid="not an address"', "signature-input"),
        edit(f'keyid="{KEY_ID}"', "keyid=word", "signature-input"),
        edit(f';keyid="{KEY_ID}"', "", "signature-input"),
        edit('"@method" ', '"@method" "@method" ', "signature-input"),
    ],
)
async def test_sig_01_a_missing_or_unreadable_signature_is_401_and_no_key_is_looked_up(mutate: Mutation) -> None:
    keys = Keys(key())
    await check(REQUEST, Keys(key()))
    with pytest.raises(Unauthenticated) as caught:
        await check(mutate(REQUEST), keys)
    assert caught.value.rule == "SIG-01"
    assert keys.asked == []


@pytest.mark.parametrize(
    "mutate",
    [
        lambda request: replace(request, body=BODY + b" "),
        lambda request: replace(request, body=b""),
        put("content-digest", None),
        put("content-digest", content_digest(b"other")),
        put("content-digest", "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"),
        put("content-digest", f"SHA-256={sha256_digest()}"),
        edit(' "content-digest"', "", "signature-input"),
        put("digest", f"SHA-256={sha256_digest(b'other')}"),
    ],
)
async def test_sig_02_a_body_that_is_not_covered_by_a_right_digest_is_refused(mutate: Mutation) -> None:
    keys = Keys(key())
    await check(REQUEST, Keys(key()))
    with pytest.raises(Unauthenticated) as caught:
        await check(mutate(REQUEST), keys)
    assert caught.value.rule == "SIG-02"
    assert keys.asked == []


async def test_sig_02_the_old_digest_header_does_not_stand_in_for_the_new_one() -> None:
    old = f"SHA-256={sha256_digest()}"
    assert await check(message(covered=(*POST, "digest"), digest=old))
    with pytest.raises(Unauthenticated):
        await check(message(covered=("@method", "@target-uri", "digest"), digest=old))


async def test_sig_02_both_hashes_are_understood() -> None:
    for name in ("sha-256", "sha-512"):
        assert await check(message(content_digest=content_digest(name=name)))
    both = f"{content_digest(name='sha-512')}, {content_digest()}"
    assert await check(message(content_digest=both))
    with pytest.raises(Unauthenticated):
        await check(message(content_digest=f"{content_digest()}, {content_digest(b'other', 'sha-512')}"))


@pytest.mark.parametrize(
    "covered",
    [
        ("@target-uri", "content-digest"),
        ("@method", "content-digest"),
        ("@method", "@authority", "content-digest"),
        ("@method", "@path", "content-digest"),
        ("@method", "@request-target", "content-digest"),
        ("@method", "@query", "@authority", "content-digest"),
        ("content-digest",),
    ],
)
async def test_sig_03_a_post_that_does_not_sign_method_target_and_host_is_refused(covered: tuple[str, ...]) -> None:
    keys = Keys(key())
    await check(message(covered=("@method", "@path", "@authority", "content-digest")))
    with pytest.raises(Unauthenticated) as caught:
        await check(message(covered=covered), keys)
    assert caught.value.rule == "SIG-03"
    assert keys.asked == []


@pytest.mark.parametrize("covered", [(), ("@method",), ("@target-uri",), ("@method", "@path"), ("@authority", "@path")])
async def test_sig_03_a_get_that_does_not_sign_method_target_and_host_is_refused(covered: tuple[str, ...]) -> None:
    await check(message("GET", covered=("@method", "@path", "@authority")))
    with pytest.raises(Unauthenticated) as caught:
        await check(message("GET", covered=covered))
    assert caught.value.rule == "SIG-03"


@pytest.mark.parametrize(
    "component",
    [
        '"user-agent"',
        '"@status"',
        '"@signature-params"',
        '"@unknown"',
        '"X-One"',
        "1",
        "word",
        '"@query-param"',
        '""',
        '"@query-param";name="x"',
        '"content-digest";sf',
        '"x-one";key="a"',
        '"x-one";bs',
        '"@method";req',
    ],
)
async def test_sig_03_a_component_that_is_missing_or_that_we_do_not_know_is_refused(component: str) -> None:
    keys = Keys(key())
    assert await check(message(covered=(*POST, "x-one"), x_one="a=1"))
    request = edit('"@method"', f'"@method" {component}', "signature-input")(message(x_one="a=1"))
    with pytest.raises(Unauthenticated) as caught:
        await check(request, keys)
    assert caught.value.rule == "SIG-03"
    assert keys.asked == []


@pytest.mark.parametrize(
    "request_",
    [
        message(target="/other", signed_target="/inbox"),
        message(target="/inbox?x=1", signed_target="/inbox"),
        message(target="/inbox", signed_target="/inbox?x=1"),
        message(target="/%69nbox", signed_target="/inbox"),
        message(target="/inbox?x=1", covered=("@method", "@path", "@authority", "content-digest")),
        message("GET", "/a?x=1", signed_target="/a?x=2"),
        message("GET", "/a", signed_target="/a?x=2"),
        message(scheme="http"),
        replace(message("GET"), method="HEAD"),
        replace(message("GET"), method="get"),
    ],
)
async def test_sig_05_a_request_signed_for_another_target_is_refused(request_: Request) -> None:
    await check(message(target="/inbox?x=1"))
    with pytest.raises(Unauthenticated):
        await check(request_)


@pytest.mark.parametrize("covered", [POST, ("@method", "@path", "@authority", "content-digest"), FEDIFY])
async def test_sig_05_a_request_signed_for_another_host_is_refused(covered: tuple[str, ...]) -> None:
    date = format_date(NOW)
    elsewhere = message(covered=covered, host="other.example", date=date)
    await check(message(covered=covered, date=date))
    await check(elsewhere, host="other.example")
    with pytest.raises(Unauthenticated) as caught:
        await check(elsewhere)
    assert caught.value.rule == "SIG-05"
    with pytest.raises(Unauthenticated):
        await check(with_header(elsewhere, "host", OUR_HOST))


async def test_sig_05_a_get_may_be_signed_without_its_query() -> None:
    assert await check(message("GET", "/a?x=1", signed_target="/a"))
    assert await check(message("GET", "/a?x=1", covered=("@method", "@path", "@authority")))
    assert await check(message("GET", "/a?x=1"))


async def test_sig_05_the_host_is_compared_with_its_port_and_without_case() -> None:
    assert await check(message(host="127.0.77.11:8080"), host="127.0.77.11:8080")
    assert await check(with_header(message(), "host", "Gallery.Example"))
    with pytest.raises(Unauthenticated):
        await check(message(host="127.0.77.11:8081"), host="127.0.77.11:8080")


@pytest.mark.parametrize("age", [-HOUR + 1, 0.0, 12 * HOUR - 1])
async def test_sig_06_a_time_inside_the_window_is_taken(age: float) -> None:
    assert await check(message(parameters=said(int(NOW - age))))


@pytest.mark.parametrize("age", [-HOUR - 2, 12 * HOUR + 2, 30 * 24 * HOUR, NOW])
async def test_sig_06_a_time_outside_the_window_is_refused(age: float) -> None:
    old = format_date(NOW - age)
    for request in (
        message(parameters=said(int(NOW - age))),
        message(parameters=said(int(NOW - age), more=f";expires={int(NOW) + 60}")),
        message(covered=(*POST, "date"), date=old),
    ):
        keys = Keys(key())
        with pytest.raises(Unauthenticated) as caught:
            await check(request, keys)
        assert caught.value.rule == "SIG-06"
        assert keys.asked == []


async def test_sig_06_expires_is_honoured() -> None:
    assert await check(message(parameters=said(more=f";expires={int(NOW)}")))
    for expires in (int(NOW) - 1, 0, -1, "?1", '"x"', "word"):
        with pytest.raises(Unauthenticated) as caught:
            await check(message(parameters=said(more=f";expires={expires}")))
        assert caught.value.rule == "SIG-06"


@pytest.mark.parametrize("parameters", [f';keyid="{KEY_ID}"', said("?1"), said(f'"{int(NOW)}"'), said("word")])
async def test_sig_03_the_time_of_signing_must_be_said(parameters: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        await check(message(parameters=parameters, covered=(*POST, "date"), date=format_date(NOW)))
    assert caught.value.rule == "SIG-03"


@pytest.mark.parametrize("name", ["signature", "signature-input", "content-digest", "host", "date", "content-type"])
async def test_sig_07_a_security_header_that_occurs_twice_is_400(name: str) -> None:
    request = REQUEST if name in dict(REQUEST.headers) else with_header(REQUEST, name, "1")
    with pytest.raises(Malformed) as caught:
        await check(replace(request, headers=(*request.headers, (name, header_of(request, name)))))
    assert caught.value.rule == "SIG-07"


@pytest.mark.parametrize(
    "mutate",
    [
        edit("sig1=", "sig1=:AAAA:, sig1="),
        edit("sig1=", 'sig1=("@method"), sig1=', "signature-input"),
        edit(";keyid", ";created=1;keyid", "signature-input"),
        edit(PARAMETERS, PARAMETERS + ';keyid="x"', "signature-input"),
    ],
)
async def test_sig_07_a_repeated_label_or_parameter_is_400(mutate: Mutation) -> None:
    with pytest.raises(Malformed) as caught:
        await check(mutate(REQUEST))
    assert caught.value.rule == "SIG-07"


async def test_sig_08_the_signer_speaks_for_exactly_its_own_actor() -> None:
    ticket = await check(REQUEST)
    assert ticket.speaks_for(ACTOR)
    assert not ticket.speaks_for("https://peer.example/actors/eve")


async def test_of_several_signatures_the_first_usable_one_counts() -> None:
    narrow = 'proxy=("@method");created=1'
    unknown = f'proxy=("@method" "@target-uri" "content-digest");created={int(NOW)};keyid="{KEY_ID}";alg="hmac-sha256"'
    for decoy in (narrow, unknown, "proxy=1"):
        assert await check(with_decoy(REQUEST, decoy, "proxy=:AAAA:"))
    elsewhere = f'proxy=("@method" "@target-uri" "content-digest");created={int(NOW)};keyid="https://eve.example/k"'
    keys = Keys(None)
    with pytest.raises(Unauthenticated):
        await check(with_decoy(REQUEST, elsewhere, "proxy=:AAAA:"), keys)
    assert keys.asked == [False]


async def test_more_than_a_few_signatures_are_refused() -> None:
    request = REQUEST
    for number in range(3):
        request = with_decoy(request, f'p{number}=("@method")', f"p{number}=:AAAA:")
    assert await check(request)
    with pytest.raises(Unauthenticated):
        await check(with_decoy(request, 'p3=("@method")', "p3=:AAAA:"))


@pytest.mark.parametrize("part", ["method", "target", "body", "host", "content-digest", "signature-input", "signature"])
async def test_flipping_any_byte_of_any_covered_part_is_refused(part: str) -> None:
    await check(REQUEST)
    text = {"method": REQUEST.method, "target": REQUEST.target, "body": BODY.decode()}.get(part)
    text = text if text is not None else header_of(REQUEST, part)
    for place in range(len(text)):
        other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        with pytest.raises(FedartError) as caught:
            await check(changed(REQUEST, part, other))
        assert caught.value.status in (400, 401), (place, other)


async def test_a_header_that_is_not_made_of_bytes_is_401() -> None:
    request = edit('"@method"', '"@method" "x-name"', "signature-input")(REQUEST)
    with pytest.raises(Unauthenticated):
        await check(with_header(request, "x-name", "snow ☃"))


def test_the_claimed_key_is_read_without_proof() -> None:
    assert claimed_key_id(REQUEST) == KEY_ID
    assert claimed_key_id(with_header(REQUEST, "signature", None)) == KEY_ID
    assert claimed_key_id(message("GET", covered=GET, parameters=";created=1")) == ""
    assert claimed_key_id(with_header(REQUEST, "signature-input", "nonsense")) == ""
