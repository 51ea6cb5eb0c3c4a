"""A commission desk on the document of its artist: one more field, with the way to the page."""

import json
from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.commission import Standing, Status
from fedart.domain.ids import Uri
from fedart.domain.practice import Open, Opening, Practice
from fedart.wire import parse, render
from fedart.wire.render_actor import desk_line
from tests.support import acceptance, terms
from tests.support.commissions import BADGE, DESK
from tests.support.samples import ADA
from tests.support.strategies import PEM, URLS

KEYS = render.Keys(Uri(ADA.key_id), PEM)
PRACTICE = Practice(
    roles=("Painter",), openings=(Open(Opening.CONTRACT), Open(Opening.COMMISSIONS, date(2026, 12, 31)))
)


def fields(standing: Standing | None) -> list[tuple[str, str]]:
    document = render.actor(ADA, URLS, keys=KEYS, practice=PRACTICE, desk=standing)
    found = document["attachment"]
    assert isinstance(found, list)
    assert all(line["type"] == "PropertyValue" for line in found)
    return [(line["name"], line["value"]) for line in found][len(ADA.fields) :]


@pytest.mark.parametrize(
    ("standing", "line"),
    [
        (Standing(DESK, 0, listed=True), "open, 2 of 2 slots free, from 12.50 EUR"),
        (Standing(DESK, 2, listed=True), "waitlist, 0 of 2 slots free, from 12.50 EUR"),
        (Standing(replace(DESK, slots=1, menu=()), 0, listed=True), "open, 1 of 1 slot free"),
        (
            Standing(replace(DESK, status=Status.WAITLIST), 1, listed=True),
            "waitlist, 1 of 2 slots free, from 12.50 EUR",
        ),
        (Standing(DESK, 1, listed=False), "closed"),
        (
            Standing(replace(DESK, menu=(replace(BADGE, price=1_200_00),), currency="USD"), 0, listed=True),
            "open, 2 of 2 slots free, from 1,200 USD",
        ),
    ],
)
def test_a_desk_is_one_line(standing: Standing, line: str) -> None:
    assert desk_line(standing) == line


def test_the_field_comes_before_the_others_and_says_of_commissions_what_they_would() -> None:
    page = f"{URLS.profile(ADA.username)}/commissions"
    link = f'<a href="{page}" rel="nofollow noopener noreferrer">{page.removeprefix("https://")}</a>'
    assert fields(Standing(DESK, 1, listed=True)) == [
        ("Commissions", f"open, 1 of 2 slots free, from 12.50 EUR: {link}"),
        ("Open for", "contract work"),
        ("Roles", "Painter"),
    ]


@pytest.mark.parametrize("status", list(Status))
def test_every_peer_takes_an_artist_with_a_desk(status: Status) -> None:
    standing = Standing(replace(DESK, status=status), 0, listed=status is not Status.CLOSED)
    document = render.actor(ADA, URLS, keys=KEYS, practice=PRACTICE, desk=standing)
    sent = json.loads(render.dump(document))
    assert acceptance.complaints(sent) == []
    assert terms.lost(sent) == set()
    found = parse.actor(render.dump(document))
    assert found.fields[len(ADA.fields)].name == "Commissions"
    assert f'href="{URLS.profile(ADA.username)}/commissions"' in found.fields[len(ADA.fields)].value


def test_without_a_desk_nothing_changes() -> None:
    assert fields(None) == [("Roles", "Painter"), ("Open for", "contract work, commissions until 31 December 2026")]


def test_software_is_told_of_commissions_as_before() -> None:
    document = render.actor(ADA, URLS, keys=KEYS, practice=PRACTICE, desk=Standing(DESK, 0, listed=True))
    seeks = document["seeks"]
    assert isinstance(seeks, list)
    assert [demand["name"] for demand in seeks] == ["contract", "commissions"]
