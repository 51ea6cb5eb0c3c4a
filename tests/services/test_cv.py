"""A CV is written by its artist alone, up to its limit."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.cv import CvForm
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import cv as services
from fedart.storage import cv
from tests.support.instance import Studio

FORM = CvForm("award", "2020", "", False, "Prize", "Kiel", "")


async def titles(it: Instance, viewer: Viewer) -> list[str]:
    return [entry.title for entry in await it.db.read(lambda tx: cv.of_actor(tx, viewer.actor.id))]


async def test_entries_are_added_changed_and_deleted(it: Instance, artist: Viewer) -> None:
    made = await services.add(it, artist, FORM)
    await services.edit(it, artist, made, CvForm("job", "2021", title="Painter"))
    assert await titles(it, artist) == ["Painter"]
    await services.remove(it, artist, made)
    assert await titles(it, artist) == []


async def test_what_is_wrong_is_said_and_nothing_is_stored(it: Instance, artist: Viewer) -> None:
    with pytest.raises(Invalid) as caught:
        await services.add(it, artist, CvForm(title="x"))
    assert list(caught.value.fields) == ["began"]
    made = await services.add(it, artist, FORM)
    with pytest.raises(Invalid):
        await services.edit(it, artist, made, CvForm(title="", began="2020"))
    assert await titles(it, artist) == ["Prize"]


async def test_a_cv_ends_somewhere(it: Instance, artist: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedart.services.cv.MAX_ENTRIES", 1)
    await services.add(it, artist, FORM)
    with pytest.raises(Invalid) as caught:
        await services.add(it, artist, FORM)
    assert list(caught.value.fields) == ["title"]


async def test_web_10_nobody_else_touches_an_entry(it: Instance, artist: Viewer, make: Studio) -> None:
    made = await services.add(it, artist, FORM)
    person = await make.person("joost")
    joost = Viewer(person.account, person.actor, "")
    with pytest.raises(NotFound):
        await services.edit(it, joost, made, CvForm("job", "2021", title="Stolen"))
    with pytest.raises(NotFound):
        await services.remove(it, joost, made)
    assert await titles(it, artist) == ["Prize"]
