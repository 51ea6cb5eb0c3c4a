"""The form of a job as a browser sends it, and what comes back."""

import re
from datetime import timedelta

from fedart.domain.practice import today
from fedart.instance import Instance
from tests.support.client import Answer, Client
from tests.support.instance import Studio


async def send(make: Studio, browser: Client, path: str, **fields: str | list[str]) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


def typed(it: Instance, **more: str) -> dict[str, str | list[str]]:
    """A job as its form sends it."""
    closes = (today(it.clock()) + timedelta(days=20)).isoformat()
    fields = {
        "title": "Ferry painter",
        "type": "contract",
        "description": "Nine *backgrounds* a month.",
        "discipline": "environment-art",
        "unit": "month",
        "pay": "3400",
        "pay_most": "4,100",
        "currency": "EUR",
        "mode": "remote",
        "closes": closes,
        "here": "1",
        "uses_ai": "no",
        "trains_ai": "no",
        "do": "publish",
    }
    return {**fields, **more}


def errors(page: Answer) -> set[str]:
    return set(re.findall(r'id="(\w+)-error"', page.text))


def titles(page: Answer) -> list[str]:
    """The jobs that a page lists."""
    return re.findall(r'class="hit" href="/jobs/\w+"[^>]*>([^<]*)<', page.text)
