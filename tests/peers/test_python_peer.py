"""Servers in the shapes of Mastodon, Misskey, GoToSocial and the bare standard, and the real `fedart serve`.

Both directions, over HTTP on loopback: following, posting, liking, deleting, each in every shape. Their signatures and
their opinion of ours come from apsig and http-message-signatures, which fedart does not use. GoToSocial demands signed
GETs, as it does in life.
"""

from pathlib import Path

import pytest

from tests.support.paint import painting, png
from tests.support.python_peer import Site, wait
from tests.support.served import Artist, counts, one, rows, work
from tests.support.server import Process

pytestmark = [pytest.mark.slow]

FLAVOURS = ["mastodon", "misskey", "gotosocial+secure", "plain"]
DIALECTS = ["cavage", "rfc9421"]


@pytest.fixture(params=FLAVOURS)
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Site:
    found: Site = sites[request.param]
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_they_follow_like_and_end_both(dialect: str, site: Site, server: Process, paula: Artist, sketch: str) -> None:
    how = {"dialect": dialect}
    fan = site.settle(f"fan_{dialect}")
    follow = fan.do("follow", target=paula.uri, how=how)
    assert follow["statuses"] == [202]
    wait(lambda: fan.follows(paula.uri) == "accepted", "our Accept")
    assert paula.followed_by(fan.uri) == "accepted"
    before = counts(server, sketch)[0]
    like = fan.do("like", object=sketch, to=paula.uri, how=how)
    wait(lambda: one(server, "SELECT uri FROM likes WHERE uri = ?", like["id"]), "the like")
    assert counts(server, sketch)[0] == before + 1
    fan.do("undo", activity=like["activity"], to=paula.uri, how=how)
    wait(lambda: counts(server, sketch)[0] == before, "the end of the like")
    fan.do("unfollow", activity=follow["activity"], to=paula.uri, how=how)
    wait(lambda: paula.followed_by(fan.uri) == "ended", "the end of the follow")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_their_posts_arrive_change_and_go(dialect: str, site: Site, server: Process, reader: Artist) -> None:
    how = {"dialect": dialect}
    author = site.settle(f"author_{dialect}")
    reader.follow(author.handle)
    wait(lambda: reader.following(author.uri) == "accepted", "their Accept")
    assert author.followers == [reader.uri]
    url = site.picture(f"{author.name}.png", png(painting(len(site.origin) + len(dialect), (160, 120))))
    made = author.do("note", content="<p>First words</p>", pictures=[[url, "A hill"]], tags=["hills"], how=how)
    assert made["statuses"] == [202]
    wait(lambda: work(server, made["object"]) == "<p>First words</p>", "the post")
    media = "SELECT media.state, media.alt FROM media JOIN works ON works.id = work_id WHERE works.uri = ?"
    assert rows(server, media, made["object"]) == [("kept", "A hill")]
    assert work(server, made["object"], "visibility") == "public"
    assert "A hill" in reader.page(reader.work_page(made["object"]))
    later = {"content": "<p>Second thoughts</p>", "updated": "2126-01-01T00:00:00Z", "pictures": [[url, "A mountain"]]}
    author.do("update", object=made["object"], how=how, **later)
    wait(lambda: work(server, made["object"]) == "<p>Second thoughts</p>", "the edit")
    assert rows(server, media, made["object"]) == [("kept", "A mountain")]
    author.do("delete", object=made["object"], how=how)
    wait(lambda: work(server, made["object"], "state") == "deleted", "the end")
    assert work(server, made["object"]) == ""


def test_our_works_arrive_in_every_shape_of_server_change_and_go(
    sites: dict[str, Site], paula: Artist, tmp_path: Path
) -> None:
    there = [sites[kind] for kind in FLAVOURS]
    followers = [site.settle("follower") for site in there]
    for follower in followers:
        follower.do("follow", target=paula.uri)
    wait(lambda: all(follower.follows(paula.uri) == "accepted" for follower in followers), "our Accepts")
    uri = paula.publish(tmp_path, "Morning")
    wait(lambda: all(site.taken("Create", uri) for site in there), "the Create")
    for create in (site.taken("Create", uri) for site in there):
        assert create is not None
        [picture] = create["object"]["attachment"]
        assert (picture["name"], create["object"]["attributedTo"]) == ("alt of Morning", paula.uri)
    page = paula.work_page(uri)
    paula.press(f"{page}/edit", f"{page}/edit", title="Evening", text="Repainted", visibility="public")
    wait(lambda: all(site.taken("Update", uri) for site in there), "the Update")
    assert all("Evening" in (site.taken("Update", uri) or {})["object"]["content"] for site in there)
    paula.press(f"{page}/delete", f"{page}/delete")
    wait(lambda: all(site.taken("Delete", uri) for site in there), "the Delete")
    for site in there:
        _everything_was_verified(site)


def test_our_likes_follows_and_their_ends_arrive_there(site: Site, server: Process, reader: Artist) -> None:
    author = site.settle("liked")
    reader.follow(author.handle)
    wait(lambda: reader.following(author.uri) == "accepted", "their Accept")
    made = author.do("note", content="<p>Like this</p>")
    wait(lambda: work(server, made["object"]), "the post")
    page = reader.work_page(made["object"])
    reader.press(page, f"{page}/like")
    wait(lambda: site.taken("Like", made["object"]), "the Like")
    reader.press(page, f"{page}/unlike")
    like = site.taken("Like", made["object"])
    assert like is not None
    wait(lambda: site.taken("Undo", like["id"]), "the end of the Like")
    reader.press("/following", f"{reader.person_page(author.uri)}/unfollow")
    wait(lambda: author.followers == [], "the end of the Follow")
    _everything_was_verified(site)


def _everything_was_verified(site: Site) -> None:
    """What we signed was found right by the other libraries, and nothing went wrong there."""
    came = site.events("inbound")
    assert came
    assert [each["why"] for each in came if each["status"] != 202] == []
    assert site.events("error") == []


def test_reports_come_from_whom_that_server_lets_them_come(
    site: Site, server: Process, paula: Artist, sketch: str
) -> None:
    reporter = site.settle("reporter")
    words = f"Copied from {site.host}"
    made = reporter.do("flag", objects=[paula.uri, sketch], content=words, to=paula.uri)
    assert made["statuses"] == [202]
    wait(lambda: rows(server, "SELECT 1 FROM reports WHERE text = ?", words), "the report")
    [(sender,)] = rows(server, "SELECT from_uri FROM reports WHERE text = ?", words)
    expected = reporter.uri if made["activity"]["actor"] == reporter.uri else f"{site.origin}/actor"
    assert sender == expected
