"""Jobs of the people in a furnished house: on the board, waiting, over."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.support.browser import House, Person

DESCRIPTION = """We make six films of eleven minutes about people who keep lighthouses.

## What you would do

- Paint about nine backgrounds a month
- Sit in on one review a week
"""


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


def hire(house: House) -> dict[str, tuple[Person | None, str]]:
    """Jobs of Tomás's: one open, one unpaid that is filled, one that waits."""
    owner, tomas = house.owner(), house.person("tomas")
    job = post(tomas, owner)
    filled = post(tomas, owner, title="Zine illustrations", unit="unpaid", pay="", currency="", description="A zine.")
    tomas.post(f"{filled}/state", {"state": "filled"}, page=filled)
    waiting = post(tomas, None, title="Storyboards", description="We send a cheque; please return the difference.")
    return {
        "jobs": (None, "/jobs"),
        "jobs-none": (None, "/jobs?type=residency&floor=9000&country=NO"),
        "job": (None, job),
        "job-own": (tomas, job),
        "job-filled": (None, filled),
        "job-review": (tomas, waiting),
        "job-new": (tomas, "/jobs/new"),
        "job-edit": (tomas, f"{job}/edit"),
        "job-leave": (None, f"{job}/leave"),
        "admin-jobs": (owner, "/admin/jobs"),
    }
