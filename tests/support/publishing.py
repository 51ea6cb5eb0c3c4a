"""A work published by its form, and what the page says of it."""

import re
from collections.abc import Sequence

from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.storage import works
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Studio


async def publish(make: Studio, browser: Client, *said: tuple[str, str]) -> Answer:
    fields = [("csrf", await make.token(browser)), ("title", "Tide"), ("alt1", "Low water"), ("visibility", "public")]
    picture = [("picture1", "tide.jpg", paint.jpeg())]
    return await browser.upload("/publish", [*fields, ("stated", "1"), ("termed", "1"), *said], picture)


async def published(it: Instance, make: Studio, browser: Client, *said: tuple[str, str]) -> Work:
    answer = await publish(make, browser, *said)
    assert answer.status == 303, errors(answer)
    work = await it.db.read(lambda tx: works.by_id(tx, answer.header("location").rpartition("/")[2]))
    assert work is not None
    return work


def errors(answer: Answer) -> Sequence[str]:
    """What the page says has to change."""
    return re.findall(r'<li><a class="link" href="#\w+">([^<]*)</a></li>', answer.text)


async def post(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})
