"""A server with people, works and company on it: every page has something to show."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from PIL import Image

from tests.support import (
    album,
    browser_abroad,
    browser_albums,
    browser_away,
    browser_commissions,
    browser_drafts,
    browser_jobs,
    browser_reports,
    browser_studios,
    browser_talk,
    browser_terms,
    paint,
    pictures,
)
from tests.support.browser import House, Person
from tests.support.browser_peer import Stranger, attachment

TITLES = (
    "Breakwater, first light",
    "Three gulls",
    "The net mender",
    "Low tide at Skerry Point, with the old lighthouse and a very long title",
    "Rust",
    "Letter to the harbour master",
)
ALT = "A small boat beside a stone wall; the sea is grey and nearly flat."
BIO = "Oil and gouache, mostly of *work by the sea*. I keep a shed in the old harbour.\n\nCommissions from spring on."
LINES = [("Medium", "Oil, gouache"), ("City", "Bergen"), ("Website", "https://maren.example"), ("Studio", "Shed 9")]


@dataclass(frozen=True)
class Cast:
    """A furnished server. `pages`: the pages by name, each with who looks at it (None: a visitor) and its path."""

    house: House
    stranger: Stranger
    pages: dict[str, tuple[Person | None, str]]


def furnish(house: House, stranger: Stranger) -> Cast:
    """Fill a fresh server: three artists, a wall of works, talk, requests, withheld pictures, an appeal."""
    picture = album.chosen()
    maren, tomas, yuki = house.person("maren"), house.person("tomas"), house.person("yuki")
    introduce(maren, "Maren Vik", BIO, picture(9), picture(14))
    introduce(tomas, "Tomás Leal", "Photographs on film.", picture(2), None)
    introduce(yuki, "Yuki Sørensen-Blackwood of the Outer Islands", "", None, None, locked="1")
    works = [
        maren.publish(title, (picture(n), ALT), text="Painted on the quay, in *two* mornings.", tags="oil, sea")
        for n, title in enumerate(TITLES)
    ]
    for n in range(6, 10):
        tomas.publish(f"Roll {n}", (picture(n), ""), tags="film")
    several = [(picture(n), f"Sheet {n - 9} of three") for n in (10, 11, 12)]
    typing = LONG_TEXT.replace("one winter", "on winter")
    album_page = tomas.publish("Contact sheets", *several, text=typing, tags="film", **STATED)
    tomas.post(
        f"{album_page}/edit",
        {"title": "Contact sheets", "text": LONG_TEXT, "tags": "film, sea"},
        page=f"{album_page}/edit",
    )
    warned = yuki.publish("Catch of the day", (picture(13), "Fish on ice"), warning="Dead fish")
    talk(house, tomas, yuki, works[-1])
    held = hold(maren, yuki)
    unsure = maren.publish("Salt flats", (bright(), "A white plain under a white sky"), tags="watercolour")
    company(house, stranger, maren, works[-1])
    talks = browser_talk.talk(house, warned)
    away = browser_away.know(house, stranger, tomas, works[-1])
    desk = browser_reports.file(house, stranger, works[-1], away["person-post"][1])
    hung = browser_albums.hang(house, works)
    practise(maren, tomas)
    own = pages(house, works[-1], album_page, warned, (held, unsure))
    commissions = browser_commissions.commission(house)
    more = commissions | browser_terms.agree(house) | browser_jobs.hire(house) | browser_drafts.draft(house)
    more |= browser_studios.found(house)
    more |= browser_abroad.cross(house, stranger, more["job"][1])
    return Cast(house, stranger, own | away | talks | desk | hung | more)


def arrange(person: Person) -> str:
    """A project of seven pictures: words, a row of four, a film, before and after."""
    picture = album.chosen()
    several = [(picture(n), f"Sheet {n} of seven") for n in range(7)]
    said = {"before2": "## Four mornings\n\nEach at the same hour.", "before6": "The wall, *before* and after."}
    said |= {f"joined{n}": "beside" for n in (3, 4, 5)} | {"joined7": "compared", "stated": "1"}
    said["film5"] = "https://vimeo.com/76979871 How the lamp turns"
    return person.publish("The lighthouse", *several, text="A year on the rock.", visibility="quiet", **said)


STATED = {
    "stated": "1",
    "process": "human",
    "medium": "Film photography",
    "subject": "Sea, city",
    "year": "1987",
    "licence": "cc-by-sa-4.0",
    "films": "https://youtu.be/dQw4w9WgXcQ How they were made",
}
LONG_TEXT = """Three sheets from one winter.

- forty frames each
- *Ilford*, pushed one stop

> The third was lost for years.

Averyveryveryverylongwordwithoutanyspaceinitthathastobreaksomewhereorthepagewillscrollsidewaysonaphone
"""


def introduce(person: Person, name: str, bio: str, avatar: bytes | None, banner: bytes | None, **more: str) -> None:
    """Fill a profile."""
    lines = {
        f"{part}{n}": text
        for n, line in enumerate(LINES, 1)
        for part, text in zip(("label", "value"), line, strict=True)
    }
    files = [(role, f"{role}.jpg", data) for role, data in (("avatar", avatar), ("banner", banner)) if data]
    fields = {"name": name, "bio": bio, "discoverable": "1", "indexable": "1", "syndicated": "1", **lines, **more}
    person.upload("/settings/profile", fields, files)


def practise(maren: Person, tomas: Person) -> None:
    """Say what they are and what they are open for."""
    page = "/settings/work"
    said = {"headline": "Oil, gouache and weather", "pronouns": "she", "place": "Bergen, Norway", "roles": "Painter"}
    openings = {"open-commissions": "1", "until-commissions": "2099-12-31", "open-collaboration": "1"}
    maren.post(page, said | openings, page=page)
    tomas.post(page, {"headline": "", "place": "Porto", "roles": "Photographer", "open-contract": "1"}, page=page)
    for kind, began, ended, title, place in CV:
        link = "https://halle.example/weather" if ended else ""
        entry = {"kind": kind, "began": began, "ended": ended, "title": title, "place": place, "link": link}
        maren.post("/settings/cv", entry, page="/settings/cv")
    for title, words in (("Commissions", LONG_TEXT), ("Contact", "Write to the *harbour* office.")):
        maren.post("/settings/pages", {"title": title, "words": words}, page="/settings/pages/new")


CV = (
    ("exhibition", "2024", "2025", "Weather reports", "Kunsthalle, Bergen"),
    ("exhibition", "2021", "", "A very long title of a group exhibition that does not fit on one line", "Porto"),
    ("award", "2022", "", "Prize of the sea", ""),
    ("job", "2019", "", "Painter in residence", "Skerry Point"),
    ("education", "2008", "2013", "Painting", "Academy of Arts"),
)


def talk(house: House, tomas: Person, yuki: Person, work: str) -> None:
    """Likes, replies, follows between the people of the house."""
    host = house.origin.removeprefix("http://")
    for person in (tomas, yuki):
        person.post(f"{work}/like", page=work)
        person.post("/follows", {"target": f"@maren@{host}"}, page="/home")
    tomas.post(f"{work}/boost", page=work)
    tomas.post(f"{work}/reply", {"text": "The *grey* is exactly right. Which ground did you use?"}, page=work)
    yuki.post(f"{work}/reply", {"text": "I can hear it."}, page=work)
    house.person("oskar").post("/follows", {"target": f"@yuki@{host}"}, page="/home")
    house.person("oskar").post(f"{work}/like", page=work)
    tomas.post("/follows", {"target": f"@yuki@{host}"}, page="/home")


def hold(maren: Person, yuki: Person) -> str:
    """Two uploads that wait, one with an appeal; the page of that one."""
    held = maren.publish("Storm warning", (pictures.with_signal("a1111-png"), "A storm over the pier"))
    words = {"text": "Gouache on paper, scanned at the library. I can bring the sheet."}
    sketch = paint.png(paint.painting(40, (300, 200)))
    maren.upload(held, words, [("files", "sketch of the pier.png", sketch)])
    yuki.publish("Second harbour", (pictures.with_signal("c2pa-png"), "A harbour"))
    return held


def bright() -> bytes:
    """A picture so bright that the model of these tests takes it for a generated one, the right half above all."""
    picture = Image.new("RGB", (900, 600), "#f4f4f4")
    picture.paste("#ffffff", (450, 0, 900, 600))
    return paint.png(picture)


def company(house: House, stranger: Stranger, maren: Person, work: str) -> None:
    """Somebody from another server follows, likes, and answers with a generated picture."""
    actor, uri = identity(maren.get("/@maren")), identity(maren.get(work))
    stranger.send(house.origin, {"type": "Follow", "object": actor})
    stranger.send(house.origin, {"type": "Like", "object": uri})
    url = stranger.serve("/files/answer.png", "image/png", pictures.with_signal("novelai-software"))
    note = stranger.note("<p>It reminds me of this.</p>", inReplyTo=uri, attachment=[attachment(url, "A pier")])
    stranger.create(house.origin, note)
    maren.wait_for(work, "Picture withheld by this instance")


def bring(maren: Person) -> str:
    """An import that has failed in part; its page."""
    lines = b"#domain\nloud.example\nno server at all\n"
    landed, _ = maren.upload("/settings/transfers", {"list": "domains", "mode": "merge"}, [("file", "d.csv", lines)])
    path = urlsplit(landed).path
    maren.post(f"{path}/start", page=path)
    maren.wait_for(path, "1 of 2")
    return path


def leaf_of(person: Person) -> str:
    """Where somebody edits the first of their pages."""
    found = re.search(r'href="(/settings/pages/[0-9a-z]{26})"', person.get("/settings/pages"))
    assert found, "no page of their own"
    return found[1]


def pick(owner: Person, *works: str) -> str:
    """Show these works on the front page, the last of them large, one with words; the desk of that."""
    desk = "/admin/picks"
    for work in works:
        owner.post(f"{desk}/{work.rpartition('/')[2]}", page=work)
    owner.post(f"{desk}/{works[0].rpartition('/')[2]}/words", {"words": "The whole winter on one sheet."}, page=desk)
    return desk


def identity(page: str) -> str:
    """The id of what a page shows."""
    return page.partition('type="application/activity+json" href="')[2].partition('"')[0]


def pages(
    house: House, work: str, several: str, warned: str, held: tuple[str, str]
) -> dict[str, tuple[Person | None, str]]:
    """Every template at least once, with somebody who may see it. `held`: declared, and estimated."""
    owner, maren, tomas, yuki = house.owner(), *(house.person(name) for name in ("maren", "tomas", "yuki"))
    project = arrange(yuki)
    withheld = owner.get("/admin/withheld")
    desk = withheld.partition('href="/admin/withheld/')[2].partition('"')[0]
    unsure = re.search(r'href="(/admin/withheld/\w+)"><cite dir="auto">Salt flats', withheld)
    assert unsure, "the model was sure of the bright picture"
    return {
        "front": (None, "/"),
        "works": (None, "/works"),
        "tag": (None, "/tags/sea"),
        "artists": (None, "/artists"),
        "artists-found": (None, "/artists?role=Painter&open=commissions&place=bergen&q=oil"),
        "settings-work": (maren, "/settings/work"),
        "artist-cv": (None, "/@maren/cv"),
        "artist-page": (None, "/@maren/pages/commissions"),
        "settings-cv": (maren, "/settings/cv"),
        "settings-pages": (maren, "/settings/pages"),
        "settings-page": (maren, leaf_of(maren)),
        "artist": (None, "/@maren"),
        "artist-own": (maren, "/@maren"),
        "artist-bare": (tomas, "/@yuki"),
        "work": (None, work),
        "frame": (None, f"{work}/frame"),
        "closer": (None, f"{several}/view/2"),
        "history": (None, f"{several}/history"),
        "work-own": (maren, work),
        "work-several": (tomas, several),
        "work-warned": (None, warned),
        "project": (None, project),
        "shared-project": (None, browser_albums.behind_a_link(yuki, project)),
        "artist-posts-passed": (yuki, "/@tomas/posts"),
        "project-edit": (yuki, f"{project}/edit"),
        "about": (None, "/about"),
        "terms": (None, "/ns"),
        "about-ai": (None, "/about/ai"),
        "sign-in": (None, "/sign-in"),
        "sign-in-link": (None, house.login),
        "join": (None, house.invite()),
        "missing": (None, "/works/nothing"),
        "home": (tomas, "/home"),
        "following": (tomas, "/following"),
        "publish": (maren, "/publish"),
        "edit": (maren, f"{work}/edit"),
        "crop": (maren, f"{work}/crop"),
        "delete": (maren, f"{work}/delete"),
        "notifications": (maren, "/notifications"),
        "requests": (yuki, "/notifications"),
        "notifications-none": (house.person("oskar"), "/notifications"),
        "held-list": (maren, "/held"),
        "held": (maren, held[0]),
        "held-map": (maren, held[1]),
        "profile": (maren, "/settings/profile"),
        "account": (maren, "/settings/account"),
        "moving": (maren, "/settings/moving"),
        "transfers": (maren, "/settings/transfers"),
        "import": (maren, bring(maren)),
        "admin-appeals": (owner, "/admin/appeals"),
        "admin-withheld": (owner, "/admin/withheld"),
        "admin-record": (owner, f"/admin/withheld/{desk}"),
        "admin-record-map": (owner, unsure[1]),
        "admin-desk": (owner, "/admin/desk"),
        "admin-policy": (owner, "/admin/policy"),
        "admin-invites": (owner, "/admin/invites"),
        "admin-relays": (owner, "/admin/relays"),
        "admin-picks": (owner, pick(owner, several, warned, work)),
    }
