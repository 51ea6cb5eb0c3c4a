"""What FEDERATION.md promises (FEP-67ff): every example is a document that others take, every claim has its code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fedart.domain.album import Album, AlbumId, AlbumKind
from fedart.domain.applying import Stage
from fedart.domain.commission import Desk, Item, Standing, Status
from fedart.domain.ids import Uri, WorkId
from fedart.domain.job import Job, JobState
from fedart.domain.policy import PUBLIC
from fedart.services import inbox
from fedart.wire import contexts, render, render_application, render_job
from fedart.wire.render_application import Between, Sheet
from fedart.wire.vocabulary import OURS
from tests.support import terms
from tests.support.acceptance import complaints
from tests.support.jobs import GOOD
from tests.support.samples import ADA, PICTURE, WORK
from tests.support.strategies import NOW, PEM, URLS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "FEDERATION.md").read_text(encoding="utf-8")
THEIRS = Uri("https://fedart.example/actors/01j5")
TERMS_OF_OURS = "{ ... }"


def section(name: str) -> str:
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def example(text: str) -> dict[str, Any]:
    """A document of the page, with our terms where it leaves them out."""
    found: dict[str, Any] = json.loads(text)
    context = found["@context"]
    if isinstance(context, list):
        found["@context"] = [OURS if entry == TERMS_OF_OURS else entry for entry in context]
    return found


BLOCKS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = [example(found) for found in BLOCKS if "@context" in found]
OFFER, JOB, APPLICATION, LINK = [json.loads(found) for found in BLOCKS if "@context" not in found]
FEPS = re.findall(r"^\| FEP-([0-9a-f]{4}): ", section("Supported FEPs"), re.MULTILINE)
SOURCES = [path for folder in ("fedart", "tests") for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]


@pytest.mark.parametrize("document", EXAMPLES, ids=[found["type"] for found in EXAMPLES])
def test_every_example_is_a_document_that_others_take(document: dict[str, Any]) -> None:
    assert complaints(document) == []
    assert [term for term in terms.used(document) if term not in terms.defined(document)] == []
    assert terms.lost(document) == set()


def test_the_examples_show_every_kind_of_document() -> None:
    kinds = ["Person", "Create", "Flag", "Delete", "Add", "QuoteAuthorization", "FeatureAuthorization"]
    kinds.append("ReplyAuthorization")
    collections = ["OrderedCollection", "OrderedCollection", "OrderedCollectionPage"]
    assert [found["type"] for found in EXAMPLES] == kinds + collections


def test_the_examples_have_exactly_what_real_documents_have() -> None:
    key = render.Multikey(Uri(f"{ADA.uri}#ed25519-key"), ADA.uri, "z6Mk")
    icon = render.PublicFile("https://fedart.test/media/1/640.jpg", "image/jpeg")
    actor = render.actor(ADA, URLS, keys=render.Keys(URLS.key(ADA.id), PEM, (key,)), icon=icon)
    note = render.note(WORK, ADA, URLS, [PICTURE])
    assert set(EXAMPLES[0]) == set(actor)
    assert set(EXAMPLES[1]["object"]) | {"@context"} == set(note)
    assert set(EXAMPLES[1]["object"]["attachment"][0]) == set(attached(note))
    assert EXAMPLES[3].keys() == render.delete(URLS.activity("1"), ADA.uri, ADA.uri, to=[PUBLIC]).keys()
    stamp = render.quote_authorization(URLS.stamp("1"), ADA.uri, WORK.uri, WORK.uri)
    assert set(EXAMPLES[5]) == set(EXAMPLES[6]) == set(EXAMPLES[7]) == set(stamp)
    album = Album(AlbumId("1"), ADA.id, AlbumKind.ALBUM, "Ferries", "", "<p>x</p>", False, None, 1, NOW, NOW)
    cover = render.PublicFile("https://fedart.test/media/1/federation.jpg", "image/jpeg", 2400, 1600)
    document = render.album(album, ADA.uri, URLS, total=1, cover=cover)
    assert (set(EXAMPLES[9]), EXAMPLES[9]["image"].keys()) == (set(document), pictured(document))
    assert {**render.object_link(Uri(LINK["href"]), "Ferries")} == LINK


def test_the_example_of_a_job_has_what_real_jobs_have() -> None:
    found = Job(WorkId("w"), ADA.id, True, GOOD, JobState.OPEN, 0, NOW, NOW)
    described = render_job.described(found, "https://fedart.example/objects/01j8", who="Ada", page=ADA.uri)
    assert set(JOB) == set(described)
    assert JOB["publishes"] == described["publishes"]
    more = described["additionalProperty"]
    assert isinstance(more, list)
    names = {each["name"] for each in more}
    assert {each["name"] for each in JOB["additionalProperty"]} <= names
    assert all(f"`{name}`" in section("Works") for name in names)


def test_the_example_of_an_application_is_what_we_send() -> None:
    work, file = APPLICATION["attachment"]
    rate, start = (each["propertyValue"] for each in APPLICATION["additionalProperty"])
    shown, enclosed = [(work["href"], work["name"])], (file["url"], file["name"])
    sheet = Sheet("I grew up on a sluice.", rate, start, shown, enclosed)
    sides = Between(APPLICATION["attributedTo"], THEIRS, APPLICATION["stipulates"]["satisfies"])
    assert render_application.offer(URLS.activity("1"), sides, sheet, at=NOW)["object"] == APPLICATION
    assert all(f"`{stage}`" in section("Works") for stage in Stage)


def test_the_example_of_a_desk_is_what_real_desks_say() -> None:
    item = Item("Portrait", price=40_00)
    standing = Standing(Desk(Status.OPEN, 5, "EUR", (item,)), 3, listed=True)
    ours = render.actor(ADA, URLS, keys=render.Keys(URLS.key(ADA.id), PEM), desk=standing)["attachment"]
    assert isinstance(ours, list)
    page = URLS.profile(ADA.username)
    theirs = OFFER["value"].replace("https://art.example/@maren", page).replace("art.example/@maren", page[8:])
    assert {**OFFER, "value": theirs} in ours


def pictured(album: dict[str, Any]) -> Any:
    return album["image"].keys()


def attached(note: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = note["attachment"][0]
    return found


@pytest.mark.parametrize("number", FEPS)
def test_every_fep_that_is_listed_is_named_where_it_is_done_or_tested(number: str) -> None:
    naming = [path for path in SOURCES if f"FEP-{number}" in path.read_text(encoding="utf-8")]
    assert naming or number == "67ff"


def test_every_fep_that_the_code_names_is_listed() -> None:
    named = {
        number
        for path in SOURCES
        if "training" not in path.parts
        for number in re.findall(r"FEP-([0-9a-f]{4})\b", path.read_text(encoding="utf-8"))
    }
    assert named <= set(FEPS)
    assert sorted(FEPS) == FEPS


def test_every_term_beyond_the_listed_contexts_stands_in_the_table() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (https?://\S+) \| .+ \|$", section("Terms"), re.MULTILINE))
    meanings = contexts.meanings(OURS)
    assert rows == {term: iri for term, iri in meanings.items() if not iri.endswith(("#", "/"))}
    assert set(render.namespace()) == {"@context"}


def test_every_activity_that_we_understand_stands_in_the_table() -> None:
    table = section("Activities")
    handled = {kind.__name__ for kind in inbox.HANDLERS}
    assert [kind for kind in sorted(handled) if f"`{kind}`" not in table] == []
    rows = re.findall(r"^\| (`.+?`) \| .+? \| .+ \|$", table, re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented - {"EmojiReact", "content"} == handled
