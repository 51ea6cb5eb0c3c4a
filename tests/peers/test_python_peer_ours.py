"""Each activity that the real `fedart serve` sends, as servers of other makers find it: rightly signed, and for whom.

What arrives is read in the shapes of Mastodon, Misskey, GoToSocial and the bare standard; every signature is checked
by apsig or http-message-signatures.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.support.python_peer import Site, Somebody, about, wait
from tests.support.served import Artist, one, rows, work
from tests.support.server import Process

pytestmark = [pytest.mark.slow]

SHAPES = ["mastodon", "misskey", "gotosocial+secure", "plain"]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture(params=SHAPES)
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Site:
    found: Site = sites[request.param]
    return found


def follower(of: Artist, who: Somebody) -> Somebody:
    who.do("follow", target=of.uri)
    wait(lambda: who.follows(of.uri) == "accepted", "our Accept")
    return who


def taken(site: Site, kind: str, uri: str) -> dict[str, Any]:
    """The activity of that type about something, once it has come and was found rightly signed."""
    wait(lambda: site.taken(kind, uri), f"the {kind}")
    found = site.taken(kind, uri)
    assert found is not None
    return found


@pytest.mark.parametrize("visibility", ["public", "quiet", "followers"])
def test_a_work_says_for_whom_it_is(visibility: str, sites: dict[str, Site], paula: Artist, tmp_path: Path) -> None:
    for kind in ("mastodon", "gotosocial+secure"):
        follower(paula, sites[kind].settle("counts_as_follower"))
    uri = paula.publish(tmp_path, "For some", visibility)
    crowd = f"{paula.uri}/followers"
    expected = {"public": ([PUBLIC], [crowd]), "quiet": ([crowd], [PUBLIC]), "followers": ([crowd], [])}[visibility]
    for kind in ("mastodon", "gotosocial+secure"):
        create = taken(sites[kind], "Create", uri)
        assert (create["to"], create.get("cc", [])) == expected
        assert ("proof" in create) == (visibility != "followers")


def test_a_direct_work_goes_to_whom_it_names_alone(sites: dict[str, Site], paula: Artist, tmp_path: Path) -> None:
    named, other = sites["mastodon"].settle("named"), follower(paula, sites["misskey"].settle("unnamed"))
    uri = paula.publish(tmp_path, "For one", "direct", named.handle)
    create = taken(sites["mastodon"], "Create", uri)
    assert (create["to"], create.get("cc", [])) == ([named.uri], [])
    assert [tag["href"] for tag in create["object"]["tag"] if tag["type"] == "Mention"] == [named.uri]
    taken(other.site, "Accept", other.do("follow", target=paula.uri)["id"])
    assert other.site.received("Create", uri) == []


def test_answers_and_boosts_arrive_and_are_taken_back(site: Site, server: Process, paula: Artist) -> None:
    author = site.settle("answered")
    asked = author.do("note", content="<p>A question</p>", mentions=[[paula.uri, paula.handle]], to=paula.uri)
    wait(lambda: work(server, asked["object"]), "the question")
    page = paula.work_page(asked["object"])
    paula.press(page, f"{page}/reply", text="An *answer*")
    answer = one(server, "SELECT uri FROM works WHERE in_reply_to = ? AND local = 1", asked["object"])
    create = taken(site, "Create", answer)
    assert create["object"]["inReplyTo"] == asked["object"]
    assert "<em>answer</em>" in create["object"]["content"]
    assert author.uri in create["cc"]
    paula.press(page, f"{page}/boost")
    boost = taken(site, "Announce", asked["object"])
    assert author.uri in boost["cc"]
    paula.press(page, f"{page}/unboost")
    undo = taken(site, "Undo", boost["id"])
    assert undo["object"]["object"] == asked["object"]


def test_profiles_and_highlights_are_told(sites: dict[str, Site], paula: Artist, tmp_path: Path) -> None:
    there = [sites[kind] for kind in SHAPES]
    for site in there:
        follower(paula, site.settle("admirer"))
    paula.press("/settings/profile", "/settings/profile", name="Paula the Elder", bio="Paints the sea.")
    uri = paula.publish(tmp_path, "The best")
    page = paula.work_page(uri)
    for site in there:
        assert taken(site, "Update", paula.uri)["object"]["name"] == "Paula the Elder"
    paula.press(page, f"{page}/pin")
    for site in there:
        assert taken(site, "Add", uri)["target"] == f"{paula.uri}/featured"
    admirer = there[0].settle("reads_highlights")
    assert admirer.do("lookup", query=f"{paula.uri}/featured")["orderedItems"] == [uri]
    paula.press(page, f"{page}/unpin")
    for site in there:
        assert taken(site, "Remove", uri)["target"] == f"{paula.uri}/featured"


def test_a_block_arrives_and_is_taken_back(site: Site, paula: Artist, server: Process) -> None:
    pest = follower(paula, site.settle("pest"))
    page = paula.person_page(pest.uri)
    paula.press(f"{page}/hide", f"{page}/block")
    block = taken(site, "Block", pest.uri)
    assert block["actor"] == paula.uri
    wait(lambda: pest.follows(paula.uri) == "rejected", "the end of their follow")
    paula.press(f"{page}/hide", f"{page}/unblock")
    assert taken(site, "Undo", block["id"])["object"]["object"] == pest.uri
    assert rows(server, "SELECT 1 FROM blocks WHERE uri = ?", block["id"]) == []


def test_a_report_goes_on_without_the_name_of_who_reported(site: Site, server: Process, paula: Artist) -> None:
    copyist = site.settle("copyist")
    made = copyist.do("note", content="<p>Mine</p>", mentions=[[paula.uri, paula.handle]], to=paula.uri)
    wait(lambda: work(server, made["object"]), "the post")
    page, ident = f"{paula.person_page(copyist.uri)}/report", paula.work_page(made["object"]).rpartition("/")[2]
    paula.press(page, page, works=ident, text="A copy of mine", forward="on")
    flag = taken(site, "Flag", copyist.uri)
    assert flag["object"] == [copyist.uri, made["object"]]
    assert (flag["actor"], flag["content"]) == (f"{server.origin}/actor", "A copy of mine")
    assert paula.uri not in str(flag)


def test_a_locked_artist_lets_in_and_refuses(sites: dict[str, Site], server: Process) -> None:
    shy = Artist(server, "shyly")
    shy.press("/settings/profile", "/settings/profile", name="Shy", bio="", locked="on")
    welcome = [sites[kind].settle("welcome") for kind in SHAPES]
    unwelcome = [sites[kind].settle("unwelcome") for kind in SHAPES]
    for who in (*welcome, *unwelcome):
        who.do("follow", target=shy.uri)
    for who in (*welcome, *unwelcome):
        _answer(shy, who, "accept" if who in welcome else "reject")
    wait(lambda: {who.follows(shy.uri) for who in welcome} == {"accepted"}, "the Accepts")
    wait(lambda: {who.follows(shy.uri) for who in unwelcome} == {"rejected"}, "the Rejects")


def _answer(shy: Artist, who: Somebody, action: str) -> None:
    """Answer a request once it is there; nothing was answered before."""
    wait(lambda: shy.followed_by(who.uri) == "requested", "the request")
    assert who.follows(shy.uri) == "requested"
    request = "SELECT follows.id FROM follows JOIN actors ON actors.id = follower WHERE actors.uri = ?"
    shy.press("/following", f"/follows/{one(shy.server, request, who.uri)}/{action}")


def test_an_artist_who_moves_away_tells_the_followers(sites: dict[str, Site], server: Process) -> None:
    mover = Artist(server, "mover")
    for kind in SHAPES:
        follower(mover, sites[kind].settle("left_behind"))
    new = sites["mastodon"].settle("mover_there")
    refused = mover.press("/settings/moving", "/settings/moving/away", target=new.handle)
    assert "/settings/moving/away/confirm" not in refused
    new.do("profile", aliases=[mover.uri])
    agreed = mover.press("/settings/moving", "/settings/moving/away", target=new.handle)
    assert "/settings/moving/away/confirm" in agreed
    mover.press("/settings/moving", "/settings/moving/away/confirm", target=new.uri, confirm="mover")
    for kind in SHAPES:
        move = taken(sites[kind], "Move", mover.uri)
        assert (move["target"], about(move)) == (new.uri, mover.uri)
    wait(lambda: new.do("lookup", query=mover.uri).get("movedTo") == new.uri, "the address on the old profile")
