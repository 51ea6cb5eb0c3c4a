"""Actors, activities and collections that every peer would take."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.domain.practice import Open, Opening, Practice
from fedart.wire import activities as wire
from fedart.wire import parse, render
from tests.support import acceptance, terms
from tests.support.samples import ADA, BOB, WORK
from tests.support.strategies import NOW, PEM, URLS, actors

ACT = URLS.activity("1")
KEYS = render.Keys(Uri(ADA.key_id), PEM)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Json = dict[str, object]


def sent(document: Json) -> Json:
    """A document as a peer decodes it."""
    decoded: Json = json.loads(render.dump(document))
    return decoded


@given(actors())
@SLOW
def test_every_peer_takes_every_actor(actor: Actor) -> None:
    document = render.actor(actor, URLS, keys=render.Keys(Uri(actor.key_id), PEM))
    assert acceptance.complaints(sent(document)) == []
    assert acceptance.complaints(sent(render.update(ACT, document, at=NOW, to=[PUBLIC]))) == []
    found = parse.actor(render.dump(document))
    assert (found.uri, found.type, found.username, found.url) == (actor.uri, actor.type, actor.username, actor.url)
    assert (found.inbox, found.shared_inbox, found.followers) == (actor.inbox, actor.shared_inbox, actor.followers)
    assert (found.locked, found.discoverable, found.indexable) == (actor.locked, actor.discoverable, actor.indexable)
    assert parse.key(render.dump(document)) == wire.KeyDocument(Uri(actor.key_id), actor.uri, PEM.strip(), actor.uri)


def test_an_actor_document_has_everything_that_must_be_there() -> None:
    icon = render.PublicFile("https://fedart.test/media/1/avatar.webp", "image/webp", 400, 400)
    document = sent(render.actor(ADA, URLS, keys=KEYS, icon=icon, image=replace(icon, width=None)))
    assert document["publicKey"] == {"id": ADA.key_id, "owner": ADA.uri, "publicKeyPem": PEM}
    assert document["endpoints"] == {"sharedInbox": "https://fedart.test/inbox"}
    assert document["icon"] == {
        "type": "Image",
        "mediaType": "image/webp",
        "url": icon.url,
        "width": 400,
        "height": 400,
    }
    assert document["image"] == {"type": "Image", "mediaType": "image/webp", "url": icon.url}
    assert document["attributionDomains"] == ["fedart.test"]
    assert document["webfinger"] == "ada@fedart.test"
    assert document["interactionPolicy"] == {"canFeature": {"automaticApproval": [PUBLIC]}}
    assert document["attachment"] == [
        {
            "type": "PropertyValue",
            "name": "web",
            "value": '<a href="https://ada.test/?a=1&amp;b=2" rel="me nofollow noopener noreferrer">'
            "https://ada.test/?a=1&amp;b=2</a>",
        },
        {"type": "PropertyValue", "name": "pronouns", "value": "she &amp; they"},
    ]


PRACTICE = Practice(
    roles=("Painter", "Comics <artist>"),
    openings=(Open(Opening.CONTRACT), Open(Opening.COMMISSIONS, date(2026, 12, 31))),
)


def test_a_practice_stands_after_the_artists_own_fields_and_in_terms_that_mean_it() -> None:
    document = sent(render.actor(ADA, URLS, keys=KEYS, practice=PRACTICE))
    assert acceptance.complaints(document) == []
    named = document["attachment"]
    assert isinstance(named, list)
    assert [line["name"] for line in named] == ["web", "pronouns", "Roles", "Open for"]
    assert document["jobTitle"] == ["Painter", "Comics <artist>"]
    assert document["seeks"] == [
        {"type": "Demand", "name": "contract"},
        {"type": "Demand", "name": "commissions", "availabilityEnds": "2026-12-31"},
    ]
    assert terms.lost(document) == set()
    assert [term for term in terms.used(document) if term not in terms.defined(document)] == []


def test_the_fields_of_a_practice_are_text() -> None:
    fields = render.actor(replace(ADA, fields=()), URLS, keys=KEYS, practice=PRACTICE)["attachment"]
    assert fields == [
        {"type": "PropertyValue", "name": "Roles", "value": "Painter, Comics &lt;artist&gt;"},
        {"type": "PropertyValue", "name": "Open for", "value": "contract work, commissions until 31 December 2026"},
    ]
    bare = render.actor(ADA, URLS, keys=KEYS)
    assert not {"jobTitle", "seeks"} & set(bare)


def test_an_artist_who_does_not_want_to_be_found_is_not_featured_either() -> None:
    document = render.actor(replace(ADA, discoverable=False), URLS, keys=KEYS)
    assert document["interactionPolicy"] == {"canFeature": {"automaticApproval": [ADA.uri]}}


def test_a_very_long_bio_goes_out_as_plain_text() -> None:
    long = "<p>" + "<strong>b</strong>" * 2_000 + "</p>"
    document = render.actor(replace(ADA, summary=long), URLS, keys=KEYS)
    assert document["summary"] == "<p>" + "b" * 2_000 + "</p>"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "https://a.test/ and more", "https://u@a.test/", "<b>x</b>"])
def test_a_profile_field_that_is_no_address_is_only_text(value: str) -> None:
    assert "<a" not in render.field_html(value)
    assert "<b" not in render.field_html(value)


def test_the_instance_actor_is_an_application_with_its_own_key() -> None:
    document = sent(
        render.instance_actor(URLS, name="fedart", summary="a <b> place", keys=render.Keys(URLS.instance_key, PEM))
    )
    assert acceptance.complaints(document) == []
    assert document["summary"] == "<p>a &lt;b&gt; place</p>"
    found = parse.actor(json.dumps(document).encode())
    assert (found.type, found.uri, found.key_id) == (ActorType.APPLICATION, URLS.instance_actor, URLS.instance_key)


FOLLOW = render.follow(Uri("https://peer.test/f/1"), BOB.uri, ADA.uri)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (FOLLOW, wire.Follow(Uri("https://peer.test/f/1"), BOB.uri, ADA.uri)),
        (
            render.accept(ACT, ADA.uri, FOLLOW),
            wire.Accept(ACT, ADA.uri, Uri("https://peer.test/f/1"), BOB.uri, ADA.uri),
        ),
        (
            render.reject(ACT, ADA.uri, FOLLOW),
            wire.Reject(ACT, ADA.uri, Uri("https://peer.test/f/1"), BOB.uri, ADA.uri),
        ),
        (
            render.undo(ACT, BOB.uri, FOLLOW),
            wire.Undo(ACT, BOB.uri, Uri("https://peer.test/f/1"), "Follow", BOB.uri, ADA.uri),
        ),
        (
            render.like(ACT, ADA.uri, Uri("https://peer.test/n"), BOB.uri),
            wire.Like(ACT, ADA.uri, Uri("https://peer.test/n"), None),
        ),
        (render.delete(ACT, ADA.uri, WORK.uri, to=[PUBLIC]), wire.Delete(ACT, ADA.uri, WORK.uri)),
        (render.delete(ACT, ADA.uri, ADA.uri, to=[PUBLIC]), wire.Delete(ACT, ADA.uri, ADA.uri)),
        (
            render.announce(ACT, ADA.uri, Uri("https://peer.test/n"), at=NOW, to=[PUBLIC], cc=[ADA.followers]),
            wire.Announce(ACT, ADA.uri, Uri("https://peer.test/n"), NOW, (Uri(PUBLIC),), (Uri(ADA.followers),)),
        ),
    ],
)
def test_activities_have_the_shapes_that_peers_expect(document: Json, expected: wire.Activity) -> None:
    assert parse.activity(render.dump(document)) == expected
    assert acceptance.complaints(sent(document)) == []
    assert isinstance(document["actor"], str)
    inner = document["object"]
    if document["type"] in ("Accept", "Reject", "Undo"):
        assert isinstance(inner, dict)
        assert {"id", "type", "actor", "object"} <= set(inner)
        assert "@context" not in inner
    if document["type"] in ("Follow", "Like", "Announce"):
        assert isinstance(inner, str)


def test_an_undo_goes_where_the_undone_went() -> None:
    boost = render.announce(ACT, ADA.uri, BOB.uri, at=NOW, to=[PUBLIC], cc=[ADA.followers, BOB.uri])
    undone = render.undo(ACT, ADA.uri, boost)
    assert (undone["to"], undone["cc"]) == (boost["to"], boost["cc"])
    assert "cc" not in render.undo(ACT, BOB.uri, FOLLOW)


def test_a_tombstone_says_what_it_was() -> None:
    assert parse.note(render.dump(render.tombstone(WORK.uri))) == wire.Tombstone(WORK.uri)
    assert render.tombstone(WORK.uri, deleted=NOW)["deleted"] == "2026-11-18T11:06:40.000Z"


def test_collections_and_their_pages() -> None:
    whole = render.collection(Uri("https://fedart.test/c"), 7, Uri("https://fedart.test/c?page=1"))
    assert (whole["type"], whole["totalItems"], whole["first"]) == (
        "OrderedCollection",
        7,
        "https://fedart.test/c?page=1",
    )
    assert "first" not in render.collection(Uri("https://fedart.test/c"), 0)
    assert parse.total(render.dump(whole)) == 7
    short = render.ordered(Uri("https://fedart.test/c"), ["a", "b"])
    assert (short["totalItems"], short["orderedItems"]) == (2, ["a", "b"])
    page = render.collection_page(
        Uri("https://fedart.test/c?after=1"),
        Uri("https://fedart.test/c"),
        ["a"],
        next_page=Uri("https://fedart.test/c?after=2"),
    )
    assert (page["partOf"], page["orderedItems"], page["next"]) == (
        "https://fedart.test/c",
        ["a"],
        "https://fedart.test/c?after=2",
    )
    assert "prev" not in page
    first = render.collection_page(
        Uri("https://a.test/2"), Uri("https://a.test/"), [], prev_page=Uri("https://a.test/1")
    )
    assert first["prev"] == "https://a.test/1"
