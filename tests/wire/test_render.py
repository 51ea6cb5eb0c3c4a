"""What we send, and that every peer would take it."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from fedart.wire import activities as wire
from fedart.wire import fields, limits, parse, render
from fedart.wire.vocabulary import stamp
from tests.support import acceptance
from tests.support.strategies import NOW, PEM, URLS, actors, mentions, pictures, works

BOB = Mention(Uri("https://peer.test/users/bob"), "@bob@peer.test", "https://peer.test/@bob")
ANN = Mention(Uri("https://ann.test/u/ann"), "@ann@ann.test", "https://ann.test/@ann")
ACT = URLS.activity("1")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Json = dict[str, object]

ADA_ID = ActorId("0" * 26)
ADA = Actor(
    id=ADA_ID,
    uri=URLS.actor(ADA_ID),
    local=True,
    type=ActorType.PERSON,
    username="ada",
    host=URLS.host,
    name="Ada",
    summary="<p>bio</p>",
    summary_source="bio",
    fields=(Field("web", "https://ada.test/?a=1&b=2"), Field("pronouns", "she & they")),
    url=URLS.profile("ada"),
    inbox=URLS.actor_part(ADA_ID, "inbox"),
    shared_inbox=URLS.shared_inbox,
    outbox=URLS.actor_part(ADA_ID, "outbox"),
    followers=URLS.actor_part(ADA_ID, "followers"),
    following=URLS.actor_part(ADA_ID, "following"),
    featured=URLS.actor_part(ADA_ID, "featured"),
    key_id=URLS.key(ADA_ID),
    public_key=PEM,
    icon=None,
    image=None,
    locked=True,
    discoverable=True,
    indexable=False,
    created=NOW,
    updated=NOW,
)
WORK_ID = WorkId("1" * 26)
WORK = Work(
    id=WORK_ID,
    uri=URLS.object(WORK_ID),
    local=True,
    kind=Kind.WORK,
    actor_id=ADA_ID,
    actor_uri=ADA.uri,
    title="Light & shade",
    source="text",
    content="<p>text</p>",
    warning="",
    sensitive=False,
    visibility=Visibility.PUBLIC,
    language="en",
    url=URLS.work(WORK_ID),
    in_reply_to=None,
    in_reply_to_id=None,
    published=NOW,
    edited=None,
    state=WorkState.LIVE,
    tags=("Oil", "水彩"),
    mentions=(BOB,),
)
FACTS = Facts("image/jpeg", 800, 600, "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "#aabbcc", 5, animated=False)
PICTURE = Media(
    id=MediaId("2" * 26),
    position=0,
    alt="a lamp",
    focus=(0.5, -0.5),
    state=MediaState.KEPT,
    sha256="0" * 64,
    facts=FACTS,
    renditions=(Rendition("federation", "image/jpeg", 800, 600, 1_000, "0" * 64),),
    remote_url=None,
    reason="",
)


def sent(document: Json) -> Json:
    """A document as a peer decodes it."""
    decoded: Json = json.loads(render.dump(document))
    return decoded


def read_note(document: Json) -> wire.RemoteNote:
    found = parse.note(render.dump(document))
    assert isinstance(found, wire.RemoteNote)
    return found


def test_a_work_becomes_the_note_that_the_guide_describes() -> None:
    note = sent(render.note(WORK, ADA, URLS, [PICTURE], replies=1, likes=2, shares=3))
    content = note.pop("content")
    assert isinstance(content, str)
    assert content.startswith("<p><strong>Light &amp; shade</strong></p><p>text</p><p>")
    assert note.pop("@context")
    assert note == {
        "id": WORK.uri,
        "type": "Note",
        "attributedTo": ADA.uri,
        "to": [PUBLIC],
        "cc": [ADA.followers, BOB.uri],
        "url": WORK.url,
        "contentMap": {"en": content},
        "published": "2026-11-18T11:06:40.000Z",
        "tag": [
            {"type": "Mention", "href": BOB.uri, "name": "@bob@peer.test"},
            {"type": "Hashtag", "href": "https://fedart.test/tags/Oil", "name": "#Oil"},
            {"type": "Hashtag", "href": "https://fedart.test/tags/%E6%B0%B4%E5%BD%A9", "name": "#水彩"},
        ],
        "attachment": [
            {
                "type": "Image",
                "mediaType": "image/jpeg",
                "url": f"https://fedart.test/media/{PICTURE.id}/federation.jpg",
                "focalPoint": [0.5, -0.5],
                "name": "a lamp",
                "summary": "a lamp",
                "width": 800,
                "height": 600,
                "blurhash": FACTS.blurhash,
            }
        ],
        "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
        "replies": {"id": f"{WORK.uri}/replies", "type": "Collection", "totalItems": 1},
        "likes": {"id": f"{WORK.uri}/likes", "type": "Collection", "totalItems": 2},
        "shares": {"id": f"{WORK.uri}/shares", "type": "Collection", "totalItems": 3},
        "additionalType": "https://schema.org/VisualArtwork",
        "workTitle": "Light & shade",
    }


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], [ADA.followers, BOB.uri]),
        (Visibility.QUIET, [ADA.followers], [PUBLIC, BOB.uri]),
        (Visibility.FOLLOWERS, [ADA.followers], [BOB.uri]),
        (Visibility.DIRECT, [BOB.uri], []),
    ],
)
def test_addressing_says_who_it_is_for_and_comes_back_as_the_same(visibility: Visibility, to: Json, cc: Json) -> None:
    note = render.note(replace(WORK, visibility=visibility), ADA, URLS, [])
    assert (note["to"], note["cc"]) == (to, cc)
    assert read_note(note).visibility(ADA.followers) is visibility
    policy = note["interactionPolicy"]
    assert policy == {"canQuote": {"automaticApproval": [PUBLIC if visibility.anyone else ADA.uri]}}


def test_a_warning_is_the_summary_and_nothing_else_is() -> None:
    plain = render.note(WORK, ADA, URLS, [])
    assert plain.keys().isdisjoint({"summary", "sensitive", "name", "updated", "inReplyTo"})
    warned = render.note(replace(WORK, warning="bright light"), ADA, URLS, [])
    assert (warned["summary"], warned["sensitive"]) == ("bright light", True)
    quiet = render.note(replace(WORK, sensitive=True), ADA, URLS, [])
    assert quiet["sensitive"] is True
    assert "summary" not in quiet


def test_an_edit_is_always_newer() -> None:
    edited = render.note(replace(WORK, edited=NOW), ADA, URLS, [])
    assert str(edited["updated"]) > str(edited["published"])
    later = render.note(replace(WORK, edited=NOW + 5), ADA, URLS, [])
    assert later["updated"] == stamp(NOW + 5)


def test_a_reply_names_and_addresses_whom_it_answers() -> None:
    reply = replace(WORK, kind=Kind.POST, title="", mentions=(), in_reply_to=Uri("https://ann.test/n/1"), tags=())
    note = render.note(reply, ADA, URLS, [], parent=ANN)
    assert note["inReplyTo"] == "https://ann.test/n/1"
    assert note["cc"] == [ADA.followers, ANN.uri]
    assert note["tag"] == [{"type": "Mention", "href": ANN.uri, "name": "@ann@ann.test"}]
    assert note["content"] == "<p>text</p>"
    assert note.keys().isdisjoint({"workTitle", "additionalType"})
    own = render.note(reply, ADA, URLS, [], parent=Mention(ADA.uri, ADA.handle, ADA.url))
    assert own["tag"] == []


def test_tags_in_the_text_are_not_repeated_below_it() -> None:
    inside = replace(WORK, content='<p>in <a href="x" class="mention hashtag">#<span>OIL</span></a></p>')
    content = str(render.note(inside, ADA, URLS, [])["content"])
    assert content.lower().count("<span>oil</span>") == 1
    assert content.count("<span>水彩</span>") == 1


def test_only_kept_pictures_go_out_and_more_than_four_are_named() -> None:
    others = [
        replace(PICTURE, state=state, facts=None, renditions=()) for state in MediaState if state is not MediaState.KEPT
    ]
    without = replace(PICTURE, renditions=())
    held = replace(PICTURE, state=MediaState.HELD)
    assert render.note(WORK, ADA, URLS, [*others, without, held])["attachment"] == []
    four = render.note(WORK, ADA, URLS, [PICTURE] * 4)
    assert "pictures" not in str(four["content"])
    five = render.note(WORK, ADA, URLS, [PICTURE] * 5)
    assert f'This work has 5 pictures. See them all: <a href="{WORK.url}"' in str(five["content"])


def test_nothing_doubtful_is_declared_about_a_picture() -> None:
    large = replace(
        PICTURE, alt="", facts=None, renditions=(Rendition("federation", "image/png", 5_001, 10, 1, "0" * 64),)
    )
    attachments = sent(render.note(WORK, ADA, URLS, [large]))["attachment"]
    assert isinstance(attachments, list)
    assert [set(attachment) for attachment in attachments] == [{"type", "mediaType", "url", "focalPoint"}]


def test_a_work_too_long_for_the_wire_is_shortened_with_a_link() -> None:
    long = replace(WORK, content="<p>" + "水" * 10_000 + "</p>", tags=())
    note = render.note(long, ADA, URLS, [replace(PICTURE, alt="x" * 10_000)] * 10)
    content = str(note["content"])
    assert len(render.dump(render.create(ACT, note))) <= limits.SENT_BYTES
    assert f'…</p><p>Read on: <a href="{WORK.url}"' in content
    whole = render.note(replace(WORK, content="<p>" + "w" * 9_000 + "</p>"), ADA, URLS, [PICTURE])
    assert "w" * 9_000 in str(whole["content"])


def test_a_note_comes_back_as_the_work_it_was() -> None:
    note = read_note(render.note(replace(WORK, warning="w", edited=NOW + 9), ADA, URLS, [PICTURE]))
    assert (note.uri, note.author, note.url, note.language) == (WORK.uri, ADA.uri, WORK.url, "en")
    assert (note.title, note.warning, note.sensitive) == (WORK.title, "w", True)
    assert (note.published, note.updated) == (NOW, NOW + 9)
    assert note.tags == WORK.tags
    assert [mention.uri for mention in note.mentions] == [BOB.uri]
    assert note.content.startswith("<p>text</p><p><a href=")
    (picture,) = note.attachments
    assert (picture.mime, picture.alt, picture.focus, picture.width) == ("image/jpeg", "a lamp", (0.5, -0.5), 800)


@given(st.data())
@SLOW
def test_every_peer_takes_every_work(data: st.DataObject) -> None:
    author = data.draw(actors())
    work = data.draw(works(author))
    note = render.note(
        work, author, URLS, data.draw(st.lists(pictures(), max_size=10)), parent=data.draw(st.none() | mentions())
    )
    for activity in (render.create(ACT, note), render.update(ACT, note, at=NOW), note):
        assert acceptance.complaints(sent(activity)) == []
    found = read_note(note)
    assert (found.uri, found.author, found.warning) == (work.uri, author.uri, found.warning)
    assert found.visibility(author.followers) in (work.visibility, Visibility.DIRECT)
    created = parse.activity(render.dump(render.create(ACT, note)))
    assert isinstance(created, wire.Create)
    assert created.note == found


@given(actors())
@SLOW
def test_every_peer_takes_every_actor(actor: Actor) -> None:
    document = render.actor(actor, URLS, public_key=PEM)
    assert acceptance.complaints(sent(document)) == []
    assert acceptance.complaints(sent(render.update(ACT, document, at=NOW, to=[PUBLIC]))) == []
    found = parse.actor(render.dump(document))
    assert (found.uri, found.type, found.username, found.url) == (actor.uri, actor.type, actor.username, actor.url)
    assert (found.inbox, found.shared_inbox, found.followers) == (actor.inbox, actor.shared_inbox, actor.followers)
    assert (found.locked, found.discoverable, found.indexable) == (actor.locked, actor.discoverable, actor.indexable)
    assert parse.key(render.dump(document)) == wire.KeyDocument(Uri(actor.key_id), actor.uri, PEM.strip(), actor.uri)


def test_an_actor_document_has_everything_that_must_be_there() -> None:
    icon = render.PublicFile("https://fedart.test/media/1/avatar.webp", "image/webp", 400, 400)
    document = sent(render.actor(ADA, URLS, public_key=PEM, icon=icon, image=replace(icon, width=None)))
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


def test_an_artist_who_does_not_want_to_be_found_is_not_featured_either() -> None:
    document = render.actor(replace(ADA, discoverable=False), URLS, public_key=PEM)
    assert document["interactionPolicy"] == {"canFeature": {"automaticApproval": [ADA.uri]}}


def test_a_very_long_bio_goes_out_as_plain_text() -> None:
    long = "<p>" + "<strong>b</strong>" * 2_000 + "</p>"
    document = render.actor(replace(ADA, summary=long), URLS, public_key=PEM)
    assert document["summary"] == "<p>" + "b" * 2_000 + "</p>"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "https://a.test/ and more", "https://u@a.test/", "<b>x</b>"])
def test_a_profile_field_that_is_no_address_is_only_text(value: str) -> None:
    assert "<a" not in render.field_html(value)
    assert "<b" not in render.field_html(value)


def test_the_instance_actor_is_an_application_with_its_own_key() -> None:
    document = sent(render.instance_actor(URLS, name="fedart", summary="a <b> place", public_key=PEM))
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
    assert acceptance.everybody(sent(document)) == []
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


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (1_767_225_600_999, "2026-01-01T00:00:00.999Z")],
)
def test_times_are_utc_with_milliseconds(milliseconds: int, text: str) -> None:
    assert stamp(milliseconds) == text


@given(st.integers(0, limits.LATEST))
def test_times_come_back_as_they_were(milliseconds: int) -> None:
    assert abs((fields.time(stamp(milliseconds)) or 0) - milliseconds) <= 1
