"""Every document that we can produce passes every replica, and every replica refuses what its peer would refuse.

The second half gives the first its meaning: a table of bad documents, at least one for each function of each replica.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.wire import render
from tests.support.acceptance import PEERS, complaints, depth
from tests.support.corpus import FOR_GOTOSOCIAL, NO_DOCUMENTS, SERIALISERS, sent
from tests.support.samples import ADA, BOB, PICTURE, WORK
from tests.support.strategies import NOW, PEM, URLS

Json = dict[str, Any]
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ELSEWHERE = "https://other.test/1"
GONE = object()
ACT, THEIRS = URLS.activity("1"), Uri("https://peer.test/n/1")
FOLLOW = render.follow(Uri("https://peer.test/f/1"), BOB.uri, ADA.uri)
ASKED = {
    "id": "https://peer.test/q/1",
    "type": "QuoteRequest",
    "actor": BOB.uri,
    "object": WORK.uri,
    "instrument": THEIRS,
}
ICON = render.PublicFile("https://fedart.test/media/1/640.jpg", "image/jpeg")


# what we send


def test_every_serialiser_is_tried() -> None:
    assert set(SERIALISERS) | set(FOR_GOTOSOCIAL) == set(render.__all__) - NO_DOCUMENTS


@pytest.mark.parametrize("name", sorted(FOR_GOTOSOCIAL))
def test_gotosocial_takes_what_it_alone_reads(name: str) -> None:
    @given(FOR_GOTOSOCIAL[name])
    @SLOW
    def check(document: dict[str, object]) -> None:
        assert [
            each for each in complaints(sent(document)) if each.startswith(("GoToSocial", "anybody", "readers"))
        ] == []

    check()


@pytest.mark.parametrize("name", sorted(SERIALISERS))
def test_every_peer_takes_everything_that_we_send(name: str) -> None:
    @given(SERIALISERS[name])
    @SLOW
    def check(document: dict[str, object]) -> None:
        assert complaints(sent(document)) == []

    check()


# what the replicas refuse

NOTE: Json = sent(render.note(WORK, ADA, URLS, [PICTURE]))
ACTOR = sent(render.actor(ADA, URLS, keys=render.Keys(URLS.key(ADA.id), PEM), icon=ICON))
UPDATED = sent(render.update(ACT, ACTOR, at=NOW, to=[PUBLIC]))
ANSWER = sent(render.note(WORK, ADA, URLS, [])) | {"inReplyTo": "https://peer.test/videos/1"}
SAMPLES: dict[str, Json] = {
    "Note": NOTE,
    "Actor": ACTOR,
    "Create": sent(render.create(ACT, render.note(WORK, ADA, URLS, [PICTURE]))),
    "Update": UPDATED,
    "Delete": sent(render.delete(ACT, ADA.uri, WORK.uri, to=[PUBLIC], cc=[ADA.followers])),
    "Follow": sent(render.follow(ACT, ADA.uri, BOB.uri)),
    "Accept": sent(render.accept(ACT, ADA.uri, FOLLOW)),
    "Reject": sent(render.reject(ACT, ADA.uri, FOLLOW)),
    "Undo": sent(render.undo(ACT, ADA.uri, render.follow(URLS.activity("2"), ADA.uri, BOB.uri))),
    "Like": sent(render.like(ACT, ADA.uri, THEIRS, BOB.uri)),
    "Announce": sent(render.announce(ACT, ADA.uri, THEIRS, at=NOW, to=[PUBLIC], cc=[ADA.followers])),
    "Add": sent(render.add(ACT, ADA.uri, WORK.uri, Uri(ADA.featured), ADA.followers)),
    "Remove": sent(render.remove(ACT, ADA.uri, WORK.uri, Uri(ADA.featured), ADA.followers)),
    "ReplyRequest": sent(render.reply_request(ACT, THEIRS, BOB.uri, sent(render.note(WORK, ADA, URLS, [])))),
    "Move": sent(render.move(ACT, ADA.uri, BOB.uri, ADA.followers)),
    "Block": sent(render.block(ACT, ADA.uri, BOB.uri)),
    "Flag": sent(render.flag(ACT, URLS.instance_actor, BOB.uri, [THEIRS], "spam")),
    "Tombstone": sent(render.tombstone(WORK.uri, deleted=NOW)),
    "OrderedCollection": sent(render.ordered(Uri(ADA.featured), [WORK.uri])),
    "OrderedCollectionPage": sent(
        render.collection_page(Uri(f"{ADA.outbox}?page=1"), Uri(ADA.outbox), [], next_page=Uri(f"{ADA.outbox}?page=2"))
    ),
    "QuoteAuthorization": sent(render.quote_authorization(URLS.stamp("1"), ADA.uri, THEIRS, WORK.uri)),
    "FeatureAuthorization": sent(render.feature_authorization(URLS.stamp("1"), ADA.uri, Uri("https://peer.test/l/1"))),
}
ALL = tuple(PEERS)
Change = tuple[str, object]


def changed(document: Json, *changes: Change) -> Json:
    """A copy with values put in at dotted paths, or taken out (GONE)."""
    copy = sent(document)
    for path, value in changes:
        *way, last = path.split(".")
        place: Any = copy
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        if value is GONE:
            del place[last]
        else:
            place[int(last) if last.isdigit() else last] = value
    return copy


REFUSED: list[tuple[str, str, Change]] = [
    # Mastodon
    ("Mastodon", "Note", ("type", "Image")),
    ("Mastodon", "Note", ("attributedTo", [ADA.uri])),
    ("Mastodon", "Note", ("id", ELSEWHERE)),
    ("Mastodon", "Note", ("url", ELSEWHERE)),
    ("Mastodon", "Note", ("published", "yesterday")),
    ("Mastodon", "Note", ("contentMap", {"en": "<p>a</p>", "de": "<p>b</p>"})),
    ("Mastodon", "Note", ("contentMap", {"en": "<p>something else</p>"})),
    ("Mastodon", "Note", ("interactionPolicy", {"canReply": {"automaticApproval": [PUBLIC]}})),
    ("Mastodon", "Note", ("updated", NOTE["published"])),
    ("Mastodon", "Note", ("attachment.0.name", GONE)),
    ("Mastodon", "Note", ("replies.first", GONE)),
    ("Mastodon", "Note", ("likes", GONE)),
    ("Mastodon", "Note", ("summary", "a warning")),
    ("Mastodon", "Note", ("tag.0.href", GONE)),
    ("Mastodon", "Actor", ("publicKey", GONE)),
    ("Mastodon", "Actor", ("publicKey.owner", ELSEWHERE)),
    ("Mastodon", "Actor", ("preferredUsername", GONE)),
    ("Mastodon", "Actor", ("endpoints", GONE)),
    ("Mastodon", "Actor", ("featuredTags", ELSEWHERE)),
    ("Mastodon", "Actor", ("discoverable", GONE)),
    ("Mastodon", "Actor", ("showMedia", "yes")),
    ("Mastodon", "Actor", ("attachment", [{"type": "PropertyValue", "name": "x"}])),
    ("Mastodon", "Actor", ("attributionDomains", ["https://fedart.test/"])),
    ("Mastodon", "Create", ("actor", URLS.actor("2"))),
    ("Mastodon", "Create", ("to", [])),
    ("Mastodon", "Create", ("id", ELSEWHERE)),
    ("Mastodon", "Update", ("actor", URLS.actor("2"))),
    ("Mastodon", "Follow", ("object", {"type": "Person"})),
    ("Mastodon", "Like", ("object", GONE)),
    ("Mastodon", "Block", ("object", "bob")),
    ("Mastodon", "Announce", ("to", [])),
    ("Mastodon", "Accept", ("object", FOLLOW["id"])),
    ("Mastodon", "Accept", ("object.object", BOB.uri)),
    ("Mastodon", "Accept", ("object", ASKED)),
    ("Mastodon", "Reject", ("object.actor", GONE)),
    ("Mastodon", "Reject", ("object", {**ASKED, "instrument": None})),
    ("Mastodon", "Undo", ("object", ACT)),
    ("Mastodon", "Undo", ("object.actor", BOB.uri)),
    ("Mastodon", "Delete", ("object", ELSEWHERE)),
    ("Mastodon", "Add", ("target", ELSEWHERE)),
    ("Mastodon", "Remove", ("object", ELSEWHERE)),
    ("Mastodon", "Move", ("object", BOB.uri)),
    ("Mastodon", "Move", ("target", ADA.uri)),
    ("Mastodon", "Flag", ("object", "bob")),
    ("Mastodon", "OrderedCollection", ("totalItems", GONE)),
    ("Mastodon", "OrderedCollection", ("orderedItems", GONE)),
    ("Mastodon", "OrderedCollection", ("orderedItems", [{"type": "Hashtag", "name": "oil"}])),
    ("Mastodon", "OrderedCollectionPage", ("orderedItems", GONE)),
    ("Mastodon", "OrderedCollectionPage", ("next", ELSEWHERE)),
    ("Mastodon", "QuoteAuthorization", ("interactionTarget", ELSEWHERE)),
    ("Mastodon", "FeatureAuthorization", ("interactingObject", GONE)),
    # Pixelfed
    ("Pixelfed", "Note", ("url", [WORK.url])),
    ("Pixelfed", "Note", ("url", ELSEWHERE)),
    ("Pixelfed", "Note", ("to", PUBLIC)),
    ("Pixelfed", "Note", ("attachment.0.type", "Video")),
    ("Pixelfed", "Note", ("attachment.0.mediaType", "image/svg+xml")),
    ("Pixelfed", "Note", ("attachment.0.url", "http://fedart.test/m.png")),
    ("Pixelfed", "Note", ("attachment.0.width", 5_001)),
    ("Pixelfed", "Note", ("attachment.0.height", 0)),
    ("Pixelfed", "Note", ("attachment.0.name", 5)),
    ("Pixelfed", "Note", ("attachment.0.blurhash", "x")),
    ("Pixelfed", "Note", ("attachment.0.blurhash", "LEHV6nWB2yk8pyo0adR*.7kCMdn")),
    ("Pixelfed", "Actor", ("icon", "https://fedart.test/i.png")),
    ("Pixelfed", "Actor", ("preferredUsername", "a b")),
    ("Pixelfed", "Create", ("published", GONE)),
    ("Pixelfed", "Update", ("object.summary", "")),
    ("Pixelfed", "Update", ("object.name", " ")),
    ("Pixelfed", "Update", ("object.icon.mediaType", "image/webp")),
    ("Pixelfed", "Update", ("object.outbox", ELSEWHERE)),
    ("Pixelfed", "Follow", ("object", {"id": BOB.uri})),
    ("Pixelfed", "Like", ("object", {"id": THEIRS})),
    ("Pixelfed", "Announce", ("object", {"id": THEIRS})),
    ("Pixelfed", "Accept", ("object", FOLLOW["id"])),
    ("Pixelfed", "Accept", ("object.id", GONE)),
    ("Pixelfed", "Reject", ("actor", GONE)),
    ("Pixelfed", "Add", ("actor", GONE)),
    ("Pixelfed", "Remove", ("actor", GONE)),
    ("Pixelfed", "Block", ("actor", GONE)),
    ("Pixelfed", "Undo", ("object", ACT)),
    ("Pixelfed", "Delete", ("object", WORK.uri)),
    ("Pixelfed", "Delete", ("object.type", "Note")),
    ("Pixelfed", "Flag", ("object", [THEIRS] * 27)),
    ("Pixelfed", "OrderedCollection", ("totalItems", GONE)),
    # GoToSocial
    ("GoToSocial", "Note", ("name", "T")),
    ("GoToSocial", "Note", ("cc", ["https://peer.test/u"])),
    ("GoToSocial", "Note", ("url", GONE)),
    ("GoToSocial", "Note", ("attachment.0.summary", GONE)),
    ("GoToSocial", "Note", ("attachment.0.focalPoint", [2, 0])),
    ("GoToSocial", "Note", ("updated", "2001-01-01T00:00:00Z")),
    ("GoToSocial", "Actor", ("featured", GONE)),
    ("GoToSocial", "Actor", ("summary", GONE)),
    ("GoToSocial", "Create", ("object.attributedTo", BOB.uri)),
    ("GoToSocial", "Update", ("object.id", ELSEWHERE)),
    ("GoToSocial", "ReplyRequest", ("instrument", WORK.uri)),
    ("GoToSocial", "Follow", ("id", GONE)),
    ("GoToSocial", "Like", ("object", [THEIRS])),
    ("GoToSocial", "Block", ("object", GONE)),
    ("GoToSocial", "Announce", ("published", GONE)),
    ("GoToSocial", "Accept", ("object.id", GONE)),
    ("GoToSocial", "Reject", ("object.id", GONE)),
    ("GoToSocial", "Undo", ("object.type", GONE)),
    ("GoToSocial", "Delete", ("object.id", ELSEWHERE)),
    ("GoToSocial", "Move", ("target", GONE)),
    ("GoToSocial", "Flag", ("object", [BOB.uri, ELSEWHERE])),
    ("GoToSocial", "OrderedCollection", ("orderedItems", GONE)),
    ("GoToSocial", "OrderedCollectionPage", ("next", f"{ADA.outbox}?page=1")),
    # Misskey
    ("Misskey", "Note", ("published", GONE)),
    ("Misskey", "Note", ("url", ELSEWHERE)),
    ("Misskey", "Actor", ("inbox", ELSEWHERE)),
    ("Misskey", "Actor", ("name", "x" * 200)),
    ("Misskey", "Actor", ("preferredUsername", "ädä")),
    ("Misskey", "Create", ("object.attributedTo", BOB.uri)),
    ("Misskey", "Update", ("object.id", ELSEWHERE)),
    ("Misskey", "Follow", ("object", GONE)),
    ("Misskey", "Like", ("object", GONE)),
    ("Misskey", "Block", ("object", GONE)),
    ("Misskey", "Announce", ("to", PUBLIC)),
    ("Misskey", "Accept", ("object.actor", GONE)),
    ("Misskey", "Reject", ("object.actor", GONE)),
    ("Misskey", "Undo", ("object.type", "Flag")),
    ("Misskey", "Delete", ("object", GONE)),
    ("Misskey", "Add", ("target", ELSEWHERE)),
    ("Misskey", "Remove", ("target", GONE)),
    ("Misskey", "Move", ("target", GONE)),
    ("Misskey", "Flag", ("object", [])),
    ("Misskey", "OrderedCollection", ("totalItems", GONE)),
    ("Misskey", "OrderedCollectionPage", ("orderedItems", GONE)),
    # Akkoma
    ("Akkoma", "Note", ("name", "T")),
    ("Akkoma", "Note", ("tag", GONE)),
    ("Akkoma", "Note", ("attachment", GONE)),
    ("Akkoma", "Note", ("attachment.0.type", "Picture")),
    ("Akkoma", "Note", ("inReplyTo", ["https://peer.test/1"])),
    ("Akkoma", "Note", ("cc", ["nobody"])),
    ("Akkoma", "Actor", ("followers", GONE)),
    ("Akkoma", "Create", ("cc", [])),
    ("Akkoma", "Create", ("context", ELSEWHERE)),
    ("Akkoma", "Update", ("cc", GONE)),
    ("Akkoma", "Follow", ("to", ["bob"])),
    ("Akkoma", "Like", ("object", GONE)),
    ("Akkoma", "Block", ("to", ["bob"])),
    ("Akkoma", "Announce", ("to", [BOB.uri])),
    ("Akkoma", "Accept", ("object", {"type": "Follow"})),
    ("Akkoma", "Reject", ("object", {"type": "Follow"})),
    ("Akkoma", "Undo", ("object.actor", BOB.uri)),
    ("Akkoma", "Delete", ("object.id", ELSEWHERE)),
    ("Akkoma", "Add", ("target", GONE)),
    ("Akkoma", "Remove", ("target", GONE)),
    ("Akkoma", "Move", ("object", BOB.uri)),
    ("Akkoma", "Flag", ("content", GONE)),
    # PeerTube
    ("PeerTube", "Tombstone", ("formerType", GONE)),
    ("PeerTube", "Actor", ("publicKey.publicKeyPem", "-----BEGIN PUBLIC KEY-----")),
    ("PeerTube", "Actor", ("outbox", "https://fedart.test/" + "x" * 2_000)),
    ("PeerTube", "Create", ("object.id", "https://localhost/1")),
    ("PeerTube", "Update", ("object.id", "https://localhost/1")),
    ("PeerTube", "Delete", ("object", GONE)),
    ("PeerTube", "Follow", ("object", "https://localhost/u")),
    ("PeerTube", "Like", ("to", ["https://localhost/u"])),
    ("PeerTube", "Announce", ("actor", "https://localhost/u")),
    ("PeerTube", "Accept", ("id", "https://localhost/1")),
    ("PeerTube", "Reject", ("id", "https://localhost/1")),
    ("PeerTube", "Undo", ("object", ACT)),
    ("PeerTube", "Undo", ("object.type", "Flag")),
    ("PeerTube", "Flag", ("content", "x")),
    # Lemmy
    ("Lemmy", "Note", ("cc", GONE)),
    ("Lemmy", "Note", ("attributedTo", [ADA.uri])),
    ("Lemmy", "Note", ("published", "2026-01-01")),
    ("Lemmy", "Actor", ("icon", ["https://fedart.test/i.png"])),
    ("Lemmy", "Actor", ("outbox", GONE)),
    ("Lemmy", "Create", ("to", PUBLIC)),
    ("Lemmy", "Update", ("object", ADA.uri)),
    ("Lemmy", "Follow", ("object", {"id": BOB.uri})),
    ("Lemmy", "Like", ("object", {"id": THEIRS})),
    ("Lemmy", "Announce", ("object", {"id": THEIRS})),
    ("Lemmy", "Accept", ("object.type", GONE)),
    ("Lemmy", "Reject", ("object.id", GONE)),
    ("Lemmy", "Undo", ("object", ACT)),
    ("Lemmy", "Delete", ("to", GONE)),
    ("Lemmy", "Flag", ("to", [BOB.uri, THEIRS])),
    # people
    ("readers", "Note", ("content", "<p><strong>T</strong></p><h1>x</h1>")),
    ("readers", "Note", ("content", "<p>no title</p>")),
    ("readers", "Note", ("content", '<p><strong>T</strong><a href="/relative">x</a></p>')),
    ("readers", "Note", ("tag", [{"type": "Hashtag", "name": "a", "href": "https://fedart.test/tags/a"}])),
    ("readers", "Note", ("attachment", NOTE["attachment"] * 5)),
    ("readers", "Note", ("context", {"id": ELSEWHERE})),
    ("readers", "Actor", ("preferredUsername", "x" * 65)),
]


def blamed(document: Json) -> set[str]:
    return {complaint.partition(":")[0] for complaint in complaints(document)}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_nobody_complains_before_a_sample_is_spoilt(name: str) -> None:
    assert complaints(SAMPLES[name]) == []


@pytest.mark.parametrize(("peer", "name", "change"), REFUSED, ids=[f"{p}-{n}-{c[0]}" for p, n, c in REFUSED])
def test_each_peer_complains_about_what_it_would_refuse(peer: str, name: str, change: Change) -> None:
    assert peer in blamed(changed(SAMPLES[name], change))


def test_each_function_of_each_replica_has_something_that_it_refuses() -> None:
    tried = {(peer, name) for peer, name, _ in REFUSED} | {("PeerTube", "Note"), ("Misskey", "Note")}
    assert {(peer, name) for peer, rules in PEERS.items() for name in rules} <= tried


@pytest.mark.parametrize(
    "change", [("inReplyTo", ["https://peer.test/1"]), ("content", ""), ("url", "https://localhost/1")]
)
def test_peertube_refuses_an_answer_that_is_no_comment(change: Change) -> None:
    assert "PeerTube" not in blamed(ANSWER)
    assert "PeerTube" in blamed(changed(ANSWER, change))


def test_lemmy_refuses_a_letter_to_one_that_stands_in_cc() -> None:
    letter = changed(SAMPLES["Create"], ("object.to", [BOB.uri]), ("object.cc", []), ("to", [BOB.uri]), ("cc", []))
    assert "Lemmy" not in blamed(letter)
    swapped = changed(letter, ("object.to", []), ("object.cc", [BOB.uri]), ("to", []), ("cc", [BOB.uri]))
    assert "Lemmy" in blamed(swapped)


@pytest.mark.parametrize(
    "change",
    [
        ("type", ["Note"]),
        ("id", "http://fedart.test/1"),
        ("@context", "https://w3id.org/security/v1"),
        ("summary", None),
        ("published", "2026-01-01T00:00:00"),
        ("content", "x" * 48_000),
        ("x", {"a": {"b": {"c": {"d": {"e": {}}}}}}),
    ],
    ids=lambda change: str(change[0]),
)
def test_anybody_complains_about_what_nobody_takes(change: Change) -> None:
    assert "anybody" in blamed(changed(NOTE, change))


@pytest.mark.parametrize("change", [("actor", {"id": ADA.uri}), ("object", GONE), ("object.@context", "x")])
def test_anybody_complains_about_a_bad_activity(change: Change) -> None:
    assert "anybody" in blamed(changed(SAMPLES["Accept"], change))


@given(st.integers(0, 4))
def test_more_than_four_pictures_need_a_word_and_a_link(more: int) -> None:
    without = changed(NOTE, ("attachment", NOTE["attachment"] * (5 + more)))
    assert "readers" in blamed(without)
    text = f'{NOTE["content"]}<p>All pictures: <a href="{WORK.url}">{WORK.url}</a></p>'
    assert "readers" not in blamed(changed(without, ("content", text), ("contentMap", {"en": text})))


@pytest.mark.parametrize(("value", "levels"), [(1, 0), ({}, 1), ([[]], 2), ({"a": [{"b": 1}]}, 3)])
def test_depth_counts_containers(value: object, levels: int) -> None:
    assert depth(value) == levels
