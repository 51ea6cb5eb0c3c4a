"""Works for people on this server alone: chosen in the form, said on the page, offered for answers."""

import re

import pytest

from fedart.domain.work import Visibility
from fedart.instance import Instance
from fedart.storage import works
from tests.support import paint
from tests.support.client import Client
from tests.support.instance import Person, Studio


def reaches(text: str) -> list[str]:
    """Whom the form below a work offers an answer to."""
    found = re.search(r'<select name="visibility">(.*?)</select>', text, re.DOTALL)
    return re.findall(r'<option value="(\w+)"', found[1]) if found else []


@pytest.mark.parametrize(("chosen", "said"), [("local", "Only on this server"), ("quiet", "Public, not listed")])
async def test_a_work_says_for_whom_it_is(
    chosen: str, said: str, browser: Client, client: Client, make: Studio, it: Instance
) -> None:
    assert f'value="{chosen}"' in (await browser.page("/publish")).text
    fields = [("csrf", await make.token(browser)), ("title", "Rehearsal"), ("visibility", chosen)]
    fields += [("alt1", "A stage"), ("process", "human")]
    answer = await browser.upload("/publish", fields, [("picture1", "a.png", paint.png())])
    assert answer.status == 303, answer.text
    path = answer.header("location")
    work = await it.db.read(lambda tx: works.by_id(tx, path.removeprefix("/works/")))
    assert work is not None
    assert work.visibility == chosen
    assert said in (await browser.page(path)).text
    assert (await client.page(path)).status == (404 if chosen == "local" else 200)
    lotte = await make.signed_in(client, await make.person("lotte"))
    page = await lotte.page(path)
    assert page.status == 200
    assert ("/boost" in page.text) == (chosen == "quiet")
    assert ("Rehearsal" in (await lotte.page("/home/local")).text) == (chosen == "local")
    assert "Rehearsal" not in (await client.page("/works")).text


@pytest.mark.parametrize(
    ("visibility", "offered"),
    [
        (Visibility.PUBLIC, ["public", "quiet", "local", "followers", "direct"]),
        (Visibility.QUIET, ["quiet", "local", "followers", "direct"]),
        (Visibility.LOCAL, ["local", "direct"]),
        (Visibility.FOLLOWERS, ["followers", "direct"]),
    ],
)
async def test_an_answer_is_offered_to_whom_it_may_go(
    visibility: Visibility, offered: list[str], browser: Client, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor, visibility=visibility)
    assert reaches((await browser.page(f"/works/{work.id}")).text) == offered
