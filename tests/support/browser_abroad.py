"""Applications that cross between a furnished house and another server."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.support import browser_jobs
from tests.support.browser import House, Person
from tests.support.browser_peer import Document, Stranger

Shown = dict[str, tuple[Person | None, str]]
DOCUMENT = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


def cross(house: House, stranger: Stranger, job: str) -> Shown:
    """Jobs of the stranger's, one with Offers, and her application for a job here; the pages where that is seen."""
    yuki, tomas = house.person("yuki"), house.person("tomas")
    takes = post(house, stranger, yuki, "Lettering for a map of the fjords", offers=True)
    plain = post(house, stranger, yuki, "Photographs of nine boats", offers=False)
    sent = browser_jobs.send(yuki, takes, 1, ("pdf", "me.pdf", browser_jobs.PDF))
    apply(house, stranger, tomas, job)
    tomas.wait_for(f"{job}/applicants", "works on")
    found = re.findall(r'href="(/applications/\w{26})"><b dir="auto">Ada', tomas.get(f"{job}/applicants"))
    tomas.wait_for(found[0], "did not give it to us")
    return {
        "job-elsewhere": (house.person("maren"), takes),
        "apply-note": (house.person("maren"), f"{plain}/apply"),
        "application-sent-away": (yuki, sent),
        "application-abroad": (tomas, found[0]),
    }


def identity(person: Person, path: str) -> str:
    return person.get(path).partition('type="application/activity+json" href="')[2].partition('"')[0]


def post(house: House, stranger: Stranger, reader: Person, title: str, *, offers: bool) -> str:
    """A job of the stranger's that a moderator lets onto the board; the path of its page."""
    closes = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    names = {"jobState": "open", "payUnit": "project", "mode": "remote"} | ({"applyBy": "Offer"} if offers else {})
    note = stranger.note("<p>Everything is on one sheet.</p>")
    note |= {
        "cc": [identity(reader, f"/@{reader.name}")],
        "additionalType": "https://schema.org/JobPosting",
        "title": title,
        "validThrough": f"{closes}T23:59:59Z",
        "purpose": "request",
        "publishes": {"type": "Intent", "id": f"{note['id']}#intent", "action": "deliverService"},
        "additionalProperty": [_fact(name, text) for name, text in names.items()],
        "baseSalary": {"type": "MonetaryAmount", "currency": "EUR", "minValue": 1200},
    }
    stranger.create(house.origin, note)
    owner = house.owner()
    owner.wait_for("/admin/jobs", title)
    card = next(card for card in owner.get("/admin/jobs").split('<li class="card stack">') if title in card)
    path = "/jobs/" + card.partition('action="/admin/jobs/')[2][:26]
    owner.post(f"/admin{path}", {"decision": "show"}, page="/admin/jobs")
    return path


def apply(house: House, stranger: Stranger, poster: Person, job: str) -> None:
    """The stranger applies for a job here, with two works and a file that she then does not give."""
    origin = stranger.uri.removesuffix(urlsplit(stranger.uri).path)
    works = [
        {"type": "Link", "mediaType": DOCUMENT, "href": f"{origin}/works/{n}", "name": name}
        for n, name in enumerate(("Lock gate, closed", "A map of the harbour with a title that is rather long"))
    ]
    file = {"type": "Document", "mediaType": "application/pdf", "url": f"{origin}/applications/1/file", "name": "a.pdf"}
    quantity = {"hasUnit": "one", "hasNumericalValue": "1"}
    intent = f"{house.origin}/objects/{job[-26:]}#intent"
    agreement: Document = {
        "type": "Agreement",
        "content": "<p>I letter maps.</p><p>Slowly, and by hand.</p>",
        "additionalProperty": [_fact("rate", "40 EUR an hour"), _fact("start", "March")],
        "attachment": [*works, file],
        "stipulates": {"type": "Commitment", "satisfies": intent, "resourceQuantity": quantity},
    }
    to = [identity(poster, f"/@{poster.name}")]
    stranger.send(house.origin, {"type": "Offer", "object": agreement, "to": to})


def _fact(name: str, text: str) -> Document:
    return {"type": "JobFact", "name": name, "propertyValue": text}
