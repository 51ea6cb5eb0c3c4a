"""Reports on a furnished server: from people of its own and from another server, open and decided."""

import re

from tests.support import album
from tests.support.browser import House, Person
from tests.support.browser_peer import Stranger

Shown = dict[str, tuple[Person | None, str]]
WORDS = "This is my etching of the breakwater, with my name scratched out.\n\nI would like it to be taken down."


def report(by: Person, path: str, text: str, **fields: str) -> None:
    """Report whoever made the work on that page, and the work."""
    found = re.search(r'href="/people/(\w{26})/hide\?work=(\w{26})', by.get(path))
    assert found, f"{path} has no way to report"
    about, work = found.groups()
    sent = {"works": work, "work": work, "text": text, **fields}
    by.post(f"/people/{about}/report", sent, page=f"/people/{about}/report?work={work}")


def newest(owner: Person) -> str:
    """The path of the newest open report."""
    found = re.search(r'class="hit" href="(/admin/reports/\w{26})"', owner.get("/admin/reports"))
    assert found, "no report waits"
    return found[1]


def flag(stranger: Stranger, house: House, work: str, text: str) -> None:
    """Have the other server report a work of ours."""
    stranger.send(house.origin, {"type": "Flag", "object": [f"{house.origin}/objects/{work[-26:]}"], "content": text})


def file(house: House, stranger: Stranger, work: str, post: str) -> Shown:
    """Fill the desk; its pages. `work` is one of ours, `post` the page of one from elsewhere."""
    owner, yuki, tomas, pia = house.owner(), *(house.person(name) for name in ("yuki", "tomas", "pia"))
    adverts = pia.publish("Buy my prints now", (album.jpeg(21), "A print with a price on it"))
    report(yuki, adverts, "The third one today.")
    decided = newest(owner)
    decision = {"decision": "suspend", "reason_suspend": "The account is there to advertise."}
    owner.post(decided, decision, page=decided)
    owner.post("/admin/refused/servers", {"domain": "spam.example", "reason": "It sends advertising."}, page="/admin")
    report(tomas, post, WORDS, forward="1")
    theirs = newest(owner)
    flag(stranger, house, work, "One of our people says that this is theirs.")
    owner.wait_for("/admin/reports", "From the server")
    return {
        "admin-start": (owner, "/admin"),
        "admin-reports": (owner, "/admin/reports"),
        "admin-reports-decided": (owner, "/admin/reports?show=decided"),
        "admin-report": (owner, theirs),
        "admin-report-ours": (owner, newest(owner)),
        "admin-report-decided": (owner, decided),
        "admin-refused": (owner, "/admin/refused"),
    }
