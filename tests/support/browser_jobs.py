"""Jobs of the people in a furnished house: on the board, waiting, over."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.support.browser import House, Person

DESCRIPTION = """We make six films of eleven minutes about people who keep lighthouses.

## What you would do

- Paint about nine backgrounds a month
- Sit in on one review a week
"""


NOTE = """I grew up on a sluice. My father opened it by hand twice a day for thirty-one years, and I drew him doing it.

Averyveryverylongwordwithoutanyspaceinitthathastobreaksomewhereorthecolumnwillscrollsidewaysonaphone"""
QUESTION = "Are the backgrounds painted with *gouache*, or at a screen? I could show both."
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def form(**more: str) -> dict[str, str]:
    """A job that has nothing wrong with it, as its form sends it."""
    closes = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    filled = {
        "title": "Background painter, hand-drawn series",
        "type": "contract",
        "description": DESCRIPTION,
        "discipline": "environment-art",
        "unit": "month",
        "pay": "3400",
        "pay_most": "4,100",
        "currency": "EUR",
        "mode": "remote",
        "closes": closes,
        "here": "1",
        "link": "https://kettleandcrow.example/jobs",
        "uses_ai": "no",
        "trains_ai": "no",
        "start": "1 February",
        "rights": "licence",
        "schedule": "Monthly, net 14 days",
        "do": "publish",
    }
    return filled | more


def post(person: Person, owner: Person | None, **more: str) -> str:
    """Post a job, and have the moderators let it out where there is one; the path of its page."""
    landed, _ = person.post("/jobs", form(**more), page="/jobs/new")
    path = urlsplit(landed).path
    if owner is not None:
        owner.post(f"/admin{path}", {"decision": "show"}, page="/admin/jobs")
    return path


def send(person: Person, job: str, works: int, *files: tuple[str, str, bytes]) -> str:
    """Apply for a job with the newest works; the path of the application."""
    page = f"{job}/apply"
    chosen = re.findall(r'name="works" value="(\w+)"', person.get(page))[:works]
    fields = [("csrf", person.token(page)), ("note", NOTE), ("rate", "3,600 EUR a month"), ("start", "1 February")]
    landed, _ = person.submit(page, [*fields, *(("works", work) for work in chosen)], files)
    return urlsplit(landed).path


def apply(house: House, job: str) -> str:
    """Three people apply for Tomás's job, and one of them gets further; her application."""
    maren, ines, bruno = (house.person(name) for name in ("maren", "ines", "bruno"))
    sent = send(maren, job, 5, ("pdf", "a portfolio with a rather long name.pdf", PDF))
    for person in (ines, bruno):
        send(person, job, 1)
    house.person("tomas").post(f"{sent}/stage", {"stage": "interview"}, page=sent)
    return sent


def ask(house: House, job: str) -> None:
    """Two people answer Tomás's job, one of them in private, and he answers one."""
    for name, text, reach in (("yuki", QUESTION, "public"), ("oskar", "My rate is 300 EUR a day.", "direct")):
        house.person(name).post(f"{job}/reply", {"text": text, "visibility": reach}, page=job)
    found = re.search(r'id="reply-(\w+)"', house.person("yuki").get(job))
    assert found, "the question does not stand below the job"
    answered = f"/works/{found[1]}"
    house.person("tomas").post(f"{answered}/reply", {"text": "Gouache, by *hand*."}, page=answered)


def hire(house: House) -> dict[str, tuple[Person | None, str]]:
    """Jobs of Tomás's: one open, one unpaid that is filled, one that waits."""
    owner, tomas = house.owner(), house.person("tomas")
    job = post(tomas, owner)
    filled = post(tomas, owner, title="Zine illustrations", unit="unpaid", pay="", currency="", description="A zine.")
    tomas.post(f"{filled}/state", {"state": "filled"}, page=filled)
    ask(house, job)
    sent = apply(house, job)
    waiting = post(tomas, None, title="Storyboards", description="We send a cheque; please return the difference.")
    taken = post(tomas, owner, title="Portraits of our team", description="Portraits of nine people.")
    owner.post(f"{taken}/remove", {"reason": "It asked for a deposit."}, page=taken)
    tomas.post("/jobs/searches", {"query": "type=contract&floor=2000"}, page="/jobs?type=contract&floor=2000")
    return {
        "jobs": (None, "/jobs"),
        "job-searches": (tomas, "/jobs/searches"),
        "jobs-removed": (None, "/jobs/removed"),
        "job-removed": (None, taken),
        "jobs-none": (None, "/jobs?type=residency&floor=9000&country=NO"),
        "job": (None, job),
        "job-own": (tomas, job),
        "job-filled": (None, filled),
        "job-review": (tomas, waiting),
        "job-new": (tomas, "/jobs/new"),
        "job-edit": (tomas, f"{job}/edit"),
        "job-leave": (None, f"{job}/leave"),
        "admin-jobs": (owner, "/admin/jobs"),
        "apply": (house.person("yuki"), f"{job}/apply"),
        "applications": (house.person("maren"), "/applications"),
        "applications-none": (house.person("oskar"), "/applications"),
        "application": (house.person("maren"), sent),
        "application-received": (tomas, sent),
        "applicants": (tomas, f"{job}/applicants"),
        "applicants-none": (tomas, f"{filled}/applicants"),
    }
