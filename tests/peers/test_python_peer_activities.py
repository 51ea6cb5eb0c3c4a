"""Each activity that other servers send, in the shape of one of them, and what the real `fedart serve` makes of it."""

from dataclasses import dataclass

import pytest

from tests.support.paint import painting, png
from tests.support.python_peer import Site, Somebody, wait
from tests.support.served import Artist, counts, one, rows, work
from tests.support.server import Process

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Here:
    """Who acts in a test: the server, and two people of it."""

    server: Process
    paula: Artist
    reader: Artist

    def followed(self, who: Somebody) -> Somebody:
        """The reader follows somebody, who said yes."""
        self.reader.follow(who.handle)
        wait(lambda: self.reader.following(who.uri) == "accepted", "their Accept")
        return who

    def follower(self, who: Somebody) -> Somebody:
        """Somebody follows Paula."""
        who.do("follow", target=self.paula.uri)
        wait(lambda: who.follows(self.paula.uri) == "accepted", "our Accept")
        return who


@pytest.fixture
def here(server: Process, paula: Artist, reader: Artist) -> Here:
    return Here(server, paula, reader)


@pytest.mark.parametrize("shape", ["mastodon", "plain"])
@pytest.mark.parametrize("visibility", ["public", "quiet", "followers"])
def test_a_post_is_for_whom_it_is_addressed_to(shape: str, visibility: str, sites: dict[str, Site], here: Here) -> None:
    author = here.followed(sites[shape].settle(f"says_{visibility}"))
    made = author.do("note", content="<p>To whom?</p>", visibility=visibility)
    wait(lambda: work(here.server, made["object"], "visibility") == visibility, "the post")
    page = here.reader.work_page(made["object"])
    assert "To whom?" in here.reader.page(page)
    if visibility == "followers":
        assert "To whom?" not in here.paula.page("/home/federated")
        assert "To whom?" not in here.paula.page(here.paula.person_page(author.uri))


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_a_direct_message_is_a_request_until_it_is_accepted(shape: str, sites: dict[str, Site], here: Here) -> None:
    stranger = sites[shape].settle("stranger")
    words = f"A word in private, from {stranger.handle}"
    named = [[here.paula.uri, here.paula.handle]]
    made = stranger.do("note", content=f"<p>{words}</p>", visibility="direct", mentions=named, to=here.paula.uri)
    assert made["statuses"] == [202]
    wait(lambda: work(here.server, made["object"], "visibility") == "direct", "the message")
    assert stranger.name in here.paula.page("/messages/requests")
    talk = f"/messages/{one(here.server, 'SELECT id FROM works WHERE uri = ?', made['object'])}"
    assert words in here.paula.page(talk)


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_a_reply_and_a_mention_are_told(shape: str, sites: dict[str, Site], here: Here, sketch: str) -> None:
    fan = sites[shape].settle("answers")
    before = here.paula.told()
    named = [[here.paula.uri, here.paula.handle]]
    reply = fan.do("note", content="<p>What a sky!</p>", parent=sketch, mentions=named, to=here.paula.uri)
    wait(lambda: work(here.server, reply["object"]), "the reply")
    hello = fan.do("note", content="<p>Hello!</p>", mentions=named, to=here.paula.uri)
    wait(lambda: work(here.server, hello["object"]), "the mention")
    assert here.paula.told() == sorted([*before, "reply", "mention"])
    assert work(here.server, reply["object"], "in_reply_to") == sketch
    assert "What a sky!" in here.reader.page(here.reader.work_page(sketch))
    fan.do("delete", object=reply["object"], to=here.paula.uri)
    wait(lambda: work(here.server, reply["object"], "state") == "deleted", "its end")
    assert "What a sky!" not in here.reader.page(here.reader.work_page(sketch))


def test_a_reply_that_comes_before_what_it_answers_brings_it_along(sites: dict[str, Site], here: Here) -> None:
    author = here.followed(sites["mastodon"].settle("threads"))
    root = author.do("note", content="<p>The beginning</p>", quietly=True)
    reply = author.do("note", content="<p>The rest</p>", parent=root["object"])
    wait(lambda: work(here.server, root["object"]), "the beginning")
    wait(lambda: work(here.server, reply["object"]), "the rest")
    assert "The beginning" in here.reader.page(here.reader.work_page(reply["object"]))


def test_answers_that_nobody_told_us_of_are_found_when_somebody_looks(sites: dict[str, Site], here: Here) -> None:
    """On the second page of what Mastodon lists under a post."""
    site = sites["mastodon"]
    author, passing = here.followed(site.settle("asks_around")), site.settle("passing_by")
    root = author.do("note", content="<p>Who knows this place?</p>")
    answer = passing.do("note", content="<p>The old harbour</p>", parent=root["object"], quietly=True)
    wait(lambda: work(here.server, root["object"]), "the post")
    assert work(here.server, answer["object"]) is None
    here.reader.page(here.reader.work_page(root["object"]))
    wait(lambda: work(here.server, answer["object"]), "the answer")
    assert "The old harbour" in here.reader.page(here.reader.work_page(root["object"]))


def test_boosts_are_counted_and_taken_back(sites: dict[str, Site], here: Here, sketch: str) -> None:
    before = counts(here.server, sketch)[1]
    for shape in ("mastodon", "misskey", "gotosocial+secure", "plain"):
        fan = sites[shape].settle("booster")
        boost = fan.do("boost", object=sketch, to=here.paula.uri)
        wait(lambda: counts(here.server, sketch)[1] == before + 1, f"the boost of {shape}")
        fan.do("undo", activity=boost["activity"], to=here.paula.uri)
        wait(lambda: counts(here.server, sketch)[1] == before, f"its end of {shape}")


def test_a_boost_by_somebody_followed_brings_the_post_from_its_home(sites: dict[str, Site], here: Here) -> None:
    """The one who boosts lives on another server than the one who wrote."""
    author = sites["gotosocial+secure"].settle("original")
    booster = here.followed(sites["mastodon"].settle("passes_on"))
    made = author.do("note", content="<p>From afar</p>", quietly=True)
    booster.do("boost", object=made["object"])
    wait(lambda: work(here.server, made["object"]), "the post")
    assert work(here.server, made["object"], "actor_uri") == author.uri
    boosts = "SELECT boosts FROM works WHERE uri = ?"
    wait(lambda: one(here.server, boosts, made["object"]) == 1, "the boost")
    assert "From afar" in here.reader.page(here.reader.work_page(made["object"]))


def test_reactions_with_an_emoji_are_shown(sites: dict[str, Site], here: Here, sketch: str) -> None:
    emojis = "SELECT emoji FROM likes JOIN actors ON actors.id = actor_id WHERE actors.uri = ?"
    cheering = sites["plain"].settle("cheering")
    made = cheering.do("react", object=sketch, emoji="🔥", to=here.paula.uri)
    wait(lambda: one(here.server, emojis, cheering.uri) == "🔥", "the reaction")
    liking = sites["misskey"].settle("thumbs")
    liking.do("like", object=sketch, to=here.paula.uri)
    wait(lambda: one(here.server, emojis, liking.uri) == "👍", "the like")
    page = here.paula.page(here.paula.work_page(sketch))
    assert "🔥" in page
    assert "👍" in page
    cheering.do("undo", activity=made["activity"], to=here.paula.uri)
    wait(lambda: one(here.server, emojis, cheering.uri) is None, "its end")


def test_a_server_s_own_emoji_is_shown_as_its_picture(sites: dict[str, Site], here: Here, sketch: str) -> None:
    site = sites["misskey"]
    waving = site.settle("waving")
    icon = site.picture("wave.png", png(painting(77, (32, 32))))
    waving.do("react", object=sketch, emoji=":wave:", icon=icon, to=here.paula.uri)
    kept = "SELECT media_id FROM emojis WHERE host = ? AND code = 'wave'"
    wait(lambda: one(here.server, kept, site.host), "the picture of the emoji")
    assert f"/media/{one(here.server, kept, site.host)}/" in here.paula.page(here.paula.work_page(sketch))


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_a_profile_follows_its_owner(shape: str, sites: dict[str, Site], here: Here) -> None:
    author = here.followed(sites[shape].settle("renamed"))
    author.do("profile", shown="Somebody Else")
    sql = "SELECT name FROM actors WHERE uri = ?"
    wait(lambda: one(here.server, sql, author.uri) == "Somebody Else", "the new name")


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_an_account_that_ends_takes_everything_along(shape: str, sites: dict[str, Site], here: Here) -> None:
    author = here.followed(here.follower(sites[shape].settle("leaving")))
    made = author.do("note", content="<p>My last words</p>")
    wait(lambda: work(here.server, made["object"]), "the post")
    author.do("leave")
    wait(lambda: work(here.server, made["object"], "state") == "deleted", "the end of the post")
    assert work(here.server, made["object"]) == ""
    assert here.reader.following(author.uri) == "ended"
    assert here.paula.followed_by(author.uri) == "ended"


def test_the_end_of_an_account_that_we_never_knew_is_taken_without_a_look(sites: dict[str, Site], here: Here) -> None:
    """Big servers tell everybody, and the key is gone by then; nobody else may say it in passing."""
    site = sites["mastodon"]
    gone = site.settle("never_known")
    left = gone.do("leave")
    asked = len(site.events("asked"))
    assert gone.do("again", activity=left["activity"], to=here.paula.uri)["statuses"] == [202]
    assert site.events("asked")[asked:] == []
    assert one(here.server, "SELECT 1 FROM actors WHERE uri = ?", gone.uri) is None


def test_a_new_key_is_found_when_a_signature_does_not_fit_the_old_one(
    sites: dict[str, Site], here: Here, sketch: str
) -> None:
    """At the same address; the old key is good for nothing from then on."""
    fan = sites["mastodon"].settle("changes_keys")
    first = fan.do("like", object=sketch, to=here.paula.uri)
    assert first["statuses"] == [202]
    wait(lambda: one(here.server, "SELECT 1 FROM likes WHERE uri = ?", first["id"]), "the like")
    fan.do("rekey")
    spoiled = fan.do("undo", activity=first["activity"], to=here.paula.uri, how={"mode": "wrong-key"})
    assert spoiled["statuses"] == [401]
    wait(lambda: _undone(fan, first["activity"], here.paula.uri), "the new key to be asked for again")
    wait(lambda: one(here.server, "SELECT 1 FROM likes WHERE uri = ?", first["id"]) is None, "the end of the like")


def _undone(fan: Somebody, activity: object, to: str) -> bool:
    """Whether an Undo got through: how soon a key is looked up again is limited."""
    return bool(fan.do("undo", activity=activity, to=to)["statuses"] == [202])


@pytest.mark.parametrize("shape", ["mastodon", "misskey"])
def test_highlights_are_put_on_top_and_taken_off(shape: str, sites: dict[str, Site], here: Here) -> None:
    """Mastodon gives these activities no id."""
    author = here.followed(sites[shape].settle("pins"))
    made = author.do("note", content="<p>My best</p>")
    wait(lambda: work(here.server, made["object"]), "the post")
    pinned = "SELECT 1 FROM pins JOIN works ON works.id = work_id WHERE works.uri = ?"
    author.do("pin", object=made["object"])
    wait(lambda: rows(here.server, pinned, made["object"]), "the highlight")
    author.do("unpin", object=made["object"])
    wait(lambda: not rows(here.server, pinned, made["object"]), "its end")


def test_a_move_carries_followers_along_when_the_new_account_agrees(sites: dict[str, Site], here: Here) -> None:
    old = here.followed(sites["mastodon"].settle("old_home"))
    stays = here.followed(sites["mastodon"].settle("pretends"))
    new, other = sites["gotosocial+secure"].settle("new_home"), sites["plain"].settle("not_theirs")
    new.do("profile", aliases=[old.uri])
    stays.do("move", target=other.uri)
    old.do("move", target=new.uri)
    wait(lambda: here.reader.following(new.uri) == "accepted", "the follow of the new account")
    assert here.reader.following(old.uri) == "ended"
    assert new.followers == [here.reader.uri]
    assert (here.reader.following(stays.uri), here.reader.following(other.uri)) == ("accepted", None)


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_a_block_ends_both_follows_and_can_be_taken_back(shape: str, sites: dict[str, Site], here: Here) -> None:
    person = here.followed(here.follower(sites[shape].settle("blocks")))
    kept = here.followed(sites[shape].settle("blocks_nobody"))
    made = person.do("block", target=here.reader.uri)
    wait(lambda: here.reader.following(person.uri) != "accepted", "the end of our follow")
    blocked = "SELECT 1 FROM blocks WHERE uri = ?"
    assert rows(here.server, blocked, made["id"]) == [(1,)]
    assert here.reader.following(kept.uri) == "accepted"
    assert here.paula.followed_by(person.uri) == "accepted"
    person.do("undo", activity=made["activity"], to=here.reader.uri)
    wait(lambda: not rows(here.server, blocked, made["id"]), "the end of the block")


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_a_locked_account_lets_in_refuses_and_sends_away(shape: str, sites: dict[str, Site], here: Here) -> None:
    site = sites[shape]
    shy, proud = site.settle("shy", locked=True), site.settle("proud", locked=True)
    for who in (shy, proud):
        here.reader.follow(who.handle)
        assert here.reader.following(who.uri) == "requested"
    wait(lambda: all(site.taken("Follow", who.uri) for who in (shy, proud)), "our Follows")
    assert shy.followers == []
    shy.do("accept", follow=site.taken("Follow", shy.uri))
    proud.do("reject", follow=site.taken("Follow", proud.uri))
    wait(lambda: here.reader.following(shy.uri) == "accepted", "the Accept")
    wait(lambda: here.reader.following(proud.uri) == "rejected", "the Reject")
    shy.do("reject", follow=site.taken("Follow", shy.uri))
    wait(lambda: here.reader.following(shy.uri) == "rejected", "the Reject after the Accept")


def test_somebody_else_cannot_accept_in_their_name(sites: dict[str, Site], here: Here) -> None:
    site = sites["mastodon"]
    wanted, other = site.settle("wanted", locked=True), site.settle("answers_for_others")
    here.reader.follow(wanted.handle)
    wait(lambda: site.taken("Follow", wanted.uri), "our Follow")
    follow = site.taken("Follow", wanted.uri)
    assert other.do("accept", follow=follow)["statuses"] == [403]
    assert here.reader.following(wanted.uri) == "requested"
    wanted.do("accept", follow=follow)
    wait(lambda: here.reader.following(wanted.uri) == "accepted", "the Accept of the right one")


@pytest.mark.parametrize("shape", ["mastodon", "misskey", "gotosocial+secure", "plain"])
def test_pictures_take_their_places(shape: str, sites: dict[str, Site], here: Here) -> None:
    site = sites[shape]
    author = here.followed(site.settle("gallery"))
    urls = [site.picture(f"{shape}{n}.png", png(painting(900 + n, (120, 90)))) for n in (1, 2)]
    pictures = [[urls[0], "One"], [urls[1], "Two"]]
    made = author.do("note", content="<p>Two pictures</p>", pictures=pictures)
    sql = (
        "SELECT alt FROM media JOIN works ON works.id = work_id"
        " WHERE works.uri = ? AND media.state = 'kept' ORDER BY position"
    )
    wait(lambda: rows(here.server, sql, made["object"]) == [("One",), ("Two",)], "both")
