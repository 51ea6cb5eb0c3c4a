"""The documents by which others find us."""

from dataclasses import replace
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree

import pytest

from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import ActorId, Uri, Urls
from fedart.wire import jsonld, render
from fedart.wire.contexts import AS2
from fedart.wire.vocabulary import NOTE_CONTEXT

URLS: Final = Urls("https://fedart.test:8443")
ADA: Final = Actor(
    id=ActorId("1"),
    uri=URLS.actor("1"),
    local=True,
    type=ActorType.PERSON,
    username="ada",
    host=URLS.host,
    name="Ada",
    summary="",
    summary_source="",
    fields=(),
    url=URLS.profile("ada"),
    inbox=URLS.actor_part("1", "inbox"),
    shared_inbox=URLS.shared_inbox,
    outbox=URLS.actor_part("1", "outbox"),
    followers=URLS.actor_part("1", "followers"),
    following=URLS.actor_part("1", "following"),
    featured=URLS.actor_part("1", "featured"),
    key_id=URLS.key("1"),
    public_key="",
    icon=None,
    image=None,
    locked=False,
    discoverable=True,
    indexable=True,
    created=0,
    updated=0,
)


def links(document: render.Json) -> dict[str, dict[str, str]]:
    """The links of a document by their relation; fails when a relation occurs twice."""
    listed = document["links"]
    assert isinstance(listed, list)
    found = {str(link["rel"]): link for link in listed}
    assert len(found) == len(listed)
    return found


def test_webfinger_leads_from_the_handle_to_the_actor_and_the_page() -> None:
    document = render.webfinger(ADA, URLS)
    assert document["subject"] == "acct:ada@fedart.test:8443"
    assert document["aliases"] == [ADA.url, ADA.uri]
    found = links(document)
    assert found["self"] == {"rel": "self", "type": "application/activity+json", "href": ADA.uri}
    assert found["http://webfinger.net/rel/profile-page"]["href"] == ADA.url
    assert "http://webfinger.net/rel/avatar" not in found


def test_webfinger_shows_the_avatar_where_there_is_one() -> None:
    icon = render.PublicFile("https://fedart.test:8443/media/1/a.webp", "image/webp")
    found = links(render.webfinger(ADA, URLS, icon=icon))
    assert found["http://webfinger.net/rel/avatar"] == {
        "rel": "http://webfinger.net/rel/avatar",
        "type": "image/webp",
        "href": icon.url,
    }


def test_webfinger_says_where_people_do_from_here_what_they_began_elsewhere() -> None:
    templates = {
        rel: link["template"] for rel, link in links(render.webfinger(ADA, URLS)).items() if "template" in link
    }
    assert templates == {
        "http://ostatus.org/schema/1.0/subscribe": "https://fedart.test:8443/authorize_interaction?uri={uri}",
        "https://w3id.org/fep/3b86/Create": "https://fedart.test:8443/intents/create"
        "?name={name}&content={content}&inReplyTo={inReplyTo}",
        "https://w3id.org/fep/3b86/Follow": "https://fedart.test:8443/intents/follow?object={object}",
        "https://w3id.org/fep/3b86/Like": "https://fedart.test:8443/intents/like?object={object}",
        "https://w3id.org/fep/3b86/Announce": "https://fedart.test:8443/intents/announce?object={object}",
        "https://w3id.org/fep/3b86/Object": "https://fedart.test:8443/intents/object?object={object}",
    }


def test_only_the_name_changes_between_two_actors() -> None:
    other = replace(ADA, username="bob", uri=Uri("https://fedart.test:8443/actors/2"))
    one, two = (links(render.webfinger(actor, URLS))["self"]["href"] for actor in (ADA, other))
    assert one != two


def test_the_instance_actor_is_found_under_the_host_itself() -> None:
    document = render.instance_webfinger(URLS)
    assert document["subject"] == "acct:fedart.test@fedart.test:8443"
    assert links(document)["self"]["href"] == URLS.instance_actor


def test_host_meta_is_xml_with_one_template() -> None:
    root = ElementTree.fromstring(render.host_meta(URLS))
    (link,) = list(root)
    assert link.get("rel") == "lrdd"
    assert link.get("template") == "https://fedart.test:8443/.well-known/webfinger?resource={uri}"


def test_the_nodeinfo_index_links_both_schemas_and_the_instance_actor() -> None:
    found = links(render.nodeinfo_index(URLS))
    assert [rel.rpartition("/")[2] for rel in found][:2] == ["2.0", "2.1"]
    assert found["https://www.w3.org/ns/activitystreams#Application"]["href"] == URLS.instance_actor


@pytest.mark.parametrize(("schema", "extra"), [("2.0", set()), ("2.1", {"repository", "homepage"})])
def test_nodeinfo_counts_and_says_that_sign_up_is_closed(schema: str, extra: set[str]) -> None:
    document = render.nodeinfo(
        schema,
        version="1.0",
        name="fedart",
        description="d",
        users=3,
        active_month=2,
        active_halfyear=3,
        posts=9,
        homepage="https://code.test/",
    )
    assert document["version"] == schema
    assert document["openRegistrations"] is False
    assert document["usage"] == {"users": {"total": 3, "activeMonth": 2, "activeHalfyear": 3}, "localPosts": 9}
    software = document["software"]
    assert isinstance(software, dict)
    assert set(software) == {"name", "version"} | extra


def test_our_namespace_defines_every_term_of_our_documents() -> None:
    context = render.namespace()["@context"]
    assert isinstance(context, dict)
    terms = NOTE_CONTEXT[1]
    assert isinstance(terms, dict)
    assert set(terms) <= set(context)
    prefixes = {name for name, value in context.items() if isinstance(value, str) and value.endswith(("#", "/"))}
    for definition in context.values():
        target = definition["@id"] if isinstance(definition, dict) else definition
        assert target.partition(":")[0] in prefixes | {"as", "http", "https"}


def test_our_contexts_are_plain_to_our_own_parser() -> None:
    for context in (NOTE_CONTEXT, [AS2, render.namespace()["@context"]]):
        document: dict[str, object] = {"@context": context, "id": "https://a.test/", "type": "Note", "workTitle": "T"}
        assert jsonld.plain(document) is document
    assert all(one != two for one, two in pairwise(NOTE_CONTEXT))
