"""Works as Notes that every peer would take."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.ids import Uri
from fedart.domain.media import MediaState, Rendition
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind, Mention, Visibility
from fedart.wire import activities as wire
from fedart.wire import fields, limits, parse, render
from fedart.wire.vocabulary import stamp
from tests.support import acceptance
from tests.support.samples import ADA, ANN, BOB, FACTS, PICTURE, WORK
from tests.support.strategies import NOW, URLS, actors, mentions, pictures, works

ACT = URLS.activity("1")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Json = dict[str, object]


def sent(document: Json) -> Json:
    """A document as a peer decodes it."""
    decoded: Json = json.loads(render.dump(document))
    return decoded


def read_note(document: Json) -> wire.RemoteNote:
    found = parse.note(render.dump(document))
    assert isinstance(found, wire.RemoteNote)
    return found


def counted(uri: str, number: int) -> Json:
    """A collection inside a Note: counted, with its first page."""
    return {"id": uri, "type": "OrderedCollection", "totalItems": number, "first": f"{uri}?page=1"}


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
        "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}, "canReply": {"automaticApproval": [PUBLIC]}},
        **{part: counted(f"{WORK.uri}/{part}", n) for part, n in (("replies", 1), ("likes", 2), ("shares", 3))},
        "context": f"{WORK.uri}/context",
        "xRobotsTag": "noai, noimageai",
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
    quoters = {"automaticApproval": [PUBLIC if visibility.anyone else ADA.uri]}
    assert note["interactionPolicy"] == {"canQuote": quoters, "canReply": {"automaticApproval": [PUBLIC]}}


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
    assert "context" not in note
    thread = URLS.object_part("3" * 26, "context")
    assert render.note(reply, ADA, URLS, [], thread=thread)["context"] == thread
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


@pytest.mark.parametrize("letter", ["x", "水", "🎨", '"', "&", "\x01", "\n"])
def test_twenty_pictures_with_long_descriptions_and_a_crowd_of_people_stay_small(letter: str) -> None:
    names = [f"{'x' * 250}{number}" for number in range(50)]
    crowd = tuple(Mention(Uri(f"https://a.example/{name}"), f"@{name}@a.example", BOB.url) for name in names)
    long = replace(
        WORK,
        title=letter * 200,
        warning=letter * 300,
        content="<p>" + "&amp;" * 10_000 + "</p>",
        tags=tuple("水" * 58 + f"{number:02d}" for number in range(30)),
        mentions=crowd,
        visibility=Visibility.FOLLOWERS,
    )
    picture = replace(PICTURE, alt=letter * 10_000, focus=(0.123456789012, -0.987654321098))
    document = render.create(ACT, render.note(long, ADA, URLS, [picture] * 20, tickets={PICTURE.id: "f" * 64}))
    assert len(render.dump(document)) <= limits.SENT_BYTES
    assert acceptance.depth(document) <= limits.SENT_DEPTH
    held = document["object"]
    assert isinstance(held, dict)
    assert len(held["attachment"]) == 20, "words are cut, pictures are not"


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
    addressed = note["to"] or note["cc"]  # a letter that names nobody is sent to nobody
    for activity in (render.create(ACT, note), render.update(ACT, note, at=NOW), note):
        assert not addressed or acceptance.complaints(sent(activity)) == []
    found = read_note(note)
    assert (found.uri, found.author, found.warning) == (work.uri, author.uri, found.warning)
    assert found.visibility(author.followers) in (work.visibility, Visibility.DIRECT)
    created = parse.activity(render.dump(render.create(ACT, note)))
    assert isinstance(created, wire.Create)
    assert created.note == found


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (1_767_225_600_999, "2026-01-01T00:00:00.999Z")],
)
def test_times_are_utc_with_milliseconds(milliseconds: int, text: str) -> None:
    assert stamp(milliseconds) == text


@given(st.integers(0, limits.LATEST))
def test_times_come_back_as_they_were(milliseconds: int) -> None:
    assert abs((fields.time(stamp(milliseconds)) or 0) - milliseconds) <= 1
