"""Custom emojis and reactions in other servers' documents: what is read, and what is left as text."""

import json

import pytest

from fedart.domain.ids import Uri
from fedart.wire import emojis, limits, parse
from fedart.wire.activities import Like, RemoteEmoji, Undo

ICON = "https://files.peer.example/blob.png"


def tag(name: str = ":blob:", icon: object = None, **more: object) -> dict[str, object]:
    return {"type": "Emoji", "name": name, "icon": icon or {"type": "Image", "url": ICON}, **more}


def test_an_emoji_has_a_code_a_picture_and_a_time() -> None:
    found = emojis.listed({"tag": [tag(updated="2026-11-21T10:00:00Z")]})
    assert found == (RemoteEmoji("blob", Uri(ICON), 1_795_255_200_000),)


@pytest.mark.parametrize(
    "odd",
    [
        tag(icon={"type": "Image", "url": [{"type": "Link", "href": ICON}]}),
        tag(icon=[{"type": "Image", "url": ICON}]),
        tag(icon=ICON),
        tag(name="blob"),
        tag(name=":blob@peer.example:"),
        {**tag(), "type": ["toot:Emoji"]},
    ],
    ids=["link in a list", "list of images", "bare address", "bare name", "name with host", "prefixed type"],
)
def test_other_spellings_are_read(odd: dict[str, object]) -> None:
    assert [(e.code, e.url) for e in emojis.listed({"tag": odd})] == [("blob", ICON)]


@pytest.mark.parametrize(
    "bad",
    [
        tag(name=':"><script>:'),
        tag(name=":a b:"),
        tag(name=""),
        tag(name=":" + "x" * 61 + ":"),
        tag(icon={"url": "javascript:alert(1)"}),
        tag(icon={"url": "data:image/png;base64,AAAA"}),
        tag(icon={"type": "Image"}),
        {**tag(), "type": "Hashtag"},
        "odd",
        None,
    ],
    ids=str,
)
def test_xss_05_what_is_no_code_or_has_no_picture_is_no_emoji(bad: object) -> None:
    assert [e.code for e in emojis.listed({"tag": [bad, tag(name=":good:")]})] == ["good"]


def test_par_05_each_code_counts_once_and_a_document_explains_only_so_many() -> None:
    many = [tag(name=f":e{n // 2}:") for n in range(300)]
    found = emojis.listed({"tag": many})
    assert len(found) == limits.EMOJIS
    assert len({e.code for e in found}) == limits.EMOJIS


@pytest.mark.parametrize(
    ("content", "emoji"),
    [
        ("❤", "❤"),
        ("❤️", "❤️"),
        ("👍🏽", "👍🏽"),
        ("👩‍🎨", "👩‍🎨"),
        ("🏳️‍🌈", "🏳️‍🌈"),
        ("🇳🇴", "🇳🇴"),
        ("1️⃣", "1️⃣"),
        ("‼️", "‼️"),
        (":blob_cat:", ":blob_cat:"),
        (":blob@other.example:", ":blob:"),
        ("", None),
        ("nice work", None),
        ("ok", None),
        ("7", None),
        (":", None),
        (":a b:", None),
        ("<b>x</b>", None),
        ("🎨" * 17, None),
    ],
)
def test_a_reaction_is_one_emoji_and_no_words(content: str, emoji: str | None) -> None:
    assert emojis.reaction({"content": content}) == emoji
    assert emojis.reaction({"_misskey_reaction": content}) == emoji


def test_likes_and_reactions_are_one_thing_and_their_undo_names_the_emoji() -> None:
    said: dict[str, object] = {
        "id": "https://peer.example/likes/1",
        "actor": "https://peer.example/actors/ada",
        "object": "https://gallery.example/objects/1",
        "content": ":blob:",
        "tag": [tag()],
    }
    for kind in ("Like", "EmojiReact"):
        found = parse.activity(json.dumps({**said, "type": kind}).encode())
        assert isinstance(found, Like)
        assert (found.emoji, [e.code for e in found.emojis]) == (":blob:", ["blob"])
        undo = {"id": "https://peer.example/undo/1", "type": "Undo", "actor": said["actor"]}
        undone = parse.activity(json.dumps({**undo, "object": {**said, "type": kind}}).encode())
        assert isinstance(undone, Undo)
        assert (undone.inner_type, undone.inner_emoji) == (kind, ":blob:")
