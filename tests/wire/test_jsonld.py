"""Contexts: harmless ones cost nothing, aliases are resolved offline, remapped core terms are refused (AUT-09)."""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from fedart.errors import Malformed
from fedart.wire import contexts, jsonld, limits
from fedart.wire.reader import Document

AS = contexts.AS2
SEC = contexts.SECURITY
MASTODON = {
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "toot": "http://joinmastodon.org/ns#",
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "Hashtag": "as:Hashtag",
    "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
    "sensitive": "as:sensitive",
}
PEERTUBE = {
    "pt": "https://joinpeertube.org/ns#",
    "sc": "http://schema.org/",
    "language": "sc:inLanguage",
    "icons": "as:icon",
    "comments": {"@id": "as:comments", "@type": "@id"},
    "size": {"@type": "sc:Number", "@id": "pt:size"},
}
MOBILIZON = {
    "sc": "http://schema.org#",
    "location": {"@id": "sc:location", "@type": "sc:Place"},
    "address": {"@id": "sc:address"},
}


def document(context: object, **more: object) -> Document:
    return {
        "@context": context,
        "id": "https://peer.test/1",
        "type": "Create",
        "actor": "https://peer.test/a",
        "object": {"id": "https://peer.test/n", "type": "Note", "content": "x"},
        **more,
    }


HARMLESS = {
    "the one address": AS,
    "a list with it": [AS],
    "with security": [AS, SEC],
    "Mastodon's terms": [AS, SEC, MASTODON],
    "PeerTube's terms": [AS, SEC, {"RsaSignature2017": "https://w3id.org/security#RsaSignature2017"}, PEERTUBE],
    "Mobilizon's terms": [AS, MOBILIZON],
    "Akkoma's": [AS, "https://akkoma.test/schemas/litepub-0.1.jsonld", {"@language": "und"}],
    "an unknown address": "https://strange.example/context",
    "an unknown one beside ours": [AS, "https://w3id.org/fep/5711"],
    "none": None,
    "an empty list": [],
    "core terms as they are": [AS, {"actor": "as:actor", "id": "@id", "content": f"{AS}#content"}],
    "core terms through another prefix": [AS, {"a": f"{AS}#", "actor": {"@id": "a:actor", "@type": "@id"}}],
    "the vocabulary itself": {"@vocab": f"{AS}#"},
    "another vocabulary behind ours": [AS, {"@vocab": "https://schema.org/"}],
    "an alias that is not used": [AS, {"inhalt": "as:content"}],
    "a term taken away that we do not read": [AS, {"location": None}],
}


@pytest.mark.parametrize("context", HARMLESS.values(), ids=HARMLESS.keys())
def test_aut_09_a_harmless_context_leaves_the_document_as_it_is(context: object) -> None:
    given = document(context)
    assert jsonld.plain(given) is given


def test_a_document_without_context_is_plain() -> None:
    given = {key: value for key, value in document(AS).items() if key != "@context"}
    assert jsonld.plain(given) is given


REFUSED_CONTEXTS = {
    "actor elsewhere": [AS, {"actor": "https://evil.example/ns#actor"}],
    "actor as another core term": [AS, {"actor": "as:object"}],
    "actor as another core term, bare": [AS, {"actor": "object"}],
    "id as something else": [AS, {"id": "as:url"}],
    "type as something else": [AS, {"type": "as:name"}],
    "a type as another": [AS, {"Create": "as:Delete"}],
    "content taken away": [AS, {"content": None}],
    "content without a meaning": [AS, {"content": {"@type": "@id"}}],
    "the prefix as": [AS, {"as": "https://evil.example/ns#"}],
    "through a changed prefix": [AS, {"sec": "https://evil.example/ns#", "publicKey": "sec:publicKey"}],
    "publicKey elsewhere": [AS, SEC, {"publicKey": "https://evil.example/ns#key"}],
    "reverse": [AS, {"x": {"@reverse": "as:object"}}],
    "nest": [AS, {"x": {"@id": "as:content", "@nest": "y"}}],
    "a scoped context": [AS, {"Note": {"@id": "as:Note", "@context": {"content": "as:summary"}}}],
    "an index container": [AS, {"object": {"@id": "as:object", "@container": "@index"}}],
    "a graph container": [AS, {"object": {"@id": "as:object", "@container": ["@graph", "@set"]}}],
    "import": [AS, {"@import": "https://evil.example/"}],
    "base": [AS, {"@base": "https://evil.example/"}],
    "propagate": [AS, {"@propagate": False}],
    "another vocabulary alone": {"@vocab": "https://schema.org/"},
    "a number": 5,
    "a number in a list": [AS, 5],
    "a list in a list": [AS, [AS]],
    "a term that is a number": [AS, {"x": 5}],
    "null in a list": [AS, [None]],
    "too many entries": [AS] * (limits.CONTEXT_ENTRIES + 1),
    "too many terms": [AS, {f"t{number}": "as:x" for number in range(limits.CONTEXT_TERMS + 1)}],
}


@pytest.mark.parametrize("context", REFUSED_CONTEXTS.values(), ids=REFUSED_CONTEXTS.keys())
def test_aut_09_a_context_that_remaps_or_restructures_is_refused(context: object) -> None:
    with pytest.raises(Malformed) as refused:
        jsonld.plain(document(context))
    assert refused.value.rule == "AUT-09"


@pytest.mark.parametrize("context", [*list(REFUSED_CONTEXTS.values())[:18], None])
def test_aut_09_an_inner_context_is_judged_like_an_outer_one(context: object) -> None:
    with pytest.raises(Malformed):
        jsonld.plain(document(AS, object={"@context": context, "id": "https://peer.test/n", "type": "Note"}))
    fine = document(AS, object={"@context": [AS, MASTODON], "id": "https://peer.test/n", "type": "Note"})
    assert jsonld.plain(fine) is fine


@pytest.mark.parametrize("key", ["@graph", "@included", "@reverse", "@nest", "@index"])
def test_aut_09_keys_that_restructure_are_refused_anywhere(key: str) -> None:
    for given in (document(AS, **{key: []}), document(AS, object={"a": [{key: {}}]})):
        with pytest.raises(Malformed):
            jsonld.plain(given)


def test_an_alias_that_is_used_comes_out_in_our_names() -> None:
    context = [
        AS,
        "https://unknown.example/",
        {"inhalt": "as:content", "Notiz": "as:Note", "an": {"@id": "as:to", "@type": "@id"}},
    ]
    held = {"id": "https://peer.test/n", "type": "Notiz", "inhalt": "hallo", "an": f"{AS}#Public", "unbekannt": 1}
    found = jsonld.plain(document(context, object=held))
    assert found["object"] == {
        "id": "https://peer.test/n",
        "type": "Note",
        "content": "hallo",
        "to": f"{AS}#Public",
        "unbekannt": 1,
    }
    assert (found["id"], found["type"], found["actor"]) == ("https://peer.test/1", "Create", "https://peer.test/a")
    assert "@context" not in found


def test_full_addresses_as_keys_come_out_in_our_names() -> None:
    held = {"@id": "https://peer.test/n", "@type": f"{AS}#Note", f"{AS}#content": "x", "as:summary": "y"}
    found = jsonld.plain(document([AS, MASTODON], object=held))
    assert found["object"] == {"id": "https://peer.test/n", "type": "Note", "content": "x", "summary": "y"}


def test_lists_and_languages_survive_the_way_through_pyld() -> None:
    held = {
        "type": "Note",
        "as:summary": "x",
        "contentMap": {"de": "Hallo"},
        "attachment": [{"type": "Image", "focalPoint": [0.1, -0.2]}],
        "tag": {"@set": [{"type": "Hashtag", "name": "#a"}]},
    }
    found = jsonld.plain(document([AS, MASTODON], object=held))["object"]
    assert isinstance(found, dict)
    assert found["contentMap"] == {"de": "Hallo"}
    assert found["attachment"] == {"type": "Image", "focalPoint": [0.1, -0.2]}
    assert found["tag"] == {"type": "Hashtag", "name": "#a"}


def test_sig_12_embedded_signatures_are_dropped() -> None:
    found = jsonld.plain(document(AS, signature={"type": "RsaSignature2017"}, proof={"type": "x"}, **{"as:name": "x"}))
    assert "signature" not in found
    assert "proof" not in found


@pytest.mark.parametrize(
    "more",
    [
        {"as:actor": {"@id": "https://evil.example/a"}},
        {"as:actor": {"@id": "https://evil.example/a"}, "actor": None},
        {"@id": "https://evil.example/1"},
    ],
)
def test_aut_09_processing_may_not_change_who_speaks(more: Document) -> None:
    with pytest.raises(Malformed):
        jsonld.plain(document(AS, **{"as:name": "x", **more}))


HOSTILE = {
    "a wide graph": document(
        AS, **{"as:name": "x", "tag": [{"id": f"_:b{n}", "tag": f"_:b{n + 1}"} for n in range(400)]}
    ),
    "a deep graph": document(AS, **{"as:name": "x", "tag": json.loads('{"tag":' * 20 + "1" + "}" * 20)}),
    "prefixes in a circle": document([AS, {"a": "b:x", "b": "a:y"}], **{"as:name": "x"}),
    "a language that is none": document([AS, {"@language": 5}], **{"as:name": "x"}),
    "a keyword in a wrong place": document(AS, **{"as:name": {"@value": {"@value": "x"}}}),
    "a container with nonsense": document([AS, {"x": {"@id": "as:content", "@container": 5}}], x=1),
}


@pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE.keys())
def test_par_06_hostile_documents_are_refused_quickly(given: Document) -> None:
    before = time.process_time()
    with pytest.raises(Malformed):
        jsonld.plain(given)
    assert time.process_time() - before < 2.0


def test_no_context_is_ever_fetched() -> None:
    with pytest.raises(Malformed):
        jsonld._no_loader("https://strange.example/context", {})


def test_every_core_term_is_one_that_we_know() -> None:
    assert set(contexts.canonical()) >= jsonld.CORE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("https://www.w3.org/ns/activitystreams", "activitystreams"), ("https://w3id.org/security/v1", "security-v1")],
)
def test_our_contexts_say_what_the_published_ones_say(ours: str, theirs: str) -> None:
    folder = Path(str(import_module("pyld").__file__)).parent / "documentloader" / "frozen" / "bundled"
    published = json.loads((folder / f"{theirs}.jsonld").read_text("utf-8"))["@context"]
    mine = contexts.bundled(ours)
    assert mine is not None
    if theirs == "activitystreams":
        assert mine == published
    differing = {name for name, definition in mine.items() if name in published and published[name] != definition}
    assert differing <= {"CryptographicKey"}


def test_importing_the_parser_does_not_import_pyld() -> None:
    code = "import sys, fedart.wire.parse; sys.exit('pyld' in sys.modules)"
    import_module("subprocess").run([sys.executable, "-c", code], check=True)
