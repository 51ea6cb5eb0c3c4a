"""Actors and keys of other servers."""

import json

import pytest

from fedart.domain.actor import ActorType, Field
from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.wire import limits, parse
from fedart.wire.activities import KeyDocument, RemoteActor

ME = "https://peer.test/users/a"
PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"
OTHER = "-----BEGIN PUBLIC KEY-----\nOTHER\n-----END PUBLIC KEY-----"
KEY = {"id": f"{ME}#main-key", "owner": ME, "publicKeyPem": PEM}


def body(**more: object) -> bytes:
    document = {
        "id": ME,
        "type": "Person",
        "preferredUsername": "a",
        "inbox": f"{ME}/inbox",
        "publicKey": KEY,
        **more,
    }
    return json.dumps({key: value for key, value in document.items() if value is not None}).encode()


def read(**more: object) -> RemoteActor:
    return parse.actor(body(**more))


def test_a_whole_actor_is_read() -> None:
    found = read(
        name="Ada",
        summary="<p>bio<script>x</script></p>",
        url="https://peer.test/@a",
        outbox=f"{ME}/outbox",
        followers=f"{ME}/followers",
        following=f"{ME}/following",
        featured=f"{ME}/featured",
        endpoints={"sharedInbox": "https://peer.test/inbox"},
        icon={"type": "Image", "url": "https://peer.test/icon.png"},
        image=[{"type": "Image", "url": {"type": "Link", "href": "https://peer.test/image.png"}}],
        manuallyApprovesFollowers=True,
        discoverable=True,
        alsoKnownAs="https://old.test/users/a",
        movedTo="https://new.test/users/a",
        published="2026-01-01T00:00:00Z",
        attachment={"type": "PropertyValue", "name": "web", "value": '<a href="https://a.test/" rel="me">a.test</a>'},
    )
    assert found == RemoteActor(
        uri=found.uri,
        type=ActorType.PERSON,
        username="a",
        name="Ada",
        summary="<p>bio</p>",
        fields=(Field("web", '<a href="https://a.test/" rel="nofollow noopener noreferrer ugc">a.test</a>'),),
        url="https://peer.test/@a",
        inbox=found.inbox,
        shared_inbox=found.shared_inbox,
        outbox=f"{ME}/outbox",
        followers=f"{ME}/followers",
        following=f"{ME}/following",
        featured=f"{ME}/featured",
        key_id=f"{ME}#main-key",
        public_key=PEM,
        icon_url="https://peer.test/icon.png",
        image_url="https://peer.test/image.png",
        locked=True,
        discoverable=True,
        indexable=False,
        also_known_as=found.also_known_as,
        moved_to=found.moved_to,
        published=1_767_225_600_000,
    )
    assert (found.uri, found.inbox, found.shared_inbox) == (ME, f"{ME}/inbox", "https://peer.test/inbox")
    assert (found.also_known_as, found.moved_to) == (("https://old.test/users/a",), "https://new.test/users/a")


def test_the_smallest_actor_is_enough() -> None:
    found = read(publicKey=None)
    assert (found.name, found.summary, found.url, found.followers) == ("", "", ME, "")
    assert (found.key_id, found.public_key, found.icon_url, found.shared_inbox) == ("", "", None, None)


@pytest.mark.parametrize("kind", [*ActorType, ["Person"], ["x", "Group"], "as:Service"])
def test_five_types_are_actors(kind: object) -> None:
    assert read(type=kind).type in ActorType


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"type": "Note"}, "PAR-03"),
        ({"type": None}, "PAR-03"),
        ({"id": None}, "AUT-01"),
        ({"id": f"{ME}#x"}, "AUT-01"),
        ({"id": "https://user@peer.test/a"}, "AUT-01"),
        ({"inbox": None}, "AUT-01"),
        ({"inbox": "javascript:alert(1)"}, "AUT-01"),
        ({"preferredUsername": "a b"}, "PAR-05"),
        ({"preferredUsername": "a@b"}, "PAR-05"),
        ({"preferredUsername": "<b>"}, "PAR-05"),
        ({"preferredUsername": "a/b"}, "PAR-05"),
    ],
)
def test_what_cannot_be_an_actor_is_malformed(more: dict[str, object], rule: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(**more)
    assert refused.value.rule == rule


def test_an_instance_actor_without_a_name_is_called_like_its_host() -> None:
    assert read(type="Application", preferredUsername=None).username == "peer.test"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada", "Ada"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("A\u202eda\n ", "Ada"),
        ("x" * 3_000, "x" * limits.NAME),
        (5, ""),
        (["Ada"], "Ada"),
    ],
)
def test_xss_05_the_name_is_plain_text(name: object, shown: str) -> None:
    assert read(name=name).name == shown


def test_aut_12_a_page_on_another_host_gives_way_to_the_id() -> None:
    assert read(url="https://evil.test/@a").url == ME
    assert read(url=["https://peer.test/@a"]).url == "https://peer.test/@a"


@pytest.mark.parametrize(
    ("icon", "url"),
    [
        ("https://peer.test/i", "https://peer.test/i"),
        ({"type": "Image", "url": ["https://peer.test/i"]}, "https://peer.test/i"),
        ([{"url": "https://peer.test/i"}, {"url": "https://peer.test/j"}], "https://peer.test/i"),
        ({"href": "https://peer.test/i"}, "https://peer.test/i"),
        ({"type": "Image"}, None),
        ("data:image/png;base64,AAAA", None),
        (5, None),
    ],
)
def test_pictures_of_an_actor_are_addresses(icon: object, url: str | None) -> None:
    assert read(icon=icon, image=icon).icon_url == url
    assert read(icon=icon, image=icon).image_url == url


def test_profile_fields_are_cut_cleaned_and_only_property_values() -> None:
    lines: list[object] = [
        {"type": "schema:PropertyValue", "name": f"<i>{n}</i>\u202e", "value": "<img src=x>v"} for n in range(60)
    ]
    found = read(attachment=[{"type": "IdentityProof", "name": "x"}, "odd", {"type": "PropertyValue"}, *lines]).fields
    assert len(found) == limits.PROFILE_FIELDS - 1
    assert found[0] == Field("0", "v")


def test_the_key_in_an_actor_is_found() -> None:
    assert parse.key(body()) == KeyDocument(Uri(KEY["id"]), Uri(ME), PEM, Uri(ME))


def test_the_key_in_a_stub_without_inbox_is_found() -> None:
    found = parse.key(body(inbox=None), KEY["id"])
    assert (found.id, found.owner, found.document) == (KEY["id"], ME, ME)


@pytest.mark.parametrize("owner", ["owner", "controller"])
def test_a_separate_key_document_names_its_owner(owner: str) -> None:
    document = {"id": f"{ME}/key", "type": "Key", owner: ME, "publicKeyPem": PEM}
    found = parse.key(json.dumps(document).encode(), f"{ME}/key")
    assert (found.id, found.owner, found.pem, found.document) == (f"{ME}/key", ME, PEM, f"{ME}/key")


def test_the_wanted_key_of_several_is_found() -> None:
    several = [{**KEY, "id": f"{ME}#old", "publicKeyPem": OTHER}, KEY]
    assert parse.key(body(publicKey=several), KEY["id"]).pem == PEM
    assert parse.key(body(publicKey=several)).pem == OTHER


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (body(publicKey=None), None),
        (body(publicKey=KEY["id"]), None),
        (body(), f"{ME}#another"),
        (body(publicKey={**KEY, "publicKeyPem": "not a key"}), None),
        (body(publicKey={**KEY, "publicKeyPem": PEM + "x" * limits.KEY_BYTES}), None),
        (body(publicKey={**KEY, "publicKeyPem": PEM + "ä"}), None),
        (body(publicKey={**KEY, "id": None}), None),
        (body(id=None), None),
        (json.dumps({"id": f"{ME}/key", "publicKeyPem": PEM}).encode(), None),
        (b'{"id": "https://peer.test/c", "type": "OrderedCollection"}', None),
    ],
)
def test_sig_09_a_document_without_the_wanted_key_is_malformed(document: bytes, wanted: str | None) -> None:
    with pytest.raises(Malformed):
        parse.key(document, wanted)
