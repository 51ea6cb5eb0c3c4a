"""For the furnished server: drafts with pictures, one that is published later, and one that a secret link shows."""

import re
from urllib.parse import urlsplit

from tests.support import album
from tests.support.browser import House, Person

WORDS = "Ice on the rails. *Not finished*: the sky is still missing.\n\n- [ ] the gulls"


def draft(house: House) -> dict[str, tuple[Person | None, str]]:
    """Drafts of Yuki's; the pages that show them."""
    yuki = house.person("yuki")
    rails = keep(yuki, "Ice on the rails", WORDS, 3, joined2="beside", before3="Two days later, *thaw*.")
    later = keep(yuki, "First ferry", "", 1)
    keep(yuki, "", "Only a thought", 0)
    yuki.post(f"{later}/later", {"date": "2027-06-01", "time": "09:30", "zone": "Europe/Oslo"})
    _, made = yuki.post(f"{rails}/share")
    link = re.search(r"/drafts/shared/[\w-]{43}", made)
    assert link, "no secret link"
    return {
        "draft": (yuki, rails),
        "drafts": (yuki, "/drafts"),
        "drafts-none": (house.person("oskar"), "/drafts"),
        "draft-later": (yuki, f"{later}/later"),
        "draft-share": (yuki, f"{rails}/share"),
        "draft-shared": (None, link[0]),
        "draft-discard": (yuki, f"{rails}/discard"),
    }


def keep(person: Person, title: str, words: str, pictures: int, **more: str) -> str:
    """The path of a new draft with so many pictures."""
    fields = {"title": title, "text": words, "do": "save", "tags": "ice, rails", "process": "human", **more}
    alts = {f"alt{n}": f"Rails, sheet {n}" for n in range(1, pictures)}
    files = [(f"picture{n}", f"rails-{n}.jpg", album.jpeg(n + 10)) for n in range(1, pictures + 1)]
    return urlsplit(person.upload("/publish", {**fields, **alts}, files)[0]).path
