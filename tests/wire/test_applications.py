"""Applications on the wire: what is said comes back as it was, and every term of it means something (FEP-0837)."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.applying import Stage
from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.errors import Malformed
from fedart.wire import parse, render_application
from fedart.wire.activities import Accept, Reject, Undo, Update
from fedart.wire.read_application import Offer
from fedart.wire.render_application import Between, Sheet
from fedart.wire.vocabulary import OURS
from tests.support import terms
from tests.support.acceptance import complaints, depth
from tests.support.corpus import sent
from tests.support.strategies import NOW, URLS

Json = dict[str, Any]
SIDES = Between(URLS.actor("1"), Uri("https://studio.example/actors/2"), Uri("https://studio.example/objects/3#intent"))
BACK = Between(Uri("https://artist.example/actors/2"), URLS.actor("1"), Uri(f"{URLS.object('3')}#intent"))
ACT, OFFERED, AGREEMENT = URLS.activity("1"), Uri("https://artist.example/activities/9"), URLS.agreement("4")
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=60)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map("\n".join), max_size=3).map("\n\n".join)
SHEETS = st.builds(
    Sheet,
    LINES,
    WORDS | st.just(""),
    WORDS | st.just(""),
    st.lists(
        st.tuples(st.integers(1, 99).map(lambda n: URLS.object(str(n))), WORDS), max_size=12, unique_by=lambda w: w[0]
    ),
    st.none() | st.tuples(st.just(URLS.page("/applications/1/file")), WORDS),
)
DOCUMENTS: dict[str, st.SearchStrategy[Json]] = {
    "offer": SHEETS.map(lambda sheet: render_application.offer(ACT, SIDES, sheet, at=NOW)),
    "withdrawal": st.just(render_application.withdrawal(ACT, URLS.activity("9"), SIDES)),
    "progress": st.builds(
        lambda stage, read: render_application.progress(ACT, OFFERED, BACK, AGREEMENT, stage=stage, read=read, at=NOW),
        st.sampled_from(Stage),
        st.booleans(),
    ),
    "accept": st.just(render_application.accept(ACT, OFFERED, BACK, AGREEMENT, at=NOW)),
    "reject": st.just(render_application.reject(ACT, OFFERED, BACK.poster, BACK.artist, at=NOW)),
}
FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def body(document: Json) -> bytes:
    return json.dumps(document).encode()


@given(SHEETS)
def test_what_we_offer_is_what_we_read(sheet: Sheet) -> None:
    found = parse.activity(body(sent(render_application.offer(ACT, SIDES, sheet, at=NOW))))
    assert isinstance(found, Offer)
    assert (found.intent, found.to, found.published) == (SIDES.intent, (SIDES.poster,), NOW)
    said = found.application
    assert said is not None
    assert (said.note, said.rate, said.start) == (sheet.note, sheet.rate, sheet.start)
    assert said.works == tuple(sheet.works)
    assert (said.file_url, said.file_name) == (sheet.file or ("", ""))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("read", [True, False])
def test_where_it_stands_is_read_as_it_was_said(stage: Stage, *, read: bool) -> None:
    made = render_application.progress(ACT, OFFERED, BACK, AGREEMENT, stage=stage, read=read, at=NOW)
    found = parse.activity(body(sent(made)))
    assert isinstance(found, Update)
    assert found.progress is not None
    assert (found.progress.offer, found.progress.stage, found.progress.read) == (OFFERED, stage.value, read)
    assert found.progress.at == NOW


def test_an_answer_names_the_offer() -> None:
    accepted = parse.activity(body(sent(render_application.accept(ACT, OFFERED, BACK, AGREEMENT, at=NOW))))
    rejected = parse.activity(body(sent(render_application.reject(ACT, OFFERED, BACK.poster, BACK.artist, at=NOW))))
    assert isinstance(accepted, Accept)
    assert isinstance(rejected, Reject)
    assert (accepted.follow_id, accepted.at) == (rejected.follow_id, rejected.at) == (OFFERED, NOW)


def test_a_withdrawal_names_the_offer_and_the_job_and_repeats_nothing() -> None:
    made: Json = sent(render_application.withdrawal(ACT, URLS.activity("9"), SIDES))
    found = parse.activity(body(made))
    assert isinstance(found, Undo)
    assert (found.inner_id, found.inner_type, found.inner_target) == (URLS.activity("9"), "Offer", SIDES.intent)
    assert set(made["object"]["object"]) == {"type", "stipulates"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_goes_to_one_person_alone(name: str) -> None:
    @given(DOCUMENTS[name])
    @FEW
    def check(document: Json) -> None:
        assert len(document["to"]) == 1
        assert document["to"] != [document["actor"]]
        assert not {"cc", "bto", "bcc", "audience"} & set(document)
        assert PUBLIC not in json.dumps(document)

    check()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_term_of_each_means_something(name: str) -> None:
    @given(DOCUMENTS[name])
    @FEW
    def check(document: Json) -> None:
        document = sent(document)
        meanings, common = terms.defined(document), terms.listed(document)
        assert {term for term in terms.used(document) if term not in meanings} == set()
        assert {term for term in terms.used(document) if term not in common and term not in OURS} == set()
        assert terms.lost(document) == set()

    check()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_is_well_formed_for_anybody(name: str) -> None:
    """Servers that know no jobs never get one of these; what holds for every document holds for them, too."""

    @given(DOCUMENTS[name])
    @FEW
    def check(document: Json) -> None:
        found = complaints(sent(document))
        assert [each for each in found if each.startswith(("anybody", "readers"))] == []
        assert depth(sent(document)) <= 6

    check()


def test_what_the_check_is_worth() -> None:
    good = sent(render_application.reject(ACT, OFFERED, BACK.poster, BACK.artist, at=NOW))
    assert [each for each in complaints({**good, "published": "yesterday"}) if each.startswith("anybody")] != []
    assert terms.lost({**good, "stageOfIt": "x"}) != set()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("https://peer.example/1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "href", "url", "object", "propertyValue"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
PLACES = (
    "to",
    "published",
    "object",
    "object.content",
    "object.additionalProperty",
    "object.attachment",
    "object.stipulates",
)
DEEPER = ("object.stipulates.satisfies", "object.stipulates.resourceQuantity", "object.type", "object.inReplyTo")


@pytest.mark.parametrize("kind", ["Offer", "Update", "Undo", "Accept"])
@pytest.mark.parametrize("place", [*PLACES, *DEEPER])
def test_par_03_whatever_stands_anywhere_is_read_or_refused(kind: str, place: str) -> None:
    good = sent(render_application.offer(ACT, SIDES, Sheet("x", works=[(URLS.object("1"), "y")]), at=NOW))

    @given(ODD)
    @FEW
    def check(value: object) -> None:
        document = json.loads(json.dumps({**good, "type": kind}))
        *way, last = place.split(".")
        held = document
        for step in way:
            held = held[step]
        held[last] = value
        try:
            parse.outline(body(document))
            parse.activity(body(document))
        except Malformed:
            pass

    check()
