"""A studio of the people in a furnished house: with jobs, people who act for it, and domains."""

from urllib.parse import urlsplit

from tests.support import browser_jobs
from tests.support.browser import House, Person

ABOUT = """We make films of eleven minutes about people who keep lighthouses, **by hand**.

Averyveryverylongwordwithoutanyspaceinitthathastobreaksomewhereorthepagewillscrollsidewaysonaphone"""


def found(house: House) -> dict[str, tuple[Person | None, str]]:
    """Tomás's studio: Ines is its editor, Bruno and Oskar are asked, one job is out."""
    owner, tomas, ines, oskar = house.owner(), *(house.person(name) for name in ("tomas", "ines", "oskar"))
    fields = {"name": "Kettle & Crow Film Workshop", "username": "kettle", "about": ABOUT}
    landed, _ = tomas.post("/studios", {**fields, "website": "https://kettleandcrow.example/"}, page="/studios")
    desk = urlsplit(landed).path
    for name, rank in (("ines", "editor"), ("bruno", "editor"), ("oskar", "owner")):
        tomas.post(f"{desk}/members", {"handle": name, "rank": rank}, page=desk)
    ines.post(f"{desk}/accept", page="/studios")
    tomas.post(f"{desk}/domains", {"domain": "a-rather-long-name-of-a-studio.kettleandcrow.example"}, page=desk)
    job = browser_jobs.post(ines, owner, **{"as": desk.rpartition("/")[2]}, title="Inker", description="Ink, by hand.")
    browser_jobs.send(house.person("maren"), job, 2)
    return {
        "studio": (None, "/@kettle"),
        "studio-own": (ines, "/@kettle"),
        "studio-desk": (tomas, desk),
        "studio-desk-editor": (ines, desk),
        "studios": (oskar, "/studios"),
        "studios-own": (tomas, "/studios"),
        "job-studio": (ines, job),
        "job-new-studio": (ines, f"/jobs/new?as={desk.rpartition('/')[2]}"),
        "job-delete": (ines, f"{job}/delete"),
        "applicants-studio": (ines, f"{job}/applicants"),
    }
