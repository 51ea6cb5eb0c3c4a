"""The form for answers to posts of other servers: there for whom they allow; and what becomes of one that waits."""

import re

import pytest

from fedart.domain.answers import Elsewhere, Sought
from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import replying
from fedart.storage import actors, answers
from fedart.wire.activities import Accept, Reject
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.publishing import post

ADA = Uri("https://peer.example/users/ada")
FORM = 'placeholder="Say what you see"'
WAITS = "Your answer</a> waits until the artist has let it in."


@pytest.fixture
async def other(client: Client, make: Studio) -> Client:
    """The browser of somebody else here."""
    return await make.signed_in(client, await make.person("iris"))


async def said(it: Instance, make: Studio, *always: str, asking: tuple[str, ...] = ()) -> Work:
    """A post of Ada's that says who may answer it."""
    work = await make.work(await make.remote(ADA))
    policy = Elsewhere(tuple(map(Uri, (ADA, *always))), tuple(map(Uri, asking)))
    await it.db.write(lambda tx: answers.put_elsewhere(tx, work.id, policy))
    return work


@pytest.mark.parametrize(
    ("always", "asking", "words", "form"),
    [
        ((PUBLIC,), (), "", True),
        ((), (PUBLIC,), "Answers are shown once the artist has let them in.", True),
        ((f"{ADA}/followers",), (), "Only followers can answer.", False),
        ((), (), "This work takes no answers.", False),
    ],
)
async def test_the_form_is_there_for_whom_the_post_allows(
    always: tuple[str, ...],
    asking: tuple[str, ...],
    words: str,
    form: bool,
    it: Instance,
    make: Studio,
    maren: Person,
    browser: Client,
) -> None:
    work = await said(it, make, *always, asking=asking)
    page = await browser.page(f"/works/{work.id}")
    assert ('id="answering"' in page.text) is bool(words)
    assert words in page.text
    assert (FORM in page.text) is form
    if form:
        return
    tried = await post(make, browser, f"/works/{work.id}/reply", text="Lovely")
    assert tried.status == 422
    author = await it.db.read(lambda tx: actors.by_id(tx, work.actor_id))
    assert author is not None
    await make.follow(maren.actor, author)
    assert (FORM in (await browser.page(f"/works/{work.id}")).text) is bool(always)


@pytest.mark.parametrize("yes", [True, False])
async def test_an_answer_that_waits_is_shown_to_its_author_until_it_is_decided(
    yes: bool, it: Instance, make: Studio, browser: Client, other: Client
) -> None:
    work = await said(it, make, asking=(PUBLIC,))
    sent = await post(make, browser, f"/works/{work.id}/reply", text="So much green")
    ident = re.sub(r".*#reply-", "", sent.header("location"))
    mine, theirs = await browser.page(f"/works/{work.id}"), await other.page(f"/works/{work.id}")
    assert (WAITS in mine.text, WAITS in theirs.text) == (True, False)
    assert "So much green" not in mine.text + theirs.text
    assert "Only you and the artist you answer can see this." in (await browser.page(f"/works/{ident}")).text
    assert (await other.page(f"/works/{ident}")).status == 404
    decided = ruling(await request(it, ident), yes=yes)
    await it.db.write(lambda tx: replying.ruled(tx, it, decided))
    mine, theirs = await browser.page(f"/works/{work.id}"), await other.page(f"/works/{work.id}")
    assert ("So much green" in mine.text, "So much green" in theirs.text) == (yes, yes)
    assert WAITS not in mine.text
    assert ("did not let" in mine.text, "did not let" in theirs.text) == (not yes, False)
    news = await browser.page("/notifications")
    assert ("did not let your answer on" if not yes else "let your answer on") in news.text


async def request(it: Instance, ident: str) -> Uri:
    found = await it.db.read(lambda tx: answers.sought(tx, ident))
    assert found is not None
    assert found.state is Sought.ASKED
    return found.request


def ruling(asked: Uri, *, yes: bool) -> Accept | Reject:
    activity = Uri("https://peer.example/activities/1")
    if yes:
        return Accept(activity, ADA, asked, None, None, Uri("https://peer.example/permits/1"))
    return Reject(activity, ADA, asked, None, None)
