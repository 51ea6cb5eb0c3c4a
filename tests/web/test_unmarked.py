"""The whole server in a made-up language that puts every sentence into brackets: no word stands outside of them.

What people wrote is in Cyrillic here; addresses and what carries a `dir` of its own are left out.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette

from fedart import app
from fedart.config import Config
from fedart.domain.actor import Role, Viewer
from fedart.domain.album import AlbumForm
from fedart.domain.cv import CvForm
from fedart.domain.follow import FollowState
from fedart.domain.forms import WorkForm
from fedart.domain.leaf import LeafForm
from fedart.domain.policy import Action
from fedart.domain.work import Kind, Visibility
from fedart.instance import Instance
from fedart.services import album_links, albums, cv, drafts, leaves, messages, reports, works
from fedart.web import languages
from fedart.words import ENGLISH
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio, config_in
from tests.support.unmarked import MADE_UP, on_page
from tests.support.withheld import DECLARED, FAILED, estimated, with_model, withhold

CONTENT = (
    "November 2026",
    "CC BY",
    "A ferry at dusk",
    "ferry “dusk”.png",
    "Steps: 28",
    "Sampler",
    "Euler a",
    "png:parameters",
    "out of time",
)
"""What the fixtures write in Latin letters."""

NAMES = (
    *("Atom", "RSS", "JSON", "Feed", "CC", "BY", "SHA", "Ctrl", "English"),
    *("fedart", "tern", "gallery", "ferry", "maren", "lotte", "ada", "A", "M", "x"),
)
"""Names that no language changes, and words of addresses."""

LEFT_ALONE = ("/media/", "/static/", "/language", "/feed", "/oembed", "/process/", "/ns", "/settings/export")
MOST = 300


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = with_model(config_in(tmp_path), tmp_path)
    return replace(made, instance=replace(made.instance, description="Галерея", contact="a@b.example"))


@pytest.fixture
def web(it: Instance, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(languages, "load", lambda: {"en": ENGLISH, MADE_UP.code: MADE_UP})
    return app.build(it, worker=False)


@pytest.fixture
async def owner(make: Studio) -> Person:
    return await make.person("maren", Role.OWNER)


@pytest.fixture
async def furnished(it: Instance, make: Studio, owner: Person) -> tuple[str, ...]:
    """Works of every kind, company, a secret link, withheld pictures, a report; the paths that nothing leads to."""
    viewer, lotte = Viewer(owner.account, owner.actor, ""), await make.person("lotte")
    await it.db.write(lambda tx: tx.run("UPDATE actors SET name = 'Мария' WHERE local = 1"))
    shown = [await make.work(owner.actor, title="Паром") for _ in range(3)]
    shown += [await make.work(owner.actor, title="", visibility=each) for each in Visibility]
    for work in shown:
        await make.picture(owner.actor, work)
    await make.picture(owner.actor, shown[0])
    reply = await make.work(lotte.actor, title="", kind=Kind.POST, parent=shown[0])
    theirs = await make.work(lotte.actor, title="Порт")
    await make.picture(lotte.actor, theirs)
    for kind in ("like", "boost"):
        await make.react(lotte.actor, shown[0], kind)
    await make.follow(lotte.actor, owner.actor)
    await make.picture(lotte.actor, role="icon")
    await messages.write(it, lotte.actor.id, ["@maren@gallery.example"], "Слова")
    await works.edit(it, owner.actor.id, shown[1].id, WorkForm("Мост", "Слова"), {}, {})
    await drafts.make(it, owner.actor.id, {"title": ("Мост",)})
    ada = await make.remote()
    await make.follow(ada, owner.actor, FollowState.REQUESTED)
    distant = await make.work(ada, title="Порт")
    await make.picture(ada, distant)
    for verdict in (DECLARED, FAILED, estimated(it), estimated(action=Action.LABEL), estimated(it, action=Action.DROP)):
        await withhold(it, make, owner, verdict, title="Ночь")
    album = await albums.make(it, viewer, AlbumForm("Порт", "Слова", closed=True))
    await albums.put(it, viewer, album, [work.id for work in shown[:3]])
    await albums.make(it, viewer, AlbumForm("Паром", "", closed=False))
    await cv.add(it, viewer, CvForm("exhibition", "2024", title="Погода", place="Киль"))
    await leaves.save(it, viewer, LeafForm("Цены", "Слова", "contact"))
    await reports.report(
        it, Viewer(lotte.account, lotte.actor, ""), owner.actor, (shown[0].id,), "Слова", forward=False
    )
    await reports.report(it, viewer, lotte.actor, (reply.id,), "Слова", forward=False)
    link = await album_links.make(it, viewer, album, "Холм", 7)
    own = f"/works/{shown[0].id}"
    asked = f"/interact?uri={shown[0].uri}"
    return (
        link.removeprefix(it.config.instance.origin),
        f"{own}/frame",
        f"/works/{distant.id}",
        asked,
        "/ns",
        "/credits",
        "/answers",
        "/drafts",
    )


def speaking_greek(browser: Client) -> Client:
    browser.cookies[languages.COOKIE] = MADE_UP.code
    return browser


def links_of(page: str) -> list[str]:
    """Addresses here that a page leads to."""
    found = [unescape(href) for href in re.findall(r'<a[^>]* href="(/[^"#]*)', page)]
    return [href for href in found if not href.startswith(LEFT_ALONE)]


def forms_of(page: str) -> list[str]:
    return [unescape(path) for path in re.findall(r'<form[^>]* method="post" action="(/[^"]*)"', page)]


def unsaid(answer: Answer) -> list[str]:
    text = answer.text
    for piece in CONTENT:
        text = text.replace(piece, "")
    return on_page(text, NAMES)


def told(pages: dict[str, list[str]]) -> list[str]:
    """The pages with words outside, each with those that no page before it has."""
    known = set[str]()
    found = []
    for path, words in pages.items():
        new = [word for word in words if word not in known]
        known |= set(new)
        found += [f"{path}: {' '.join(new)}"] if new else []
    return found


async def walked(browser: Client, *starts: str) -> tuple[dict[str, list[str]], set[str]]:
    """Every page that links lead to, each kind of address once or twice, with its words outside; and the forms."""
    todo, pages, forms, kinds = list(starts), dict[str, list[str]](), set[str](), dict[str, int]()
    while todo and len(pages) < MOST:
        path = todo.pop(0)
        kind = re.sub(r"[0-9a-z]{26}|\d+|=[^&]*", "…", path)
        if path in pages or kinds.get(kind, 0) > 1:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = await browser.page(path)
        assert answer.status < 500, path
        if not answer.header("content-type").startswith("text/html"):
            continue
        pages[path] = unsaid(answer)
        todo += links_of(answer.text)
        forms |= set(forms_of(answer.text))
    return pages, forms


async def test_no_page_of_a_visitor_says_anything_unmarked(client: Client, furnished: tuple[str, ...]) -> None:
    starts = (
        "/",
        *furnished,
        "/search?q=zzz",
        "/nothing",
        "/works?medium=x",
        "/artists?open=contract",
        "/sign-in/xyz",
        "/interact?uri=x",
    )
    pages, _ = await walked(speaking_greek(client), *starts)
    assert not told(pages), "\n".join(told(pages))
    assert len(pages) > 25


async def test_no_page_of_a_moderator_says_anything_unmarked(
    client: Client, make: Studio, owner: Person, furnished: tuple[str, ...]
) -> None:
    browser = speaking_greek(await make.signed_in(client, owner))
    pages, forms = await walked(
        browser,
        "/home",
        "/admin",
        "/settings/profile",
        *furnished,
        "/publish",
        "/messages/new",
        "/@lotte",
        "/search?q=zzz",
    )
    assert not told(pages), "\n".join(told(pages))
    assert len(pages) > 60
    token = {"csrf": await make.token(browser)}
    sent = [path for path in sorted(forms) if not path.endswith("sign-out")]
    answers = {path: await browser.post(path, token) for path in sent}
    said = {
        path: unsaid(answer)
        for path, answer in answers.items()
        if answer.header("content-type").startswith("text/html")
    }
    assert not told(said), "\n".join(told(said))
    assert len(said) > 15
