"""Signatures between the real `fedart serve` and libraries that it does not use: apsig and http-message-signatures.

Requests that are wrong in one way are refused, each beside the same request done rightly; servers that demand signed
GETs, or that know one dialect only, are read and written to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.paint import painting, png
from tests.support.python_peer import Site, Somebody, wait
from tests.support.served import Artist, counts, one, rows, work
from tests.support.server import Process

pytestmark = [pytest.mark.slow]

DIALECTS = ["cavage", "rfc9421"]
WRONG = [
    "tampered-body",
    "tampered-digest",
    "no-digest",
    "digest-not-signed",
    "bad-signature",
    "wrong-key",
    "expired",
    "future",
    "unsigned",
]
OLD_ONLY, NEW_ONLY = "mastodon+secure-rfc9421", "plain+secure-cavage"
STRICT = [(OLD_ONLY, "cavage"), (NEW_ONLY, "rfc9421")]


@pytest.fixture(scope="module")
def liar(sites: dict[str, Site], paula: Artist) -> Somebody:
    """Known to us with a key, as the cheap ways to be refused are no proof."""
    found = sites["mastodon"].settle("liar")
    found.do("follow", target=paula.uri)
    wait(lambda: found.follows(paula.uri) == "accepted", "our Accept")
    return found


@contextmanager
def liked(who: Somebody, sketch: str, to: str, how: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A like that is sent rightly, and taken back at the end."""
    good = who.do("like", object=sketch, to=to, how=how)
    assert good["statuses"] == [202]
    yield good
    assert who.do("undo", activity=good["activity"], to=to, how=how)["statuses"] == [202]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("mode", WRONG)
def test_a_request_that_is_wrong_in_one_way_is_401(
    mode: str, dialect: str, liar: Somebody, server: Process, paula: Artist, sketch: str
) -> None:
    known = "SELECT 1 FROM likes WHERE uri = ?"
    spoiled = liar.do("like", object=sketch, to=paula.uri, how={"mode": mode, "dialect": dialect})
    assert spoiled["statuses"] == [401]
    with liked(liar, sketch, paula.uri, {"dialect": dialect}) as good:
        wait(lambda: rows(server, known, good["id"]), "the good like")
        assert rows(server, known, spoiled["id"]) == []
    wait(lambda: not rows(server, known, good["id"]), "its end")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_good_signature_by_somebody_else_is_403(
    dialect: str, liar: Somebody, server: Process, paula: Artist, sketch: str
) -> None:
    accomplice = liar.site.settle(f"accomplice_{dialect}")
    forged = liar.do("like", object=sketch, to=paula.uri, how={"as": accomplice.name, "dialect": dialect})
    assert forged["statuses"] == [403]
    honest = accomplice.do("like", object=sketch, to=paula.uri, how={"dialect": dialect})
    assert honest["statuses"] == [202]
    wait(lambda: rows(server, "SELECT 1 FROM likes WHERE uri = ?", honest["id"]), "the honest like")
    assert rows(server, "SELECT 1 FROM likes WHERE uri = ?", forged["id"]) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_libraries_refuse_what_is_wrong_too(dialect: str, sites: dict[str, Site]) -> None:
    """So that what they find right in the other tests means something: two servers of the peer among themselves."""
    sender, target = sites["mastodon"].settle(f"spoils_{dialect}"), sites["misskey"].settle(f"checks_{dialect}")
    for mode in [*WRONG, ""]:
        made = sender.do("block", target=target.uri, how={"mode": mode, "dialect": dialect})
        assert (mode, made["statuses"]) == (mode, [401] if mode else [202])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_comes_twice_counts_once(
    dialect: str, sites: dict[str, Site], server: Process, paula: Artist, sketch: str
) -> None:
    """The very same bytes again, then the same activity in a request of its own, then once it was taken back."""
    fan = sites["misskey"].settle(f"repeats_{dialect}")
    how = {"dialect": dialect}
    before = counts(server, sketch)[1]
    made = fan.do("boost", object=sketch, to=paula.uri, how={**how, "mode": "replay"})
    assert made["statuses"] == [202]
    wait(lambda: counts(server, sketch)[1] == before + 1, "the boost")
    assert fan.do("again", activity=made["activity"], to=paula.uri, how=how)["statuses"] == [202]
    fan.do("undo", activity=made["activity"], to=paula.uri, how=how)
    wait(lambda: counts(server, sketch)[1] == before, "its end")
    assert fan.do("again", activity=made["activity"], to=paula.uri, how=how)["statuses"] == [202]
    marker = fan.do("like", object=sketch, to=paula.uri, how=how)
    wait(lambda: rows(server, "SELECT 1 FROM likes WHERE uri = ?", marker["id"]), "what came after it")
    assert counts(server, sketch)[1] == before


@pytest.mark.parametrize(("kind", "dialect"), STRICT)
def test_a_server_that_demands_signed_reads_is_read_and_followed(
    kind: str, dialect: str, sites: dict[str, Site], server: Process, reader: Artist
) -> None:
    site = sites[kind]
    host, guest = site.settle("strict_host"), sites["plain"].settle(f"guest_of_{dialect}")
    for unwelcome in ("none", *(each for each in DIALECTS if each != dialect)):
        with pytest.raises(AssertionError, match="answers 401"):
            guest.do("lookup", query=host.uri, dialect=unwelcome)
    assert guest.do("lookup", query=host.uri, dialect=dialect)["id"] == host.uri
    reader.follow(host.handle)
    wait(lambda: reader.following(host.uri) == "accepted", "their Accept")
    assert {each["dialect"] for each in site.events("inbound") if each["status"] == 202} == {dialect}
    made = host.do("note", content="<p>Behind the door</p>", how={"dialect": dialect})
    wait(lambda: work(server, made["object"]), "the post")
    remembered = one(server, "SELECT dialect FROM hosts WHERE host = ?", site.host)
    assert remembered in (
        {"rfc9421"} if dialect == "rfc9421" else {None, "", "cavage", "draft-cavage-http-signatures-12"}
    )


@pytest.mark.parametrize(("kind", "dialect"), STRICT)
def test_our_signatures_are_found_right_in_the_dialect_that_a_server_knows(
    kind: str, dialect: str, sites: dict[str, Site], server: Process, reader: Artist
) -> None:
    site = sites[kind]
    author = site.settle("strict_author")
    reader.follow(author.handle)
    wait(lambda: reader.following(author.uri) == "accepted", "their Accept")
    made = author.do("note", content="<p>Like this</p>", how={"dialect": dialect})
    wait(lambda: work(server, made["object"]), "the post")
    page = reader.work_page(made["object"])
    asked = len(site.events("asked"))
    reader.press(page, f"{page}/like")
    wait(lambda: site.taken("Like", made["object"]), "the Like")
    posts = [each["dialect"] for each in site.events("asked")[asked:] if each["method"] == "POST"]
    assert posts == [dialect]
    assert [each["why"] for each in site.received("Like", made["object"])] == [""]


@pytest.mark.parametrize(("kind", "dialect"), STRICT)
def test_the_works_of_somebody_on_a_strict_server_are_found_at_first_sight(
    kind: str, dialect: str, sites: dict[str, Site], server: Process, reader: Artist
) -> None:
    """Profile, highlights and outbox, all read signed; apsig leaves the query of a page out of what it verifies."""
    site = sites[kind]
    author = site.settle("seldom_seen")
    url = site.picture(f"{author.name}-{dialect}.png", png(painting(31 + len(dialect), (120, 90))))
    posts = [
        author.do("note", content=f"<p>Work {n}</p>", pictures=[[url, "A hill"]], quietly=True, pinned=n == 2)
        for n in (1, 2)
    ]
    found = reader.press("/search", "/search", q=author.handle)
    assert author.name in found
    reader.page(reader.person_page(author.uri))
    wait(lambda: all(work(server, made["object"]) for made in posts), "the works")
    page = reader.page(reader.person_page(author.uri))
    assert page.count("A hill") >= len(posts)
    finished = "SELECT finished FROM backfills JOIN actors ON actors.id = actor_id WHERE actors.uri = ?"
    wait(lambda: one(server, finished, author.uri), "the end of the look")
    if kind == OLD_ONLY:
        pinned = "SELECT works.uri FROM pins JOIN works ON works.id = work_id JOIN actors ON actors.id = pins.actor_id"
        wait(lambda: (posts[1]["object"],) in rows(server, pinned), "the highlight")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_signed_look_up_is_answered_by_a_server_of_ours_in_secure_mode(
    dialect: str, strict: Process, sites: dict[str, Site]
) -> None:
    site = sites["gotosocial+secure"]
    guest = site.settle(f"guest_{dialect}")
    alice = one(strict, "SELECT uri FROM actors WHERE username = 'alice' AND local = 1")
    outbox = f"{alice}/outbox"
    with pytest.raises(AssertionError, match="answers 401"):
        guest.do("lookup", query=outbox, dialect="none")
    assert guest.do("lookup", query=outbox, dialect=dialect)["id"] == outbox
