"""AUT-04: every activity type by everybody who might send it, in one table."""

from dataclasses import replace

import pytest

from fedart.domain.authority import Claim, Ruling, authorise

ALLOW, ASK, IGNORE, REFUSE = Ruling.ALLOW, Ruling.ASK, Ruling.IGNORE, Ruling.REFUSE
OWNER = "https://peer.example/users/ada"
SAME_HOST = "https://peer.example/users/eve"
OTHER_HOST = "https://evil.example/users/mallory"
THING = "https://peer.example/notes/1"
SENDERS = ("owner", "same-host stranger", "other-host stranger", "blocked", "suspended")
OWNED = ("Update", "Delete", "Undo", "Accept", "Reject", "Add", "Remove", "Move")
TYPES = ("Create", *OWNED, "Follow", "Like", "EmojiReact", "Announce", "Block", "Flag", "Question")


def claim(act: str, sender: str, *, known: bool = True, author: str | None = OWNER) -> Claim:
    """What `sender` says about THING, which OWNER owns (and which is stored when `known`)."""
    actor = {"same-host stranger": SAME_HOST, "other-host stranger": OTHER_HOST}.get(sender, OWNER)
    return Claim(
        act=act,
        activity=actor + "/activities/7",
        actor=actor,
        signer=actor,
        object=THING,
        author=author if act in ("Create", "Update") else None,
        owner=OWNER if known else None,
        barred=sender in ("blocked", "suspended"),
    )


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("act", TYPES)
def test_aut_04_only_the_owner_acts_on_what_is_stored(act: str, sender: str) -> None:
    ruling, rule = authorise(claim(act, sender))
    if sender in ("blocked", "suspended"):
        assert (ruling, rule) == (REFUSE, "AUT-10")
    elif sender != "owner" and act in ("Create", *OWNED):
        assert ruling is REFUSE
        assert rule in ("AUT-02", "AUT-04")
    else:
        assert (ruling, rule) == (ALLOW, "")


@pytest.mark.parametrize(
    ("act", "sender", "expected"),
    [
        ("Create", "owner", ALLOW),
        ("Create", "same-host stranger", REFUSE),
        ("Create", "other-host stranger", REFUSE),
        ("Update", "owner", ALLOW),
        ("Update", "same-host stranger", REFUSE),
        ("Update", "other-host stranger", REFUSE),
        ("Delete", "owner", ALLOW),
        ("Delete", "same-host stranger", ALLOW),
        ("Delete", "other-host stranger", REFUSE),
        ("Undo", "owner", ALLOW),
        ("Undo", "other-host stranger", REFUSE),
        ("Move", "other-host stranger", REFUSE),
        ("Accept", "owner", IGNORE),
        ("Accept", "other-host stranger", IGNORE),
        ("Reject", "owner", IGNORE),
        ("Add", "same-host stranger", IGNORE),
        ("Remove", "other-host stranger", IGNORE),
        ("Follow", "other-host stranger", ALLOW),
        ("Like", "other-host stranger", ALLOW),
    ],
)
def test_acts_on_things_we_do_not_have_change_nothing_of_anybody(act: str, sender: str, expected: Ruling) -> None:
    assert authorise(claim(act, sender, known=False))[0] is expected


@pytest.mark.parametrize("act", ["Delete", "Undo", "Accept", "Reject", "Add", "Remove", "Move"])
def test_without_an_object_there_is_nothing_to_do(act: str) -> None:
    assert authorise(Claim(act, OWNER + "/a/1", OWNER, OWNER)) == (IGNORE, "")


@pytest.mark.parametrize("act", ["Create", "Update"])
def test_what_is_made_needs_an_object_with_an_address(act: str) -> None:
    assert authorise(Claim(act, OWNER + "/a/1", OWNER, OWNER, author=OWNER)) == (REFUSE, "AUT-02")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"act": "Like", "signer": SAME_HOST}, "SIG-08"),
        ({"act": "Like", "signer": OWNER + "/"}, "SIG-08"),
        ({"act": "Like", "signer": "https://PEER.example/users/ada"}, "SIG-08"),
        ({"signer": OTHER_HOST, "author": SAME_HOST}, "SIG-08"),
        ({"signer": OTHER_HOST, "activity": "https://evil.example/a/1"}, "SIG-08"),
        ({"signer": OTHER_HOST, "object": "https://evil.example/notes/1"}, "SIG-08"),
        ({"actor": "not an address", "signer": "not an address"}, "SIG-08"),
        ({"actor": "https://user:secret@peer.example/", "signer": "https://user:secret@peer.example/"}, "SIG-08"),
        ({"activity": "https://evil.example/a/1"}, "AUT-02"),
        ({"activity": "http://peer.example/a/1"}, "AUT-02"),
        ({"activity": "https://peer.example:8443/a/1"}, "AUT-02"),
        ({"activity": "https://peer.example.evil.example/a/1"}, "AUT-02"),
        ({"object": "https://evil.example/notes/1"}, "AUT-02"),
        ({"author": SAME_HOST}, "AUT-02"),
        ({"barred": True}, "AUT-10"),
    ],
)
def test_one_wrong_part_is_enough_to_refuse_a_create(changes: dict[str, object], rule: str) -> None:
    good: dict[str, object] = {
        "act": "Create",
        "activity": "https://peer.example/a/1",
        "actor": OWNER,
        "signer": OWNER,
        "object": THING,
        "author": OWNER,
    }
    assert _authorise(good) == (ALLOW, "")
    assert _authorise(good | changes) == (REFUSE, rule)


def _authorise(values: dict[str, object]) -> tuple[Ruling, str]:
    def text(name: str) -> str | None:
        value = values.get(name)
        return value if isinstance(value, str) else None

    return authorise(
        Claim(
            act=text("act") or "",
            activity=text("activity"),
            actor=text("actor") or "",
            signer=text("signer") or "",
            object=text("object"),
            author=text("author"),
            barred=bool(values.get("barred")),
        )
    )


def test_an_activity_without_an_id_is_judged_by_its_actor() -> None:
    assert authorise(Claim("Like", None, OWNER, OWNER, THING)) == (ALLOW, "")
    assert authorise(Claim("Create", None, OWNER, OWNER, THING, author=OWNER)) == (ALLOW, "")


@pytest.mark.parametrize("signer", [SAME_HOST, OTHER_HOST])
@pytest.mark.parametrize("act", [*TYPES, "QuoteRequest", "FeatureRequest"])
def test_sig_12_what_others_bring_is_never_believed_and_its_home_is_asked_about_posts(act: str, signer: str) -> None:
    brought = replace(claim(act, "owner"), signer=signer, instrument=OWNER + "/quotes/1")
    expected = (ASK, "AUT-03") if act in ("Create", "Update", "Delete") else (REFUSE, "SIG-08")
    assert authorise(brought) == expected
    assert authorise(replace(brought, signer=OWNER)) == (ALLOW, "")
    assert authorise(replace(brought, barred=True)) == (REFUSE, "AUT-10")


@pytest.mark.parametrize("act", ["Create", "Update", "Delete"])
def test_sig_12_nobodys_home_is_asked_about_the_things_of_others(act: str) -> None:
    brought = replace(claim(act, "owner"), signer=OTHER_HOST)
    assert authorise(replace(brought, owner=SAME_HOST)) == (REFUSE, "SIG-08")
    assert authorise(replace(brought, owner=None)) == (ASK, "AUT-03")


@pytest.mark.parametrize("act", ["QuoteRequest", "FeatureRequest"])
@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        (OWNER + "/quotes/1", (ALLOW, "")),
        ("https://evil.example/quotes/1", (REFUSE, "AUT-02")),
        ("https://peer.example:8443/quotes/1", (REFUSE, "AUT-02")),
        (None, (REFUSE, "AUT-02")),
    ],
)
def test_aut_02_a_permission_is_asked_for_something_on_ones_own_server(
    act: str, instrument: str | None, expected: tuple[Ruling, str]
) -> None:
    asked = Claim(act, OWNER + "/a/1", OWNER, OWNER, "https://gallery.example/objects/1", instrument=instrument)
    assert authorise(asked) == expected
