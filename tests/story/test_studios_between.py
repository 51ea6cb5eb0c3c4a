"""Two real `fedart serve`: a studio of one of them, followed and read at the other, until it closes."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.support import browser_jobs
from tests.support.household import KEEPER, Household, household, wait

pytestmark = pytest.mark.slow

QUAY, WHARF = "127.0.94.1", "127.0.94.2"
FIELDS = {"name": "Kettle & Crow", "username": "kettle", "about": "Films, *by hand*.", "website": ""}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, Household]]:
    folder, hosts = tmp_path_factory.mktemp("studios"), (QUAY, WHARF)
    with (
        household(folder / "quay", QUAY, hosts) as quay,
        household(folder / "wharf", WHARF, hosts, FEDART_JOBS_SERVERS=quay.host) as wharf,
    ):
        yield quay, wharf


def known(at: Household, uri: str) -> list[tuple[object, ...]]:
    """What that server knows of an actor: type, name, whether it is gone."""
    return at.rows("SELECT type, name, deleted IS NOT NULL FROM actors WHERE uri = ?", uri)


def test_a_studio_is_followed_from_elsewhere_and_its_jobs_arrive_in_its_name(
    both: tuple[Household, Household],
) -> None:
    quay, wharf = both
    maren, ines, reader = quay.person("maren"), quay.person("ines"), wharf.person("reader")
    landed, _ = maren.post("/studios", FIELDS, page="/studios")
    desk = urlsplit(landed).path
    uri = quay.uri("kettle")
    assert reader.follow(f"@kettle@{quay.host}") == ""
    wait(lambda: wharf.follow(wharf.uri("reader"), uri) == "accepted", "the studio's yes")
    assert known(wharf, uri) == [("Organization", "Kettle & Crow", 0)]
    maren.post(f"{desk}/members", {"handle": "ines", "rank": "editor"}, page=desk)
    ines.post(f"{desk}/accept", page="/studios")
    fields = {"as": desk.rpartition("/")[2], "title": "Inker of tides"}
    page = browser_jobs.post(ines, quay.people[KEEPER], **fields)
    note = f"{quay.origin}/objects/{page.rpartition('/')[2]}"
    there = """SELECT jobs.state, actors.uri FROM works
        JOIN jobs ON jobs.work_id = works.id JOIN actors ON actors.id = jobs.actor_id WHERE works.uri = ?"""
    wait(lambda: wharf.rows(there, note) == [("open", uri)], "the job in its name")
    assert re.search(r'class="hit"[^>]*>Inker of tides<', reader.main("/jobs"))
    maren.post(desk, {**FIELDS, "name": "Crow & Kettle"}, page=desk)
    wait(lambda: known(wharf, uri) == [("Organization", "Crow & Kettle", 0)], "the new name")
    maren.post(f"{desk}/close", {"close": f"@kettle@{quay.host}"}, page=desk)
    wait(lambda: known(wharf, uri) == [("Organization", "", 1)], "the studio to be gone")
    wait(lambda: "Inker of tides" not in reader.main("/jobs"), "its job to be gone")
    assert quay.rows("SELECT COUNT(*) FROM studio_members") == [(0,)]
