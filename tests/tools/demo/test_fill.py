"""The demo fills an instance through its services, once, under the makers' names."""

from functools import partial
from pathlib import Path

import pytest

from fedart.domain.actor import Actor, Role
from fedart.domain.album import AlbumKind, Layout
from fedart.domain.stated import Licence
from fedart.domain.work import Kind, WorkState
from fedart.instance import Instance
from fedart.storage import accounts, actors, albums, media, stated, works
from tests.support import deb, paint, pictures
from tests.support.instance import Person, Studio
from tools.demo import __main__ as demo
from tools.demo import catalogue
from tools.demo.catalogue import Catalogue, Maker, Source
from tools.demo.fill import Tally, fill

CC_BY = catalogue.Terms("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", Licence.CC_BY)


def piece(title: str, *names: str, album: str = "Boats", section: str = "Seen") -> catalogue.Piece:
    return catalogue.Piece(
        account="tomas",
        title=title,
        artist="Tomas",
        sources=tuple(Source("boats", f"usr/share/{name}") for name in names),
        alts=tuple(f"A boat, {name}" for name in names),
        terms=CC_BY,
        year="2008",
        note="",
        tags=("sea",),
        medium=("Photography",),
        subject=("Sea",),
        album=album,
        section=section,
    )


FERRY, GULLS, LOST = piece("Ferry", "a.png"), piece("Gulls", "b.png", "c.png", section=""), piece("Lost", "d.png")
LISTED = Catalogue(
    makers=(Maker("tomas", "Tomas", "Boats of *Bergen*.", Layout.SQUARES, "Ferry"),),
    pieces=(FERRY, GULLS, LOST),
    guests=tuple(Maker(f"demo_{name}", f"Demo {name}", "Nobody.") for name in ("visitor", "reader")),
    comments=(catalogue.Comment("demo_visitor", "Ferry", "(demo text) Grey."),),
)


@pytest.fixture
async def owner(make: Studio) -> Person:
    return await make.person("owner", Role.OWNER)


@pytest.fixture
def files(tmp_path: Path) -> dict[Source, Path]:
    """Pictures for two of the three works."""
    found = {}
    for number, source in enumerate((*FERRY.sources, *GULLS.sources)):
        found[source] = tmp_path / Path(source.path).name
        found[source].write_bytes(paint.png(paint.painting(number)))
    return found


async def actor_of(it: Instance, name: str) -> Actor:
    found = await it.db.read(lambda tx: accounts.by_username(tx, name))
    assert found is not None
    actor = await it.db.read(lambda tx: actors.by_id(tx, found[0].actor_id))
    assert actor is not None
    return actor


async def once(it: Instance, files: dict[Source, Path]) -> Tally:
    return await fill(it, LISTED, files, lambda line: None)


async def test_works_hang_with_credit_licence_and_facets(
    it: Instance, owner: Person, files: dict[Source, Path]
) -> None:
    assert await once(it, files) == Tally(people=3, works=2, albums=1, comments=1, cleared=0, absent=["Lost"])

    actor = await actor_of(it, "tomas")
    hung = await it.db.read(lambda tx: works.by_actor(tx, actor.id))
    assert [(work.title, work.state) for work in hung] == [("Ferry", WorkState.LIVE), ("Gulls", WorkState.LIVE)]
    assert (actor.name, actor.icon is not None) == ("Tomas", True)
    assert "By Tomas, 2008." in hung[0].source
    said = await it.db.read(lambda tx: stated.of(tx, hung[0].id))
    assert (said.licence, said.medium) == (Licence.CC_BY, ("Photography",))
    assert [each.alt for each in await it.db.read(lambda tx: media.by_work(tx, hung[1].id))] == list(GULLS.alts)


async def test_albums_and_layout_follow_the_list(it: Instance, owner: Person, files: dict[Source, Path]) -> None:
    await once(it, files)
    actor = (await actor_of(it, "tomas")).id
    titles = {work.id: work.title for work in await it.db.read(lambda tx: works.by_actor(tx, actor))}
    kinds = {}
    for kind in AlbumKind:
        (album,) = await it.db.read(partial(albums.of_actor, actor=actor, kind=kind))
        inside = await it.db.read(partial(albums.works, album=album.id))
        kinds[album.title] = [titles[work] for work in inside]
    assert kinds == {"Boats": ["Ferry", "Gulls"], "Seen": ["Ferry"]}
    assert await it.db.read(lambda tx: albums.layout(tx, actor)) is Layout.SQUARES


async def test_a_second_run_adds_nothing_and_a_later_one_what_was_missing(
    it: Instance, owner: Person, files: dict[Source, Path], tmp_path: Path
) -> None:
    await once(it, files)
    assert await once(it, files) == Tally(absent=["Lost"])
    found = tmp_path / "d.png"
    found.write_bytes(paint.png(paint.painting(9)))
    assert await once(it, {**files, LOST.sources[0]: found}) == Tally(works=1)


async def test_only_guests_like_follow_and_comment(it: Instance, owner: Person, files: dict[Source, Path]) -> None:
    await once(it, files)
    tomas, guest = [await actor_of(it, name) for name in ("tomas", "demo_visitor")]
    said = await it.db.read(lambda tx: works.by_actor(tx, guest.id))
    assert [(work.kind, work.source) for work in said] == [(Kind.POST, "(demo text) Grey.")]
    ferry = (await it.db.read(lambda tx: works.by_actor(tx, tomas.id)))[0]
    likes, _, replies = await it.db.read(lambda tx: works.counts(tx, ferry.id))
    assert (likes > 0, replies) == (True, 1)


async def test_what_the_detector_holds_the_owner_lets_through(
    it: Instance, owner: Person, files: dict[Source, Path]
) -> None:
    files[FERRY.sources[0]].write_bytes(pictures.with_signal("a1111-png"))
    tally = await once(it, files)
    assert (tally.works, tally.cleared) == (2, 1)
    tomas = await actor_of(it, "tomas")
    hung = await it.db.read(lambda tx: works.by_actor(tx, tomas.id))
    assert {work.title: work.state for work in hung} == {"Ferry": WorkState.LIVE, "Gulls": WorkState.LIVE}


async def test_an_instance_without_an_owner_is_refused(it: Instance, files: dict[Source, Path]) -> None:
    with pytest.raises(ValueError, match="no owner"):
        await once(it, files)
    assert await it.db.read(lambda tx: accounts.by_username(tx, "tomas")) is None


def test_the_command_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main([str(tmp_path / "demo"), "--debs", str(tmp_path)]) == 1
    assert "None of the demo's packages" in capsys.readouterr().err
    assert not (tmp_path / "demo" / "config.toml").exists()
    assert demo.main(["--list"]) == 0
    assert "# The demo's works" in capsys.readouterr().out


@pytest.mark.slow
def test_the_command_makes_an_instance_and_fills_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a package of four pictures in place of apt's; everything else is left out and named."""
    listed = catalogue.load()
    first = [each for each in listed.pieces if each.sources[0].package == "wesnoth-1.16-l"]
    content = {
        source.path: paint.jpeg(paint.painting(number)) for number, each in enumerate(first) for source in each.sources
    }
    deb.write(tmp_path / "wesnoth-1.16-l_1_all.deb", content)
    folder = tmp_path / "demo"
    arguments = [str(folder), "--debs", str(tmp_path), "--origin", "http://localhost:8499"]
    assert demo.main(arguments) == 0
    assert f"{len(first)} works" in capsys.readouterr().out
    text = (folder / "config.toml").read_text(encoding="utf-8")
    assert demo.NAME in text
    assert "/@demo_curator/about" in text
    assert demo.main(arguments) == 0
    assert "Added 0 people, 0 works, 0 albums and 0 comments." in capsys.readouterr().out
