"""Every term that we send is defined: in a context that everybody has, or in the document and in our namespace."""

import pytest
from hypothesis import HealthCheck, given, settings

from fedart.wire import contexts, render
from fedart.wire.contexts import AS2
from fedart.wire.vocabulary import OURS
from tests.support import terms
from tests.support.corpus import SERIALISERS, sent
from tests.support.samples import ADA, PICTURE, WORK
from tests.support.strategies import URLS

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
NOTE = sent(render.note(WORK, ADA, URLS, [PICTURE]))


@pytest.mark.parametrize("name", sorted(SERIALISERS))
def test_every_term_of_every_document_means_something(name: str) -> None:
    @given(SERIALISERS[name])
    @FEW
    def check(document: dict[str, object]) -> None:
        document = sent(document)
        meanings, common = terms.defined(document), terms.listed(document)
        unknown = {term for term in terms.used(document) if term not in meanings}
        assert unknown == set()
        assert {term for term in terms.used(document) if term not in common and term not in OURS} == set()
        assert terms.lost(document) == set()

    check()


@pytest.mark.parametrize(
    "change", [{"workName": "x"}, {"type": "Artwork"}, {"tag": [{"type": "Medium", "name": "oil"}]}]
)
def test_a_term_without_a_definition_is_noticed(change: dict[str, object]) -> None:
    assert terms.lost(NOTE) == set()
    assert terms.lost(NOTE | change) != set()
    assert [term for term in terms.used(NOTE | change) if term not in terms.defined(NOTE)] != []


def test_the_namespace_document_is_a_context_that_says_the_same() -> None:
    served = render.namespace()
    assert served == {"@context": OURS}
    meanings = contexts.meanings(OURS)
    assert {"workTitle", "xRobotsTag", "QuoteAuthorization", "FeatureRequest", "canFeature"} <= set(meanings)
    assert all(meaning.startswith(("https://", "http://")) for meaning in meanings.values())
    inner = {key: value for key, value in NOTE.items() if key != "@context"}
    assert terms.lost({"@context": [AS2, OURS], **inner}) == set()


def test_terms_that_we_send_mean_the_same_wherever_they_stand() -> None:
    known = contexts.canonical()
    ours = contexts.meanings(OURS)
    assert {name: ours[name] for name in ours if name in known and known[name] != ours[name]} == {}
