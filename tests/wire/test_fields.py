"""Readers of single fields: anything may stand anywhere (THREATS PAR-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.ids import origin_of
from fedart.domain.policy import PUBLIC
from fedart.errors import Malformed
from fedart.wire import fields, limits

ODD: list[object] = [
    None,
    True,
    0,
    1.5,
    "",
    "x",
    [],
    {},
    [[]],
    [None],
    [{}],
    {"id": None},
    {"id": {"id": 1}},
    ["a", 1],
    {"@value": []},
]
READERS = [
    fields.text,
    fields.items,
    fields.first_object,
    fields.uri,
    fields.types,
    fields.flag,
    fields.count,
    fields.numbers,
    fields.time,
    fields.page,
]

anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "href", "@value", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_par_03_no_reader_minds_an_odd_value(value: object) -> None:
    for reader in READERS:
        reader(value)
    assert len(fields.uris(value, 5)) <= 5


@given(anything)
def test_par_03_no_reader_minds_any_value(value: object) -> None:
    for reader in READERS:
        reader(value)
    list(fields.objects(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (["a", "b"], "a"),
        ([1, "b"], "b"),
        ({"@value": "v"}, "v"),
        ([{"@value": "v"}], "v"),
        ({"a": "b"}, ""),
        (5, ""),
    ],
)
def test_a_text_is_the_first_string(value: object, text: str) -> None:
    assert fields.text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "https://peer.test/1",
        ["https://peer.test/1", "https://peer.test/2"],
        {"id": "https://peer.test/1"},
        {"@id": "https://peer.test/1"},
        {"type": "Link", "href": "https://peer.test/1"},
        [{"type": "Link"}, {"id": "https://peer.test/1"}],
        ["acct:a@peer.test", "https://peer.test/1"],
    ],
)
def test_an_id_is_found_in_every_shape(value: object) -> None:
    assert fields.uri(value) == "https://peer.test/1"


BAD_ADDRESSES = [
    *[
        "",
        "peer.test",
        "//peer.test/1",
        "/1",
        "acct:a@peer.test",
        "javascript:alert(1)",
        "ftp://peer.test/",
        "data:text/html,x",
    ],
    *["https://", "https:///1", "https://user@peer.test/", "https://u:p@peer.test/", "https://peer.test\\@evil.test/"],
    *[
        "https://peer.test/ 1",
        "https://peer.test/\n",
        "https://peer.test:99999/",
        "https://peer.test:x/",
        "https://[::1",
    ],
    *[
        "https://a..b/",
        "https://" + "a" * 64 + ".test/",
        "https://peer.test/" + "x" * limits.URI_LENGTH,
        "HTTPS//peer.test",
    ],
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_aut_01_an_address_with_something_odd_in_it_is_none(address: str) -> None:
    assert fields.uri(address) is None
    with pytest.raises(Malformed) as refused:
        fields.required(address, "the id")
    assert refused.value.rule == "AUT-01"


GOOD_ADDRESSES = [
    *["https://peer.test", "https://peer.test/", "http://127.0.77.11:8080/a", "https://peer.test:8443/a?b=c#d"],
    *["https://xn--mnchen-3ya.test/", "https://münchen.test/straße", "https://peer.test/@a", "https://[2001:db8::1]/a"],
]


@pytest.mark.parametrize("address", GOOD_ADDRESSES)
def test_aut_01_an_ordinary_address_is_taken_as_it_is(address: str) -> None:
    assert fields.required(address, "the id") == address


def test_aut_01_only_keys_and_activities_may_have_a_fragment() -> None:
    assert fields.required("https://peer.test/1#a", "the activity") == "https://peer.test/1#a"
    assert fields.thing("https://peer.test/1", "the object") == "https://peer.test/1"
    with pytest.raises(Malformed):
        fields.thing("https://peer.test/1#a", "the object")


@given(st.from_regex(r"https?://[a-z0-9.:@\[\]-]{0,20}(/[\x20-\x7e]{0,10})?", fullmatch=True))
def test_aut_01_the_quick_look_never_takes_more_than_the_careful_one(address: str) -> None:
    assert fields.usable(address) == (origin_of(address) is not None)


@pytest.mark.parametrize("spelling", [PUBLIC, "as:Public", "Public"])
def test_public_has_three_spellings_and_one_meaning(spelling: str) -> None:
    assert fields.uris([spelling, "https://peer.test/f", spelling], 9) == [PUBLIC, "https://peer.test/f"]
    assert fields.uris(spelling, 9) == [PUBLIC]


def test_a_long_list_of_recipients_is_cut() -> None:
    assert len(fields.uris([f"https://peer.test/{n}" for n in range(50)], 10)) == 10


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Note", ["Note"]),
        (["Note", 1, "as:Article"], ["Note", "Article"]),
        ("https://www.w3.org/ns/activitystreams#Note", ["Note"]),
        ("toot:Emoji", ["Emoji"]),
        ("schema:Thing", ["schema:Thing"]),
        ({"id": "Note"}, []),
    ],
)
def test_types_lose_the_prefixes_that_we_know(value: object, names: list[str]) -> None:
    assert fields.types(value) == names


def test_the_first_known_type_of_several_counts() -> None:
    assert fields.type_of({"type": ["schema:Job", "Note"]}, frozenset({"Note"})) == "Note"
    assert fields.type_of({"@type": "as:Note"}, frozenset({"Note"})) == "Note"
    assert fields.type_of({"type": ["schema:Job"]}, frozenset({"Note"})) == "schema:Job"
    assert fields.type_of({}, frozenset({"Note"})) == ""


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        ("2026-01-01T00:00:00Z", 1_767_225_600_000),
        ("2026-01-01T00:00:00.5Z", 1_767_225_600_500),
        ("2026-01-01T01:00:00+01:00", 1_767_225_600_000),
        ("2026-01-01T00:00:00", 1_767_225_600_000),
        (["2026-01-01T00:00:00Z"], 1_767_225_600_000),
        ("1969-12-31T23:59:59Z", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
        ("2026-13-01T00:00:00Z", None),
        ("2" * 100, None),
        (1_767_225_600, None),
        (None, None),
    ],
)
def test_times_become_milliseconds_or_nothing(value: object, stamp: int | None) -> None:
    assert fields.time(value) == stamp


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, 5), (5.9, 5), ([7], 7), (-1, None), (True, None), ("5", None), (None, None), ({}, None)],
)
def test_counts_are_whole_and_not_negative(value: object, number: int | None) -> None:
    assert fields.count(value) == number


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        ("true", True),
        ([True], True),
        (1, True),
        (False, False),
        ("false", False),
        (None, False),
        ({}, False),
        ("1", False),
    ],
)
def test_a_flag_is_true_only_when_it_says_so(value: object, flag: object) -> None:
    assert fields.flag(value) is flag


HTML_LINK = {"type": "Link", "mediaType": "text/html", "href": "https://peer.test/page"}
VIDEO_LINK = {"type": "Link", "mediaType": "video/mp4", "href": "https://peer.test/video"}


@pytest.mark.parametrize(
    ("value", "page"),
    [
        ("https://peer.test/page", "https://peer.test/page"),
        (["https://peer.test/page", "https://peer.test/other"], "https://peer.test/page"),
        (HTML_LINK, "https://peer.test/page"),
        ([VIDEO_LINK, HTML_LINK], "https://peer.test/page"),
        ([VIDEO_LINK, "https://peer.test/page"], "https://peer.test/page"),
        (VIDEO_LINK, ""),
        ({"href": "https://peer.test/page"}, "https://peer.test/page"),
        ("javascript:alert(1)", ""),
        (None, ""),
    ],
)
def test_the_page_for_people_is_found_among_links(value: object, page: str) -> None:
    assert fields.page(value) == page
