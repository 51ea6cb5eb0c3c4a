"""A commission desk in a furnished house, with requests on their way."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.support.browser import House, Person

DESK = "/settings/commissions"
WISH = """The ferry that my grandmother took to work, seen from the pier in winter. I have two photographs of it.

Averyveryverylongwordwithoutanyspaceinitthathastobreaksomewhereorthecolumnwillscrollsidewaysonaphone"""
TERMS = """Half before the sketch, half before the file.
Two rounds of changes are included; each further one is 20 EUR.
Personal use means walls and profile pictures. For anything that is sold, ask for commercial use."""


def keep(tomas: Person) -> None:
    """Set up the desk: three items, two of them with a work of his."""
    works = re.findall(r'<option value="(\w{26})"', tomas.get(DESK))
    tomas.post(
        DESK,
        {
            "status": "open",
            "slots": "5",
            "currency": "EUR",
            "usual": "two to three weeks",
            "name1": "Portrait on film",
            "about1": "One roll of medium format, developed and scanned; five frames to choose from.",
            "price1": "180",
            "work1": works[0],
            "extra1-1": "A print, 30 × 40 cm",
            "charge1-1": "45",
            "extra1-2": "Second person",
            "charge1-2": "60.50",
            "name2": "A place of your choice",
            "about2": "Within an hour of Porto. Anywhere else with the cost of the train.",
            "price2": "240",
            "exact2": "exact",
            "work2": works[1],
            "name3": "Retouching of old photographs that you have at home, one by one",
            "price3": "35",
            "will": "People at work, harbours, fog.",
            "wont": "Weddings, advertising for weapons.",
            "terms": TERMS,
            "queue": "1",
            "do": "save",
        },
        page=DESK,
    )


def ask(person: Person, **more: str) -> str:
    """Ask Tomás for a commission; the path of the request."""
    page = "/@tomas/commissions/ask"
    menu = re.search(r'name="menu" value="(\d+)"', person.get(page))
    assert menu
    day = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    fields = {"menu": menu[1], "wish": WISH, "purpose": "personal", "budget": "200 EUR", "deadline": day} | more
    return urlsplit(person.post(page, fields, page=page)[0]).path


def commission(house: House) -> dict[str, tuple[Person | None, str]]:
    """Tomás's desk, and four requests: one new, one that waits, one in progress, one done."""
    tomas, maren, yuki = (house.person(name) for name in ("tomas", "maren", "yuki"))
    keep(tomas)
    sent = ask(maren, item0="1", **{"extra0-0": "1"}, sources="https://ferries.example/1964\nThe light of Hammershøi")
    ask(yuki, item1="1")
    waiting, done = ask(house.person("ines"), wish="Portraits of our choir, about thirty people."), ask(yuki, item2="1")
    for path, steps in ((sent, ("accepted", "sketch")), (waiting, ("waitlist",)), (done, ("accepted", "done"))):
        for step in steps:
            tomas.post(f"{path}/step", {"step": step}, page=path)
    link = re.search(r"/commissions/shared/[\w-]{43}", maren.post(f"{sent}/link", page=sent)[1])
    assert link
    return {
        "commission-desk": (None, "/@tomas/commissions"),
        "commission-desk-own": (tomas, "/@tomas/commissions"),
        "commission-ask": (house.person("bruno"), "/@tomas/commissions/ask?item=0"),
        "settings-commissions": (tomas, DESK),
        "settings-commissions-new": (maren, DESK),
        "commission-queue": (tomas, "/commissions/queue"),
        "commission-queue-none": (maren, "/commissions/queue"),
        "commission": (maren, sent),
        "commission-received": (tomas, waiting),
        "commissions": (maren, "/commissions"),
        "commissions-none": (tomas, "/commissions"),
        "commission-shared": (None, link[0]),
    }
