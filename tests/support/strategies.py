"""hypothesis strategies: our own values as they may be stored, and documents as strangers may send them."""

import random
from dataclasses import replace
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fedart.domain.actor import MAX_FIELDS, Actor, ActorType, Field
from fedart.domain.ids import ActorId, MediaId, Uri, Urls, WorkId
from fedart.domain.mature import Mature
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.work import (
    ALT_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WARNING_LIMIT,
    Kind,
    Mention,
    Visibility,
    Work,
    WorkState,
    clean_tags,
)
from fedart.wire.markup import markdown

URLS = Urls("https://fedart.test")
NOW = 1_795_000_000_000
PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----\n"

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
times = st.integers(0, 4_000_000_000_000)
ids = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=26, max_size=26)
usernames = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=30)
hosts = st.sampled_from(["peer.test", "mastodon.example", "pixel.example:8443", "a-b.example", "127.0.77.11:8080"])


@lru_cache(maxsize=256)
def rendered(source: str, people: tuple[Mention, ...] = ()) -> str:
    """The HTML of a text; full-length fillers come again and again and take long."""
    return markdown(source, {mention.handle.lower(): mention for mention in people}, URLS.tag)


def long_text(limit: int) -> SearchStrategy[str]:
    """Short texts mostly, and sometimes one that fills the whole field with wide or costly characters."""
    filler = st.sampled_from(
        ["a", "é", "水", "🎨", "&", "<", '"', "\n", "* a\n", "@a@b.example ", "#tag ", "http://a.b/ "]
    )
    full = filler.map(lambda piece: (piece * limit)[:limit])
    return st.one_of(st.text(characters, max_size=80), full)


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    """Somebody on another server, sometimes with a very long address."""
    name, host = draw(usernames), draw(hosts)
    path = draw(st.sampled_from([f"/users/{name}", f"/u/{name}/" + "x" * 1_500, f"/{name}?a=1&b=<2>"]))
    return Mention(Uri(f"https://{host}{path}"), f"@{name}@{host}", f"https://{host}/@{name}")


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """A local actor, as the services make them."""
    ident = ActorId(draw(ids))
    name = draw(usernames)
    created = draw(times)
    values = st.one_of(
        st.text(characters, max_size=200), st.sampled_from(["https://site.example/?a=1&b=2", "javascript:1"])
    )
    lines = st.builds(Field, st.text(characters, max_size=60), values)
    return Actor(
        id=ident,
        uri=URLS.actor(ident),
        local=True,
        type=draw(st.sampled_from(ActorType)),
        username=name,
        host=URLS.host,
        name=draw(st.text(characters, max_size=100)),
        summary=rendered(draw(long_text(2_000))),
        summary_source="",
        fields=tuple(draw(st.lists(lines, max_size=MAX_FIELDS))),
        url=URLS.profile(name),
        inbox=URLS.actor_part(ident, "inbox"),
        shared_inbox=URLS.shared_inbox,
        outbox=URLS.actor_part(ident, "outbox"),
        followers=URLS.actor_part(ident, "followers"),
        following=URLS.actor_part(ident, "following"),
        featured=URLS.actor_part(ident, "featured"),
        key_id=URLS.key(ident),
        public_key=PEM,
        icon=None,
        image=None,
        locked=draw(st.booleans()),
        discoverable=draw(st.booleans()),
        indexable=draw(st.booleans()),
        created=created,
        updated=created + draw(st.integers(0, 10**9)),
    )


@st.composite
def pictures(draw: st.DrawFn) -> Media:
    """A place in a work: kept with its renditions, or held, dropped and fetched without."""
    state = draw(st.sampled_from([*[MediaState.KEPT] * 4, *MediaState]))
    mime = draw(st.sampled_from(["image/jpeg", "image/png", "image/webp"]))
    width, height = draw(st.integers(1, 6_000)), draw(st.integers(1, 6_000))
    facts = Facts(
        mime, width, height, draw(st.sampled_from(["", "LEHV6nWB2yk8pyo0adR*.7kCMdnj"])), "#aabbcc", 5, animated=False
    )
    rendition = Rendition("federation", mime, width, height, 1_000_000, "0" * 64)
    kept = state is MediaState.KEPT
    focus = st.floats(-1, 1, allow_nan=False)
    return Media(
        id=MediaId(draw(ids)),
        position=0,
        alt=draw(long_text(ALT_LIMIT)),
        focus=(draw(focus), draw(focus)),
        state=state,
        sha256="0" * 64,
        facts=facts if kept else None,
        renditions=(rendition,) if kept and draw(st.integers(0, 9)) else (),
        remote_url=None,
        reason="" if kept else "declared",
    )


@st.composite
def works(draw: st.DrawFn, author: Actor) -> Work:
    """A local work of `author`, as long in every field as the forms allow."""
    ident = WorkId(draw(ids))
    kind = draw(st.sampled_from(Kind))
    source = draw(long_text(TEXT_LIMIT))
    published = draw(times)
    if kind is Kind.POST and not rendered(source, ()):
        source = "Words"  # a post without a title needs some
    people = tuple(draw(st.lists(mentions(), max_size=30, unique_by=lambda mention: mention.uri)))
    words = st.one_of(st.text(characters, max_size=70), st.sampled_from(["art", "水彩" * 30, "Ümläut"]))
    work = Work(
        id=ident,
        uri=URLS.object(ident),
        local=True,
        kind=kind,
        actor_id=author.id,
        actor_uri=author.uri,
        title=(draw(long_text(TITLE_LIMIT)).strip() or "Untitled") if kind is Kind.WORK else "",
        source=source,
        content=rendered(source, people if len(source) < 500 else ()),
        warning=draw(st.one_of(st.just(""), long_text(WARNING_LIMIT))),
        sensitive=draw(st.booleans()),
        visibility=draw(st.sampled_from([each for each in Visibility if each.leaves])),
        language=draw(st.sampled_from(["en", "de", "pt-BR", ""])),
        url=URLS.work(ident),
        in_reply_to=None,
        in_reply_to_id=None,
        published=published,
        edited=None,
        state=WorkState.LIVE,
        tags=clean_tags(draw(st.lists(words, max_size=30))),
        mentions=people,
        mature=draw(st.integers(0, 63).map(lambda bits: Mature(bits * 2))),
    )
    if draw(st.booleans()):
        work = replace(work, edited=published + draw(st.integers(0, 10**9)))
    return replace(work, in_reply_to=Uri("https://peer.test/notes/1")) if draw(st.booleans()) else work


KEYS = [
    *[
        "id",
        "type",
        "actor",
        "object",
        "target",
        "to",
        "cc",
        "attributedTo",
        "content",
        "contentMap",
        "summary",
        "name",
    ],
    *[
        "tag",
        "attachment",
        "url",
        "href",
        "mediaType",
        "inReplyTo",
        "published",
        "updated",
        "sensitive",
        "icon",
        "image",
    ],
    *[
        "publicKey",
        "publicKeyPem",
        "owner",
        "inbox",
        "outbox",
        "endpoints",
        "sharedInbox",
        "preferredUsername",
        "value",
    ],
    *[
        "focalPoint",
        "width",
        "height",
        "blurhash",
        "oneOf",
        "anyOf",
        "alsoKnownAs",
        "workTitle",
        "@context",
        "@id",
        "@type",
    ],
    *[
        "followers",
        "manuallyApprovesFollowers",
        "discoverable",
        "totalItems",
        "_misskey_reaction",
        "@value",
    ],
]
TYPES = [
    *[
        "Create",
        "Update",
        "Delete",
        "Follow",
        "Accept",
        "Reject",
        "Undo",
        "Like",
        "EmojiReact",
        "Announce",
        "Block",
        "Flag",
    ],
    *[
        "Move",
        "Add",
        "Remove",
        "Note",
        "Article",
        "Question",
        "Image",
        "Video",
        "Person",
        "Application",
        "Group",
        "Tombstone",
    ],
    *["Mention", "Hashtag", "Document", "PropertyValue", "Key", "Link", "as:Note", "Recipe", "OrderedCollection"],
]
VALUES = [
    *[
        "https://peer.test/users/a",
        "https://peer.test/users/a#main-key",
        "https://peer.test/1?x=y",
        "http://[::1",
        "acct:a@b",
    ],
    *[
        "https://www.w3.org/ns/activitystreams#Public",
        "as:Public",
        "Public",
        "https://user@peer.test/",
        "javascript:alert(1)",
    ],
    *[
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        "https://unknown.example/context",
        "2026-01-01T00:00:00Z",
    ],
    *[
        "<p>hello <script>alert(1)</script></p>",
        "image/png",
        "text/html",
        PEM,
        "#tag",
        "@a@peer.test",
        "",
        " ",
        "\u202e",
        "en",
        "9" * 40,
    ],
]


def documents() -> SearchStrategy[dict[str, object]]:
    """Objects that look like ActivityStreams, with anything in any position (THREATS PAR-03)."""
    scalars: SearchStrategy[object] = st.one_of(
        st.sampled_from(VALUES), st.sampled_from(TYPES), st.none(), st.booleans(), st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False), st.text(characters, max_size=12),
    )  # fmt: skip
    keys = st.sampled_from(KEYS)

    def larger(inner: SearchStrategy[object]) -> SearchStrategy[object]:
        return st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6))

    values = st.recursive(scalars, larger, max_leaves=14)
    likely = st.fixed_dictionaries(
        {
            "id": st.just("https://peer.test/1"),
            "type": st.sampled_from(TYPES),
            "actor": st.just("https://peer.test/users/a"),
        }
    )
    anything = st.dictionaries(keys, values, max_size=9)
    return st.builds(lambda base, extra: {**base, **extra}, st.one_of(st.just({}), likely), anything)


def random_document(luck: random.Random, depth: int = 3) -> dict[str, object]:
    """The same shapes from a seed, a hundred times faster than `documents`, for large numbers of them."""
    found: dict[str, object] = {key: _random_value(luck, depth) for key in luck.choices(KEYS, k=luck.randrange(9))}
    if luck.random() < 0.7:
        found |= {"id": f"https://peer.test/{luck.randrange(9)}", "type": luck.choice(TYPES)}
    if luck.random() < 0.02:
        found["as:content"] = "<p>x</p>"
    if luck.random() < 0.1:
        found |= {"inbox": "https://peer.test/users/a/inbox", "preferredUsername": "a", "type": "Person"}
        found["publicKey"] = {
            "id": "https://peer.test/users/a#main-key",
            "owner": luck.choice(VALUES),
            "publicKeyPem": PEM,
        }
    if luck.random() < 0.5:
        found |= {"actor": "https://peer.test/users/a", "attributedTo": "https://peer.test/users/a"}
    return found


def _random_value(luck: random.Random, depth: int) -> object:
    kind = luck.randrange(9 if depth else 6)
    if kind < 2:
        return luck.choice(VALUES)
    if kind < 6:
        return luck.choice([luck.choice(TYPES), None, True, False, 0, -1, 2**53, 0.5, -1e300, "ä🎨", [], {}])
    if kind == 6:
        return [_random_value(luck, depth - 1) for _ in range(luck.randrange(4))]
    return random_document(luck, depth - 1)
