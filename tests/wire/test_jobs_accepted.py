"""Every document that tells of a job passes every replica: in each state, of each kind, with whatever people typed."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.actor import ActorType
from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind
from fedart.wire import job_text, markup, read_job, render, render_job
from tests.support.acceptance import complaints
from tests.support.jobs import GOOD
from tests.support.samples import ADA, WORK
from tests.support.strategies import NOW, URLS

Json = dict[str, Any]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PAGE = URLS.job(WORK.id)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x>', "&amp;", "a\u202eb", "x" * 200]
)
COUNTRIES = st.lists(st.sampled_from(["DE", "DK", "JP"]), unique=True).map(tuple)
PLACES = st.builds(lambda many: Place(Mode.REMOTE, countries=many), COUNTRIES) | st.builds(
    Place, st.sampled_from([Mode.ON_SITE, Mode.HYBRID]), LINES, st.just("DE")
)
PAYS = st.sampled_from([Pay(Unit.UNPAID), Pay(Unit.SHARE)]) | st.builds(
    lambda unit, least, more, currency: Pay(unit, least, least + more, currency),
    st.sampled_from([unit for unit in Unit if unit.paid]),
    st.integers(1, 10**12),
    st.integers(0, 10**6),
    st.sampled_from(CURRENCIES),
)
DETAILS = st.builds(
    Details,
    experience=st.sampled_from(Experience),
    rights=st.sampled_from(Rights),
    trial=st.sampled_from(Trial),
    openings=st.integers(1, 1_000),
    fee=st.builds(Fee, st.none() | st.integers(0, 10**6), st.sampled_from(CURRENCIES)),
    **dict.fromkeys((*Details.LINES, "contact"), LINES),
)
JOBS = st.builds(
    Terms,
    title=LINES.map(lambda text: f"A {text}"[:120].strip()),
    description=st.text(max_size=400) | st.just("word " * 2_000),
    type=st.sampled_from(JobType),
    disciplines=st.lists(st.sampled_from(Discipline), min_size=1, max_size=5, unique=True).map(tuple),
    pay=PAYS,
    place=PLACES,
    closes=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    ways=st.builds(Ways, st.booleans(), st.sampled_from(["", "https://studio.example/" + "x" * 900])),
    uses_ai=st.sampled_from([True, False, None]),
    trains_ai=st.sampled_from([True, False, None]),
    details=DETAILS,
)


def note(terms: Terms, state: JobState) -> Json:
    """The Note of a job as the services put it together."""
    job = Job(WorkId(WORK.id), ActorId(ADA.id), True, terms, state, NOW, NOW + 10**9, NOW + 5_000)
    words = markup.markdown(terms.description, {}, lambda tag: f"https://fedart.test/tags/{tag}")
    text = job_text.content(job, who=ADA.display_name, page=PAGE, description=words)
    edited = None if state is JobState.OPEN else NOW + 5_000
    work = replace(WORK, kind=Kind.POST, title=terms.title, content=text, url=PAGE, tags=("artjobs",), edited=edited)
    said = render_job.described(job, WORK.uri, who=ADA.display_name, page=ADA.url)
    return render.note(work, ADA, URLS, [], job=said)


def decoded(document: Json) -> Json:
    """As a peer reads it."""
    found: Json = json.loads(render.dump(document))
    return found


def told(terms: Terms, state: JobState) -> list[Json]:
    """Everything that is sent or served of a job in that state."""
    document = note(terms, state)
    if state is JobState.REMOVED:
        gone = render.delete(URLS.activity("3"), ADA.uri, WORK.uri, to=[PUBLIC], cc=[ADA.followers])
        return [decoded(gone), decoded(render.tombstone(WORK.uri, deleted=NOW))]
    create, update = render.create(URLS.activity("1"), document), render.update(URLS.activity("2"), document, at=NOW)
    return [decoded(each) for each in (document, create, update)]


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("kind", JobType)
def test_a_job_of_each_kind_in_each_state_is_taken_by_every_peer(kind: JobType, state: JobState) -> None:
    terms = replace(GOOD, type=kind, details=Details(fee=Fee(0)))
    for document in told(terms, state):
        assert complaints(document) == []


@given(JOBS, st.sampled_from(JobState))
@SLOW
def test_whatever_is_typed_into_a_job_is_taken_by_every_peer(terms: Terms, state: JobState) -> None:
    for document in told(terms, state):
        assert complaints(document) == []


@given(JOBS, st.sampled_from([state for state in JobState if state is not JobState.REMOVED]))
@SLOW
def test_whatever_is_typed_into_a_job_is_a_job_to_another_server_of_ours(terms: Terms, state: JobState) -> None:
    read = read_job.read(decoded(note(terms, state)))
    assert read is not None
    found, where = read
    assert where is state
    assert (found.type, found.pay, found.place.mode, found.ways.here) == (
        terms.type,
        replace(terms.pay, most=terms.pay.most if terms.pay.most > terms.pay.least else 0),
        terms.place.mode,
        terms.ways.here,
    )
    assert set(found.disciplines) == set(terms.disciplines)


def test_the_board_and_what_it_passes_on_are_taken_by_every_peer() -> None:
    board = replace(ADA, type=ActorType.GROUP, username="jobs", locked=False, url=URLS.profile("jobs"))
    keys = render.Keys(URLS.key(ADA.id), board.public_key)
    to, cc = [PUBLIC], [board.followers, ADA.uri]
    announce = render.announce(URLS.activity("1"), board.uri, WORK.uri, at=NOW, to=to, cc=cc)
    for document in (render.actor(board, URLS, keys=keys), announce):
        assert complaints(decoded(document)) == []


def test_a_job_that_no_peer_would_take_is_noticed() -> None:
    spoiled = decoded(note(GOOD, JobState.OPEN)) | {"type": ["Note", "JobPosting"]}
    assert complaints(spoiled) != []
