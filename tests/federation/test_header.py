import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.errors import FedartError, Malformed, Unauthenticated
from fedart.federation import header
from tests.support.signing import Keys, check, header_of, key, signed, with_header

GOOD = 'keyId="https://peer.example/k",algorithm="hs2019",headers="(request-target) host date",signature="AAAA"'


def test_all_parameters_are_read() -> None:
    found = header.parse(GOOD + ",created=1402170695,expires=1402170699")
    assert found.key_id == "https://peer.example/k"
    assert found.algorithm == "hs2019"
    assert found.names == ("(request-target)", "host", "date")
    assert found.signature == b"\0\0\0"
    assert (found.created, found.expires) == ("1402170695", "1402170699")


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", ", "),
        GOOD.replace(",", " , "),
        GOOD + ",",
        GOOD + ',created="1402170695"',
        GOOD + ',unknown="x"',
        GOOD.replace('algorithm="hs2019",', ""),
        ",".join(reversed(GOOD.split(","))),
    ],
)
def test_the_spellings_of_other_servers_are_read(text: str) -> None:
    assert header.parse(text).names == ("(request-target)", "host", "date")


def test_without_a_list_of_headers_only_the_date_is_signed() -> None:
    assert header.parse('keyId="https://peer.example/k",signature="AAAA"').names == ("date",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Signature " + GOOD,
        GOOD.replace('keyId="https://peer.example/k",', ""),
        GOOD.replace("https://peer.example/k", ""),
        GOOD.replace("https://peer.example/k", "https://peer.example/a b"),
        GOOD.replace("https://peer.example/k", "https://peer.example/" + "k" * 2048),
        GOOD.replace("https://peer.example/k", "https://peer.example/\\"),
        GOOD.replace("https://peer.example/k", "https://peer.example/é"),
        GOOD.replace('"AAAA"', '""'),
        GOOD.replace('"AAAA"', '"AAA"'),
        GOOD.replace('"AAAA"', '"AA A"'),
        GOOD.replace('"AAAA"', '"AB=="'),
        GOOD.replace('"AAAA"', '"' + "AAAA" * 600 + '"'),
        GOOD.replace("(request-target) host date", ""),
        GOOD.replace("(request-target) host date", "date date"),
        GOOD.replace("(request-target) host date", " ".join(f"x{n}" for n in range(40))),
        GOOD + ",created=x",
        GOOD + ',created="1.5"',
        GOOD + ",created=-1",
        GOOD + ",created=1234567890123",
        GOOD + ',expires="soon"',
        GOOD + ";",
        GOOD + ",,",
        GOOD + "," + ",".join(f'{"x" * n}="1"' for n in range(1, 20)),
        GOOD + ',x="' + "y" * 8192 + '"',
        GOOD + ',x="unclosed',
    ],
)
def test_what_cannot_be_read_is_401(text: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        header.parse(text)
    assert caught.value.rule == "SIG-01"


def test_a_repeated_parameter_is_400() -> None:
    with pytest.raises(Malformed):
        header.parse(GOOD + ',algorithm="hs2019"')


def test_the_key_id_alone_is_found_without_reading_the_rest() -> None:
    assert header.key_id(GOOD) == "https://peer.example/k"
    assert header.key_id('x="1", ' + GOOD + ", garbage") == "https://peer.example/k"
    assert header.key_id('xkeyId="https://peer.example/k"') == ""
    assert header.key_id("") == ""


@pytest.mark.parametrize(
    "text",
    [
        'x="' * 2700,
        "a=1," * 2000,
        " " * 8192,
        'keyId="' + "a" * 8000,
        ("keyId=" + '"' * 2) * 800,
        'headers="' + "a " * 4000 + '"',
        ', keyId="' * 800,
    ],
)
def test_hostile_headers_take_linear_time(text: str) -> None:
    start = time.process_time()
    for _ in range(20):
        header.key_id(text)
        with pytest.raises(FedartError):
            header.parse(text)
    assert time.process_time() - start < 0.5


REQUEST = signed()
GENUINE = header_of(REQUEST, "signature")
PIECES = st.sampled_from(
    ['keyId="https://peer.example/actors/ada#main-key"', 'algorithm="rsa-sha256"', 'algorithm="hmac-sha256"',
     'headers="(request-target) host date digest"', 'headers="(created) (expires)"', 'signature="AAAA"', "created=1",
     "expires=99999999999", ",", ", ", '"', "=", "\\", 'keyId="', "é", "\x00", " "]
)  # fmt: skip
HEADERS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=9).map("".join),
    st.lists(PIECES, max_size=7).map(",".join),
    st.builds(lambda at, new: (at, new), st.integers(0, 600), st.characters()).map(
        lambda change: GENUINE[: change[0]] + change[1] + GENUINE[change[0] + 1 :]
    ),
)


@settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HEADERS, min_size=25, max_size=25))
async def test_any_of_10_000_signature_headers_leads_to_a_typed_refusal_and_never_to_a_crash(values: list[str]) -> None:
    for value in values:
        refusal = await refused(value)
        if refusal is None:
            found, good = header.parse(value), header.parse(GENUINE)
            assert (found.key_id, found.names, found.signature) == (good.key_id, good.names, good.signature)
        else:
            assert refusal.status in (400, 401)


async def refused(value: str) -> FedartError | None:
    try:
        await check(with_header(REQUEST, "signature", value), Keys(key()))
    except FedartError as error:
        return error
    return None
