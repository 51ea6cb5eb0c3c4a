"""For the furnished server: albums, sections, a secret link, and a portfolio in each layout."""

import re
from urllib.parse import urlsplit

from tests.support import album
from tests.support.browser import House, Person

WORDS = "A year at the quay, *one week each*. It begins with the ice and ends with it."
LAYOUTS = {"masonry": "liv", "squares": "olu", "column": "rui", "slides": "sol"}


def hang(house: House, works: list[str]) -> dict[str, tuple[Person | None, str]]:
    """Albums of Maren's works, given as paths, and artists whose works hang otherwise; the pages that show them."""
    maren = house.person("maren")
    idents = [work.rpartition("/")[2] for work in works]
    ferries = make(maren, "The quay, week by week", WORDS, idents)
    make(maren, "Rust", "", idents[-2:])
    client = make(maren, "Drafts for Ms. Holm", "Two of them will do.", idents[:3], closed="1")
    for name, inside in (("By the sea", idents[:4]), ("Studies", idents[3:])):
        maren.post("/settings/sections", {"title": name}, page="/settings/portfolio")
        section = re.findall(r'action="/albums/(\w+)/move"', maren.get("/settings/portfolio"))[-1]
        for ident in inside:
            maren.post(f"/albums/{section}/works", {"work": ident}, page=f"/albums/{section}/edit")
    maren.post(f"{ferries}/announce", page=f"{ferries}/edit")
    _, made = maren.post(f"{client}/links", {"label": "Ms. Holm", "days": "30"}, page=f"{client}/edit")
    found = re.search(r"/shared/[\w-]{43}", made)
    assert found, "no link on the desk"
    shared = found[0]
    section = re.findall(r'href="(/@maren\?section=\w+)"', maren.get("/@maren"))[0]
    return {
        "album": (None, ferries),
        "album-own": (maren, ferries),
        "album-new": (maren, "/albums/new"),
        "album-edit": (maren, f"{ferries}/edit"),
        "album-edit-closed": (maren, f"{client}/edit"),
        "album-delete": (maren, f"{ferries}/delete"),
        "album-walk": (None, f"{works[1]}?album={ferries.rpartition('/')[2]}"),
        "artist-albums": (None, "/@maren/albums"),
        "artist-albums-own": (maren, "/@maren/albums"),
        "artist-posts": (None, "/@maren/posts"),
        "artist-about": (None, "/@maren/about"),
        "artist-section": (None, section),
        "settings-portfolio": (maren, "/settings/portfolio"),
        "shared": (None, shared),
        "shared-work": (None, f"{shared}/{idents[1]}"),
        **{f"artist-{layout}": (None, lay_out(house, layout)) for layout in LAYOUTS},
    }


def behind_a_link(person: Person, work: str) -> str:
    """The page of a work in a closed album, given as its path, for whoever has the album's secret link."""
    ident = work.rpartition("/")[2]
    closed = make(person, "For Mr. Aas", "", [ident], closed="1")
    _, made = person.post(f"{closed}/links", {"label": "Mr. Aas", "days": "30"}, page=f"{closed}/edit")
    found = re.search(r"/shared/[\w-]{43}", made)
    assert found, "no link on the desk"
    return f"{found[0]}/{ident}"


def make(person: Person, title: str, words: str, works: list[str], closed: str = "0") -> str:
    """An album with these works in it; its path."""
    landed, _ = person.post("/albums", {"title": title, "words": words, "closed": closed}, page="/albums/new")
    path = urlsplit(landed).path.removesuffix("/edit")
    for work in works:
        person.post(f"{path}/works", {"work": work}, page=f"{path}/edit")
    return path


def lay_out(house: House, layout: str) -> str:
    """An artist with a wall of works in that layout; the path of their page."""
    picture, name = album.chosen(), LAYOUTS[layout]
    person = house.person(name)
    for number in range(4 if layout in ("column", "slides") else 8):
        person.publish(f"Sheet {number + 1}", (picture(number + 20), f"Sheet {number + 1}, ink"), tags="ink")
    person.post("/settings/portfolio", {"layout": layout})
    return f"/@{name}"
