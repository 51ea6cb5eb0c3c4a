"""FEP-8fcf: the digest, and the header around it."""

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.synchronisation import Stated, digest, header, read

URLS = st.text("abcdefghij/:.", min_size=1, max_size=40)


def test_the_digest_of_one_is_its_sha256_and_of_nobody_zeros() -> None:
    assert digest(["https://a.example/1"]) == hashlib.sha256(b"https://a.example/1").hexdigest()
    assert digest([]) == "0" * 64


def test_the_digest_is_that_of_the_proposal() -> None:
    ids = ["https://testing.example.org/users/1", "https://testing.example.org/users/2"]
    assert digest(ids) == "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f"


@given(st.lists(URLS, max_size=8), st.randoms())
def test_order_and_repetition_do_not_matter(ids: list[str], luck: Random) -> None:
    shuffled = ids + ids[:3]
    luck.shuffle(shuffled)
    assert digest(shuffled) == digest(ids)


@given(URLS, URLS, st.lists(URLS, max_size=3))
def test_what_is_written_is_read(collection: str, url: str, ids: list[str]) -> None:
    stated = Stated(collection, url, digest(ids))
    assert read(header(stated)) == stated


GOOD = f'collectionId="https://a.example/f", url="https://a.example/s", digest="{"ab" * 32}"'


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        GOOD.replace("url", "uri"),
        GOOD.replace("ab", "xy", 1),
        GOOD.replace('"ab', '"b'),
        GOOD + ', digest="' + "cd" * 32 + '"',
        GOOD + " and more",
        GOOD.replace('"https://a.example/s"', "https://a.example/s"),
        'url="' + "x" * 3_000 + '"',
    ],
    ids=repr,
)
def test_a_header_that_is_not_whole_says_nothing(value: str) -> None:
    assert read(value) is None
    assert read(GOOD) == Stated("https://a.example/f", "https://a.example/s", "ab" * 32)
    assert read(GOOD.replace(", ", ",").upper().replace("COLLECTIONID", "collectionId")) is None
