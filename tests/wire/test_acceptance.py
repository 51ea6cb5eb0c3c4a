"""The replicas themselves: each complains about what its peer would not take, so that their silence means something."""

import pytest

from tests.support.acceptance import AS2, PUBLIC, complaints, depth

Json = dict[str, object]
ME = "https://fedart.test/actors/1"
PICTURE: Json = {
    "type": "Image",
    "mediaType": "image/png",
    "url": "https://fedart.test/m.png",
    "name": "alt",
    "summary": "alt",
}
NOTE: Json = {
    "@context": [AS2, {}],
    "id": "https://fedart.test/objects/1",
    "type": "Note",
    "attributedTo": ME,
    "to": [PUBLIC],
    "cc": [f"{ME}/followers"],
    "url": "https://fedart.test/works/1",
    "content": "<p><strong>T</strong></p><p>x</p>",
    "contentMap": {"en": "<p><strong>T</strong></p><p>x</p>"},
    "published": "2026-01-01T00:00:00Z",
    "tag": [{"type": "Hashtag", "name": "#a", "href": "https://fedart.test/tags/a"}],
    "attachment": [PICTURE],
    "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
    "replies": {"id": "https://fedart.test/r", "totalItems": 0},
    "likes": {"id": "https://fedart.test/l", "totalItems": 0},
    "shares": {"id": "https://fedart.test/s", "totalItems": 0},
    "workTitle": "T",
}
ACTOR: Json = {
    "@context": [AS2],
    "id": ME,
    "type": "Person",
    "preferredUsername": "ada",
    "name": "Ada",
    "summary": "",
    "url": "https://fedart.test/@ada",
    **{part: f"{ME}/{part}" for part in ("inbox", "outbox", "followers", "following", "featured")},
    "publicKey": {"id": f"{ME}#main-key", "owner": ME, "publicKeyPem": "-----BEGIN PUBLIC KEY-----\nx"},
    "endpoints": {"sharedInbox": "https://fedart.test/inbox"},
    "discoverable": True,
    "indexable": True,
    "manuallyApprovesFollowers": False,
    "attachment": [],
}
CREATE: Json = {
    "@context": [AS2, {}],
    "id": "https://fedart.test/activities/1",
    "type": "Create",
    "actor": ME,
    "to": NOTE["to"],
    "cc": NOTE["cc"],
    "object": {key: value for key, value in NOTE.items() if key != "@context"},
}
GONE = object()


@pytest.mark.parametrize("document", [NOTE, ACTOR, CREATE])
def test_a_good_document_gives_nobody_a_reason_to_complain(document: Json) -> None:
    assert complaints(document) == []


@pytest.mark.parametrize(
    ("peer", "field", "value"),
    [
        ("anybody", "content", "x" * 50_000),
        ("anybody", "type", ["Note"]),
        ("anybody", "id", "http://fedart.test/objects/1"),
        ("anybody", "@context", {"@vocab": AS2}),
        ("anybody", "summary", None),
        ("anybody", "published", "2026-01-01 00:00"),
        ("anybody", "x", [[[[[[[1]]]]]]]),
        ("Mastodon", "attributedTo", [ME]),
        ("Mastodon", "attributedTo", "https://other.test/a"),
        ("Mastodon", "contentMap", GONE),
        ("Mastodon", "contentMap", {"en": "x", "de": "y"}),
        ("Mastodon", "contentMap", {"en": "something else"}),
        ("Mastodon", "interactionPolicy", GONE),
        ("Mastodon", "updated", "2025-01-01T00:00:00Z"),
        ("Mastodon", "likes", GONE),
        ("Mastodon", "summary", "careful"),
        ("Pixelfed", "url", ["https://fedart.test/works/1"]),
        ("Pixelfed", "url", "https://other.test/works/1"),
        ("Pixelfed", "to", PUBLIC),
        ("GoToSocial", "name", "T"),
        ("GoToSocial", "cc", ["https://peer.test/u"]),
        ("GoToSocial", "url", GONE),
        ("Misskey", "published", GONE),
        ("Misskey", "url", "https://other.test/works/1"),
        ("Akkoma", "name", "T"),
        ("Akkoma", "tag", GONE),
        ("Akkoma", "attachment", GONE),
        ("PeerTube", "inReplyTo", ["https://peer.test/1"]),
        ("PeerTube", "content", GONE),
        ("Lemmy", "cc", GONE),
        ("Lemmy", "attributedTo", [ME]),
        ("readers", "content", "<p><strong>T</strong></p><h1>x</h1>"),
        ("readers", "content", "<p>no title</p>"),
        ("readers", "content", '<p><strong>T</strong><a href="/relative">x</a></p>'),
        ("readers", "tag", [{"type": "Hashtag", "name": "a", "href": "https://fedart.test/tags/a"}]),
    ],
)
def test_each_peer_complains_about_a_bad_note(peer: str, field: str, value: object) -> None:
    assert peer in blamed(NOTE, field, value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "Video"),
        ("mediaType", "image/svg+xml"),
        ("url", "http://fedart.test/m.png"),
        ("width", 5_001),
        ("height", 0),
        ("name", 5),
        ("blurhash", "x"),
        ("blurhash", "LEHV6nWB2yk8pyo0adR*.7kCMdn"),
    ],
)
def test_pixelfed_complains_about_one_bad_attachment(field: str, value: object) -> None:
    assert "Pixelfed" in blamed(NOTE, "attachment", [{**PICTURE, field: value}])


def test_alt_text_must_stand_in_both_places() -> None:
    one = {"type": "Image", "mediaType": "image/png", "url": "https://fedart.test/m.png", "name": "alt"}
    assert {"Mastodon", "GoToSocial"} <= blamed(NOTE, "attachment", [one])
    assert "GoToSocial" in blamed(NOTE, "attachment", [{**one, "summary": "alt", "focalPoint": [2, 0]}])


@pytest.mark.parametrize(
    ("peer", "field", "value"),
    [
        ("Mastodon", "publicKey", GONE),
        ("Mastodon", "publicKey", {"id": f"{ME}#main-key", "owner": "https://other.test/a", "publicKeyPem": "x"}),
        ("Mastodon", "preferredUsername", GONE),
        ("Mastodon", "endpoints", GONE),
        ("Mastodon", "outbox", "https://other.test/outbox"),
        ("Mastodon", "discoverable", GONE),
        ("Mastodon", "attachment", [{"type": "PropertyValue", "name": "x"}]),
        ("GoToSocial", "featured", GONE),
        ("GoToSocial", "summary", GONE),
        ("Pixelfed", "icon", "https://fedart.test/i.png"),
        ("Pixelfed", "preferredUsername", "a b"),
        ("Misskey", "inbox", "https://other.test/inbox"),
        ("Misskey", "name", "x" * 200),
    ],
)
def test_each_peer_complains_about_a_bad_actor(peer: str, field: str, value: object) -> None:
    assert peer in blamed(ACTOR, field, value)


@pytest.mark.parametrize(
    ("field", "value"),
    [("actor", "https://fedart.test/actors/2"), ("to", []), ("id", "https://other.test/1"), ("actor", {"id": ME})],
)
def test_mastodon_complains_about_a_bad_envelope(field: str, value: object) -> None:
    assert "Mastodon" in blamed(CREATE, field, value)


@pytest.mark.parametrize(("value", "levels"), [(1, 0), ({}, 1), ([[]], 2), ({"a": [{"b": 1}]}, 3)])
def test_depth_counts_containers(value: object, levels: int) -> None:
    assert depth(value) == levels


def blamed(document: Json, field: str, value: object) -> set[str]:
    """The peers that complain once a field is changed (or gone)."""
    changed = {key: inner for key, inner in document.items() if key != field}
    if value is not GONE:
        changed[field] = value
    return {complaint.partition(":")[0] for complaint in complaints(changed)}
