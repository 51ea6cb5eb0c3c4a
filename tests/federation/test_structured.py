import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.errors import FedartError, Malformed, Unauthenticated
from fedart.federation.structured import Bare, InnerList, Item, Member, Token, dictionary, written

INPUT = 'sig1=("@method" "@target-uri");created=1618884473;keyid="https://peer.example/k"'


def test_a_dictionary_of_inner_lists_is_read() -> None:
    covered = (Item("@method"), Item("@target-uri"))
    found = dictionary(INPUT)
    assert found == {"sig1": InnerList(covered, {"created": 1618884473, "keyid": "https://peer.example/k"})}
    assert list(dictionary("b=1, a=2,c=3")) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=:AAAA:", b"\0\0\0"),
        ("a=::", b""),
        ('a="x"', "x"),
        (r'a="x\"\\y"', 'x"\\y'),
        ("a=12", 12),
        ("a=-12", -12),
        ("a=?1", True),
        ("a=?0", False),
        ("a", True),
        ("a=word", Token("word")),
        ("a=*/x:y", Token("*/x:y")),
    ],
)
def test_every_kind_of_value_is_read(text: str, value: Bare) -> None:
    found = dictionary(text)["a"]
    assert found == Item(value)
    assert type(value) is not bool or isinstance(found, Item)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a=1;b;c=?0;d=x", "1;b;c=?0;d=x"),
        ("a=1;  b=2", "1;b=2"),
        ("a=(  )", "()"),
        ('a=( "x"   "y";z  );q', '("x" "y";z);q'),
        ("a=(1)", "(1)"),
        (r'a="\"\\"', r'"\"\\"'),
        ("a=007", "7"),
        ("a=:AAAA:;x=:/+8=:", ":AAAA:;x=:/+8=:"),
    ],
)
def test_a_member_is_written_in_its_one_canonical_spelling(text: str, canonical: str) -> None:
    member = dictionary(text)["a"]
    assert written(member) == canonical
    assert dictionary(f"a={canonical}")["a"] == member


def test_nothing_is_an_empty_dictionary() -> None:
    assert dictionary("") == dictionary("   ") == {}


def test_blanks_are_taken_around_commas() -> None:
    assert list(dictionary(" a=1 \t,\t b=2 ")) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        ",",
        "a=1,",
        "a=1, ",
        "a=1 b=2",
        "a=1,,b=2",
        ", a=1",
        "A=1",
        "1=1",
        "a=",
        "a=,b=1",
        "a =1",
        "a= 1",
        "a=1;",
        "a=1;B=2",
        "a=1;b=",
        "a=1 ;b",
        "a=1.5",
        "a=1234567890123456",
        "a=-",
        "a=--1",
        'a="x',
        'a="x\\',
        r'a="\x"',
        'a="é"',
        'a="\x7f"',
        'a="\n"',
        "a=é",
        "é=1",
        "a=:AAA:",
        "a=:AB==:",
        "a=:AA AA:",
        "a=:A_AA:",
        "a=:AAAA",
        "a=?2",
        "a=?",
        "a=(",
        'a=("x"',
        'a=("x""y")',
        'a=("x",)',
        "a=((1))",
        "a=(1)b",
        "a=(1\t2)",
        "sig1=sig1=1",
        'keyId="x",signature="AAAA"',
        "a=@1618884473",
        "a" * 65 + "=1",
        "a=(" + "1 " * 33 + ")",
        ",".join(f"a{n}=1" for n in range(17)),
        "a=1" + "".join(f";b{n}" for n in range(17)),
        'a="' + "x" * 8192 + '"',
    ],
)
def test_what_cannot_be_read_is_401(text: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        dictionary(text)
    assert caught.value.rule == "SIG-01"


@pytest.mark.parametrize("text", ["a=1,a=2", "a=1;b=1;b=2", "a=(1;x;x)", "a=(1);created=1;created=2"])
def test_sig_07_what_stands_twice_is_400(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        dictionary(text)
    assert caught.value.rule == "SIG-07"


@pytest.mark.parametrize(
    "text",
    [
        "a=" + "(" * 8000,
        'a="' + "\\\\" * 4000,
        'a="' + 'x"' * 4000,
        "a=:" + "A" * 8000,
        "a" + ";b" * 4000,
        "a=(" + " " * 8000,
        "a=1" + " " * 8000 + "x",
        "a=" + "1" * 8000,
        "a=(" + "1;a=(" * 1500,
        "a," * 4000,
    ],
)
def test_hostile_fields_take_linear_time(text: str) -> None:
    start = time.process_time()
    for _ in range(20):
        with pytest.raises(FedartError):
            dictionary(text)
    assert time.process_time() - start < 0.5


KEYS = st.from_regex(r"[a-z*][a-z0-9_.*-]{0,8}", fullmatch=True)
STRINGS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
TOKENS = st.from_regex(r"[A-Za-z*][A-Za-z0-9:/*!-]{0,6}", fullmatch=True).map(Token)
VALUES = st.one_of(STRINGS, st.integers(-(10**15) + 1, 10**15 - 1), st.binary(max_size=9), st.booleans(), TOKENS)
PARAMETERS = st.dictionaries(KEYS, VALUES, max_size=4)
ITEMS = st.builds(Item, VALUES, PARAMETERS)
LISTS = st.builds(InnerList, st.lists(ITEMS, max_size=4).map(tuple), PARAMETERS)


@given(st.dictionaries(KEYS, st.one_of(ITEMS, LISTS), max_size=4))
def test_what_is_written_is_read_again_as_it_was(members: dict[str, Member]) -> None:
    assert dictionary(", ".join(f"{key}={written(member)}" for key, member in members.items())) == members


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Malformed, Unauthenticated):
        dictionary(text)
