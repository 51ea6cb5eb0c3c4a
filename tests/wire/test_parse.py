"""Activities: every kind in every shape, and twenty thousand documents that are none."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.wire import activities as wire
from fedart.wire import limits, parse
from tests.support.strategies import documents, random_document

FIXTURES = Path(__file__).parents[1] / "fixtures"
ME = Uri("https://peer.test/users/a")
YOU = Uri("https://fedart.test/actors/1")
WORK = Uri("https://fedart.test/objects/1")
ID = Uri("https://peer.test/activities/1#x")
NOTE = {"id": "https://peer.test/n/1", "type": "Note", "attributedTo": ME, "content": "<p>x</p>", "to": "as:Public"}
PERSON = {"id": ME, "type": "Person", "preferredUsername": "a", "inbox": f"{ME}/inbox"}


def body(kind: object, target: object, /, **more: object) -> bytes:
    document = {"id": ID, "type": kind, "actor": ME, "object": target, **more}
    return json.dumps({key: value for key, value in document.items() if value is not None}).encode()


def read(kind: object, target: object, /, **more: object) -> wire.Activity:
    return parse.activity(body(kind, target, **more))


FOLLOW = {"id": "https://fedart.test/activities/2", "type": "Follow", "actor": YOU, "object": ME}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (read("Follow", YOU), wire.Follow(ID, ME, YOU)),
        (read("Follow", [YOU]), wire.Follow(ID, ME, YOU)),
        (read("Follow", {"id": YOU, "type": "Person"}), wire.Follow(ID, ME, YOU)),
        (read(["Follow"], YOU), wire.Follow(ID, ME, YOU)),
        (read("as:Follow", YOU), wire.Follow(ID, ME, YOU)),
        (read("Accept", FOLLOW), wire.Accept(ID, ME, Uri(str(FOLLOW["id"])), YOU, ME)),
        (read("Accept", {**FOLLOW, "id": None}), wire.Accept(ID, ME, None, YOU, ME)),
        (read("Accept", {**FOLLOW, "id": "urn:made:up"}), wire.Accept(ID, ME, None, None, None)),
        (read("Accept", {**FOLLOW, "id": None, "type": "Like"}), wire.Accept(ID, ME, None, None, None)),
        (read("Reject", {**FOLLOW, "id": ""}), wire.Reject(ID, ME, None, YOU, ME)),
        (read("Accept", FOLLOW["id"]), wire.Accept(ID, ME, Uri(str(FOLLOW["id"])), None, None)),
        (read("Reject", FOLLOW), wire.Reject(ID, ME, Uri(str(FOLLOW["id"])), YOU, ME)),
        (
            read("Undo", {**FOLLOW, "actor": ME, "object": YOU}),
            wire.Undo(ID, ME, Uri(str(FOLLOW["id"])), "Follow", ME, YOU),
        ),
        (read("Undo", "https://peer.test/f/1"), wire.Undo(ID, ME, Uri("https://peer.test/f/1"), "", None, None)),
        (read("Undo", {"type": "Like", "object": {"id": WORK}}), wire.Undo(ID, ME, None, "Like", None, WORK)),
        (read("Delete", WORK), wire.Delete(ID, ME, WORK)),
        (read("Delete", {"type": "Tombstone", "id": WORK}), wire.Delete(ID, ME, WORK)),
        (read("Like", WORK), wire.Like(ID, ME, WORK, None)),
        (read("Like", WORK, content="❤️"), wire.Like(ID, ME, WORK, "❤️")),
        (read("Like", WORK, _misskey_reaction=":blob:"), wire.Like(ID, ME, WORK, ":blob:")),
        (read("EmojiReact", [WORK], content="🎨"), wire.Like(ID, ME, WORK, "🎨")),
        (read("litepub:EmojiReact", WORK, content="🎨"), wire.Like(ID, ME, WORK, "🎨")),
        (read("Like", WORK, content="<script>x</script>\u202e"), wire.Like(ID, ME, WORK, None)),
        (read("Block", YOU), wire.Block(ID, ME, YOU)),
        (read("Move", ME, target="https://new.test/a"), wire.Move(ID, ME, ME, Uri("https://new.test/a"))),
        (
            read("Add", NOTE, target=f"{ME}/featured"),
            wire.Add(ID, ME, Uri("https://peer.test/n/1"), Uri(f"{ME}/featured")),
        ),
        (read("Remove", WORK, target=f"{ME}/featured"), wire.Remove(ID, ME, WORK, Uri(f"{ME}/featured"))),
        (read("Add", WORK, target=f"{ME}/featured", id=None), wire.Add(None, ME, WORK, Uri(f"{ME}/featured"))),
        (read("Remove", WORK, target=f"{ME}/featured", id=None), wire.Remove(None, ME, WORK, Uri(f"{ME}/featured"))),
        (read("Flag", [YOU, {"id": WORK}], content="<p>spam</p>"), wire.Flag(ID, ME, (YOU, WORK), "spam")),
        (read("Flag", YOU, id=None), wire.Flag(None, ME, (YOU,), "")),
        (read("Dance", YOU), wire.Unknown(ID, ME, "Dance")),
        (read(None, None, id=None), wire.Unknown(None, ME, "")),
        (read(["Dance", "Sing"], None), wire.Unknown(ID, ME, "Dance")),
        (read("x" * 500, None), wire.Unknown(ID, ME, "x" * 64)),
    ],
)
def test_every_kind_of_activity_is_read(found: wire.Activity, expected: wire.Activity) -> None:
    assert found == expected


def test_a_boost_is_read_with_its_audience() -> None:
    found = read("Announce", WORK, published="2026-01-01T00:00:00Z", to=["as:Public"], cc=f"{ME}/followers")
    public = Uri("https://www.w3.org/ns/activitystreams#Public")
    assert found == wire.Announce(ID, ME, WORK, 1_767_225_600_000, (public,), (Uri(f"{ME}/followers"),))
    embedded = read("Announce", {**NOTE, "content": "forged"})
    assert isinstance(embedded, wire.Announce)
    assert embedded.target == NOTE["id"]


def test_a_new_post_is_read_with_its_note() -> None:
    found = read("Create", NOTE)
    assert isinstance(found, wire.Create)
    assert (found.object_id, found.object_type) == (NOTE["id"], "Note")
    assert found.note is not None
    assert found.note.author == ME


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://peer.test/n/1", ""),
        ({"id": "https://peer.test/n/1", "type": "Recipe"}, "Recipe"),
        ({"id": "https://peer.test/n/1", "type": ["ChatMessage"]}, "ChatMessage"),
        ({"id": "https://peer.test/n/1"}, ""),
    ],
)
def test_what_is_not_read_as_a_post_keeps_its_id(target: object, kind: str) -> None:
    assert read("Create", target) == wire.Create(ID, ME, Uri("https://peer.test/n/1"), kind, None)
    assert read("Update", target) == wire.Update(ID, ME, Uri("https://peer.test/n/1"), kind, None, None)


def test_an_update_is_of_a_post_or_of_an_actor() -> None:
    post = read("Update", {**NOTE, "updated": "2026-01-01T00:00:00Z"})
    assert isinstance(post, wire.Update)
    assert post.note is not None
    assert post.note.updated == 1_767_225_600_000
    assert post.profile is None
    profile = read("Update", PERSON)
    assert isinstance(profile, wire.Update)
    assert profile.note is None
    assert profile.profile is not None
    assert profile.profile.username == "a"


@pytest.mark.parametrize(
    "broken",
    [
        body("Follow", YOU, actor=None),
        body("Follow", YOU, actor="acct:a@peer.test"),
        body("Follow", YOU, actor=f"{ME}#x"),
        body("Follow", YOU, actor={"type": "Person"}),
        body("Follow", YOU, id=None),
        body("Follow", YOU, id="https://user@peer.test/"),
        body("Follow", None),
        body("Follow", {"type": "Person"}),
        body("Follow", f"{YOU}#x"),
        body("Undo", None),
        body("Undo", []),
        body("Delete", None),
        body("Like", "javascript:alert(1)"),
        body("Announce", None),
        body("Move", ME),
        body("Add", WORK),
        body("Create", None),
        body("Create", {**NOTE, "attributedTo": None}),
        body("Create", {**NOTE, "id": None}),
        body("Update", {**PERSON, "inbox": None}),
        body("Dance", YOU, actor=None),
        b"[]",
        b"",
    ],
)
def test_aut_01_an_activity_without_what_it_needs_is_malformed(broken: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        parse.activity(broken)
    assert refused.value.rule


def test_aut_09_a_remapped_actor_is_refused() -> None:
    context = ["https://www.w3.org/ns/activitystreams", {"actor": "https://evil.test/ns#a"}]
    with pytest.raises(Malformed):
        read("Follow", YOU, **{"@context": context})
    assert read("Follow", YOU, **{"@context": context[0]}) == wire.Follow(ID, ME, YOU)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (body("Follow", YOU), wire.Outline(ID, "Follow", ME, YOU, None)),
        (body("Undo", FOLLOW), wire.Outline(ID, "Undo", ME, Uri(str(FOLLOW["id"])), ME)),
        (body("Accept", FOLLOW), wire.Outline(ID, "Accept", ME, Uri(str(FOLLOW["id"])), ME)),
        (body("Accept", {**FOLLOW, "id": None}), wire.Outline(ID, "Accept", ME, None, ME, asker=YOU)),
        (body("Reject", {**FOLLOW, "id": "urn:made:up"}), wire.Outline(ID, "Reject", ME, None, ME)),
        (body("Undo", {**FOLLOW, "id": None}), wire.Outline(ID, "Undo", ME, None, ME)),
        (body("Delete", ME), wire.Outline(ID, "Delete", ME, ME, None)),
        (body("Delete", {"id": ME, "type": "Tombstone"}), wire.Outline(ID, "Delete", ME, ME, None)),
        (body("Dance", None, id=None), wire.Outline(None, "Dance", ME, None, None)),
        (body(["x", "as:Create"], NOTE), wire.Outline(ID, "Create", ME, Uri("https://peer.test/n/1"), None, ME)),
    ],
)
def test_the_outline_says_what_the_door_needs(seen: bytes, expected: wire.Outline) -> None:
    assert parse.outline(seen) == expected


@pytest.mark.parametrize("broken", [b"", b"{}", b"[]", body("Follow", YOU, actor=None), body("Follow", YOU, actor=5)])
def test_an_outline_without_actor_is_malformed(broken: bytes) -> None:
    with pytest.raises(Malformed):
        parse.outline(broken)


@pytest.mark.parametrize(
    ("total", "shown"),
    [(5, 5), (0, 0), ("5", None), (-1, None), (10**9, 10_000_000), (None, None), (2**53, 10_000_000)],
)
def test_aut_07_a_total_is_a_clamped_hint(total: object, shown: int | None) -> None:
    assert parse.total(json.dumps({"type": "Collection", "totalItems": total}).encode()) == shown


PARSERS: list[Callable[[bytes], object]] = [
    parse.activity,
    parse.actor,
    parse.note,
    parse.key,
    parse.outline,
    parse.total,
]


def survive(raw: bytes, parsers: list[Callable[[bytes], object]] = PARSERS) -> list[object]:
    """What each parser makes of a document; anything but a result or Malformed is an error of ours."""
    found: list[object] = []
    for parser in parsers:
        try:
            found.append(parser(raw))
        except Malformed:
            found.append(None)
    return found


def test_every_captured_document_is_read() -> None:
    bodies = []
    for path in sorted((FIXTURES / "captures" / "by-step").glob("*.json")):
        exchange = json.loads(path.read_text("utf-8"))
        if exchange.get("raw_body"):
            bodies.append(exchange["raw_body"].encode())
        if isinstance(exchange.get("resp_body"), dict):
            survive(json.dumps(exchange["resp_body"]).encode())
    kinds = [type(parse.activity(raw)).__name__ for raw in bodies]
    assert len(kinds) >= 10
    assert {"Follow", "Accept", "Create", "Like", "Announce", "Update", "Delete", "Undo"} <= set(kinds)
    assert "Unknown" not in kinds


def test_every_input_of_the_pasture_is_read_or_malformed() -> None:
    cases = [json.loads(line) for line in (FIXTURES / "pasture" / "activities.jsonl").read_text("utf-8").splitlines()]
    assert len(cases) == 262
    refused = {case["name"] for case in cases if survive(json.dumps(case["activity"]).encode())[0] is None}
    assert refused == {"necessary_properties-1", "necessary_properties-3"}


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_par_03_twenty_thousand_random_documents_raise_nothing_but_malformed(seed: int) -> None:
    luck = Random(seed)
    for number in range(100):
        survive(json.dumps(random_document(luck)).encode(), [parse.activity, PARSERS[number % len(PARSERS)]])


@given(documents())
@settings(max_examples=150, deadline=None)
def test_par_03_any_document_raises_nothing_but_malformed(document: dict[str, object]) -> None:
    survive(json.dumps(document).encode())


@given(st.sampled_from([NOTE, PERSON, FOLLOW]), documents())
@settings(max_examples=150, deadline=None)
def test_par_03_a_good_document_with_odd_fields_raises_nothing_but_malformed(
    good: dict[str, object], odd: dict[str, object]
) -> None:
    found = survive(body("Create", {**odd, **good}))[0]
    assert found is None or isinstance(found, wire.Create)
    survive(body("Update", {**good, **odd}))


def test_random_documents_are_not_all_refused() -> None:
    luck = Random(7)
    found = [survive(json.dumps(random_document(luck)).encode()) for _ in range(1_000)]
    for place in range(len(PARSERS)):
        assert sum(results[place] is not None for results in found) >= 5


def test_everything_that_is_read_keeps_its_limits() -> None:
    many = [f"https://peer.test/{number}" for number in range(1_000)]
    found = read("Create", {**NOTE, "to": many, "tag": [{"type": "Hashtag", "name": f"#t{n}"} for n in range(500)]})
    assert isinstance(found, wire.Create)
    assert found.note is not None
    assert len(found.note.to) == limits.RECIPIENTS
    assert len(found.note.tags) <= limits.TAGS
