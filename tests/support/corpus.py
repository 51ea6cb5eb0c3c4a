"""Everything that our serialisers can produce: for each function of `wire.render` that makes a document, a strategy.

Documents come out as a peer decodes them.
"""

import json
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fedart.domain.actor import Actor
from fedart.domain.album import Album, AlbumId, AlbumKind
from fedart.domain.credit import MOST, Credited
from fedart.domain.films import film
from fedart.domain.hiring import CURRENCIES, JobType, Mode, Unit
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Ways
from fedart.domain.policy import PUBLIC, addressing
from fedart.domain.stated import NOTHING, Licence, Stated
from fedart.domain.work import Visibility
from fedart.wire import proofs, render, render_job
from tests.support.jobs import GOOD
from tests.support.strategies import NOW, PEM, URLS, actors, ids, mentions, pictures, times, works

Json = dict[str, object]

ACT = URLS.activity("1")
THEIRS = Uri("https://peer.test/users/bob")
NOTES = st.sampled_from(
    [Uri("https://peer.test/notes/1"), Uri(f"https://peer.test/notes/{'n' * 1_500}"), URLS.object("1")]
)
PEOPLE = st.sampled_from([THEIRS, Uri("https://mastodon.example/users/ann"), URLS.actor("2")])
ICONS = st.none() | st.builds(
    render.PublicFile,
    st.just("https://fedart.test/media/1/640.jpg"),
    st.just("image/jpeg"),
    st.none() | st.integers(1, 4_096),
    st.none() | st.integers(1, 4_096),
)
TEXTS = st.one_of(st.just(""), st.just(" "), st.text(max_size=60), st.just("x" * 6_000))


def sent(document: Json) -> Json:
    """A document as a peer decodes it."""
    decoded: Json = json.loads(render.dump(document))
    return decoded


def notes() -> SearchStrategy[Json]:
    """A work or a post in every visibility, with every number of pictures. What is for nobody is not sent."""
    return _notes().filter(lambda note: bool(note["to"] or note["cc"]))


@st.composite
def _notes(draw: st.DrawFn) -> Json:
    author = draw(actors())
    return render.note(
        draw(works(author)),
        author,
        URLS,
        draw(st.lists(pictures(), max_size=10)),
        replies=draw(st.integers(0, 10**6)),
        parent=draw(st.none() | mentions()),
        thread=draw(st.none() | ids.map(lambda ident: URLS.object_part(ident, "context"))),
        links=draw(st.lists(object_links(), max_size=1)),
        stated=draw(st.just(NOTHING) | statements()),
        terms=draw(st.just(render.Terms()) | terms()),
        job=draw(st.none() | jobs()),
    )


@st.composite
def jobs(draw: st.DrawFn) -> Json:
    """What the Note of a job says beside its text, in every state, kind, place and pay."""
    unit, mode = draw(st.sampled_from(Unit)), draw(st.sampled_from(Mode))
    amounts = (draw(st.integers(1, 10**9)), draw(st.integers(0, 10**9)), draw(st.sampled_from(CURRENCIES)))
    words = st.text(max_size=200)
    stated = replace(
        GOOD,
        type=draw(st.sampled_from(JobType)),
        pay=Pay(unit, *amounts) if unit.paid else Pay(unit),
        place=Place(mode, countries=("DE", "DK")) if mode is Mode.REMOTE else Place(mode, "Kiel", "DE"),
        ways=Ways(draw(st.booleans()), draw(st.sampled_from(["", "https://studio.example/jobs"]))),
        uses_ai=draw(st.sampled_from([True, False, None])),
        details=Details(
            software=draw(words),
            benefits=draw(words),
            eligibility=draw(words),
            fee=Fee(draw(st.none() | st.integers(0, 10**6)), "EUR"),
        ),
    )
    state = draw(st.sampled_from(JobState))
    found = Job(WorkId("1"), ActorId("1"), True, stated, state, NOW, NOW + 10**9, NOW)
    return render_job.described(found, URLS.object("1"), who=draw(st.text(max_size=60)), page=URLS.profile("ada"))


@st.composite
def terms(draw: st.DrawFn) -> render.Terms:
    """Who may answer, and who made it, too: up to as many people as the form takes."""
    answering = draw(st.sampled_from([(PUBLIC,), (THEIRS,), (THEIRS, f"{THEIRS}/followers")]))
    name, role = st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=60)
    plain = st.builds(Credited, name, role)
    person = mentions().flatmap(
        lambda who: st.builds(Credited, st.just(who.handle), role, st.just(who.uri), st.just(who.url))
    )
    return render.Terms(
        answering=answering,
        asking=() if PUBLIC in answering else draw(st.sampled_from([(), (PUBLIC,)])),
        permit=draw(st.none() | st.just(URLS.stamp("1"))),
        credits=tuple(draw(st.lists(plain | person, max_size=MOST))),
    )


@st.composite
def statements(draw: st.DrawFn) -> Stated:
    """Everything an artist may state about a work, long and short."""
    words = st.lists(st.text(min_size=1, max_size=40), max_size=5).map(tuple)
    name = st.text(max_size=200)
    address = st.sampled_from(["https://youtu.be/dQw4w9WgXcQ", "https://vimeo.com/123456789?" + "x" * 470])
    known = st.builds(film, address, name).filter(lambda each: each is not None)
    return Stated(
        medium=draw(words),
        subject=draw(words),
        licence=draw(st.sampled_from(Licence)),
        films=tuple(each for each in draw(st.lists(known, max_size=6)) if each is not None),
    )


def object_links() -> SearchStrategy[Json]:
    """What the post that tells of an album leads to."""
    return st.builds(render.object_link, ids.map(URLS.collection), st.text(min_size=1, max_size=120))


@st.composite
def albums(draw: st.DrawFn) -> Json:
    """Albums with and without words and cover, empty ones and full ones."""
    artist, created = draw(actors()), draw(times)
    words = draw(st.sampled_from(["", "<p>Seen from the <em>pier</em>.</p>", "<p>x</p>" * 5_000]))
    title, changed = draw(st.text(min_size=1, max_size=120)), created + draw(st.integers(0, 10**9))
    made = Album(AlbumId(draw(ids)), artist.id, AlbumKind.ALBUM, title, "", words, False, None, 1, created, changed)
    return render.album(made, artist.uri, URLS, total=draw(st.integers(0, 500)), cover=draw(ICONS))


@st.composite
def keys(draw: st.DrawFn, owner: Uri) -> render.Keys:
    """A present key, and any number of others: for proofs, and replaced ones."""

    def some(name: str) -> tuple[render.Multikey, ...]:
        number, expires = draw(st.integers(0, 2)), draw(st.none() | times)
        return tuple(
            render.Multikey(Uri(f"{owner}#{name}-{n}"), owner, "z6Mk" + "a" * 44, expires) for n in range(number)
        )

    return render.Keys(Uri(f"{owner}#main-key"), PEM, some("ed25519-key"), some("key"))


@st.composite
def people(draw: st.DrawFn) -> Json:
    """Artists, some with other accounts, some of whom moved away."""
    actor = draw(actors())
    actor = replace(
        actor,
        also_known_as=tuple(draw(st.lists(PEOPLE, max_size=2, unique=True))),
        moved_to=draw(st.none() | PEOPLE),
    )
    return render.actor(actor, URLS, keys=draw(keys(actor.uri)), icon=draw(ICONS), image=draw(ICONS))


@st.composite
def follows(draw: st.DrawFn, to: str = "") -> Json:
    return render.follow(ACT, draw(actors()).uri, Uri(to) if to else draw(PEOPLE))


@st.composite
def requests(draw: st.DrawFn, artist: Actor) -> Json:
    """What somebody elsewhere asks for: to follow, to quote, to list; posts may be embedded."""
    base: Json = {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{THEIRS}/requests/1", "actor": THEIRS}
    quoting: object = "https://peer.test/notes/9"
    embedded: Json = {"id": quoting, "type": "Note", "attributedTo": THEIRS, "content": draw(TEXTS)}
    return draw(
        st.sampled_from(
            [
                render.follow(Uri(f"{THEIRS}/follows/1"), THEIRS, artist.uri),
                {**base, "type": "QuoteRequest", "object": URLS.object("1"), "instrument": quoting},
                {**base, "type": "QuoteRequest", "object": URLS.object("1"), "instrument": embedded},
                {**base, "type": "FeatureRequest", "object": artist.uri, "instrument": f"{THEIRS}/featured/1"},
            ]
        )
    )


@st.composite
def accepts(draw: st.DrawFn) -> Json:
    artist = draw(actors())
    request = draw(requests(artist))
    result = None if request["type"] == "Follow" else URLS.stamp("1")
    return render.accept(ACT, artist.uri, request, result=result)


@st.composite
def rejects(draw: st.DrawFn) -> Json:
    artist = draw(actors())
    return render.reject(ACT, artist.uri, draw(requests(artist)))


@st.composite
def boosts(draw: st.DrawFn) -> Json:
    actor = draw(actors())
    to, cc = addressing(draw(st.sampled_from([Visibility.PUBLIC, Visibility.QUIET])), actor.followers, [draw(PEOPLE)])
    return render.announce(ACT, actor.uri, draw(NOTES), at=draw(times), to=to, cc=cc)


@st.composite
def likes(draw: st.DrawFn) -> Json:
    return render.like(ACT, draw(actors()).uri, draw(NOTES), draw(PEOPLE))


@st.composite
def undos(draw: st.DrawFn) -> Json:
    undone = draw(st.one_of(follows(), boosts(), likes(), blocks()))
    return render.undo(URLS.activity("2"), Uri(str(undone["actor"])), undone)


@st.composite
def deletes(draw: st.DrawFn) -> Json:
    """Of a work in every visibility, and of the artist."""
    artist = draw(actors())
    work = draw(works(artist))
    to, cc = addressing(work.visibility, artist.followers, [mention.uri for mention in work.mentions])
    if draw(st.booleans()):
        return render.delete(ACT, artist.uri, artist.uri, to=to, cc=cc)
    return render.delete(ACT, artist.uri, work.uri, to=to, cc=cc)


@st.composite
def blocks(draw: st.DrawFn) -> Json:
    return render.block(ACT, draw(actors()).uri, draw(PEOPLE))


@st.composite
def pins(draw: st.DrawFn, make: str = "add") -> Json:
    artist = draw(actors())
    function = render.add if make == "add" else render.remove
    return function(ACT, artist.uri, URLS.object("1"), Uri(artist.featured), artist.followers)


@st.composite
def moves(draw: st.DrawFn) -> Json:
    artist = draw(actors())
    return render.move(ACT, artist.uri, draw(PEOPLE), artist.followers)


@st.composite
def reports(draw: st.DrawFn) -> Json:
    reported = [Uri(f"https://peer.test/notes/{number}") for number in range(draw(st.integers(0, 20)))]
    return render.flag(ACT, URLS.instance_actor, THEIRS, reported, draw(TEXTS))


@st.composite
def updates(draw: st.DrawFn) -> Json:
    document = draw(st.one_of(notes(), people()))
    if document["type"] == "Note":
        return render.update(ACT, document, at=NOW)
    return render.update(ACT, document, at=NOW, to=["https://www.w3.org/ns/activitystreams#Public"])


COUNTED = Uri("https://fedart.test/actors/1/outbox")
PAGE = Uri(f"{COUNTED}?page=1")
ITEMS = st.lists(st.one_of(NOTES, likes(), boosts()), max_size=6)


def proved(document: Json) -> Json:
    """An activity as it leaves: with a proof when it is public (of the length of a real one)."""
    public = proofs.provable(document)
    if public is None:
        return document
    options = proofs.options(Uri(f"{document['actor']}#ed25519-key"), public["@context"], at=NOW)
    return {**public, "proof": {**options, "proofValue": "z" + "5" * 87}}


def activities(bare: SearchStrategy[Json]) -> SearchStrategy[Json]:
    """With their proof, and without: accounts from before get their key for it later."""
    return st.one_of(bare, bare.map(proved))


SERIALISERS: dict[str, SearchStrategy[Json]] = {
    "note": notes(),
    "create": activities(notes().map(lambda note: render.create(ACT, note))),
    "update": activities(updates()),
    "delete": activities(deletes()),
    "tombstone": st.builds(lambda at: render.tombstone(URLS.object("1"), deleted=at), st.none() | times),
    "actor": people(),
    "instance_actor": st.builds(
        lambda name, summary, held: render.instance_actor(URLS, name=name, summary=summary, keys=held),
        st.text(max_size=60),
        TEXTS,
        keys(URLS.instance_actor),
    ),
    "follow": follows(),
    "accept": accepts(),
    "reject": rejects(),
    "undo": activities(undos()),
    "like": likes(),
    "announce": activities(boosts()),
    "add": activities(pins()),
    "remove": activities(pins("remove")),
    "move": activities(moves()),
    "block": blocks(),
    "flag": reports(),
    "collection": st.builds(
        lambda total, owner: render.collection(COUNTED, total, PAGE, owner=owner),
        st.integers(0, 10**9),
        st.none() | PEOPLE,
    ),
    "collection_page": st.builds(
        lambda items, more, less: render.collection_page(PAGE, COUNTED, items, next_page=more, prev_page=less),
        ITEMS,
        st.sampled_from([None, Uri(f"{PAGE}&before=2")]),
        st.sampled_from([None, Uri(f"{PAGE}&before=3")]),
    ),
    "album": albums(),
    "ordered": ITEMS.map(lambda items: render.ordered(COUNTED, items)),
    "hashtags": st.lists(st.text("abcäöü水彩", min_size=1), max_size=8).map(
        lambda tags: render.hashtags(COUNTED, tags, URLS)
    ),
    "quote_authorization": st.builds(
        lambda quoting: render.quote_authorization(URLS.stamp("1"), URLS.actor("1"), quoting, URLS.object("1")), NOTES
    ),
    "reply_authorization": st.builds(
        lambda reply: render.reply_authorization(URLS.stamp("1"), URLS.actor("1"), reply, URLS.object("1")), NOTES
    ),
    "feature_authorization": st.builds(
        lambda listing: render.feature_authorization(URLS.stamp("1"), URLS.actor("1"), listing), NOTES
    ),
}
FOR_GOTOSOCIAL: dict[str, SearchStrategy[Json]] = {
    "reply_request": notes().map(lambda note: render.reply_request(ACT, Uri("https://peer.test/n/1"), THEIRS, note)),
    "reply_ruling": st.builds(
        lambda kind, reply: render.reply_ruling(
            kind,
            ACT,
            URLS.actor("1"),
            reply,
            THEIRS,
            URLS.object("1"),
            result=URLS.stamp("1") if kind == "Accept" else None,
        ),
        st.sampled_from(["Accept", "Reject"]),
        NOTES,
    ),
}
"""What no other server acts on: answers to posts that it holds back until then."""
NO_DOCUMENTS = {
    "CONTENT_TYPE", "Json", "Keys", "Multikey", "PublicFile", "Terms", "dump", "field_html", "host_meta",
    "instance_webfinger", "announcement", "namespace", "nodeinfo", "nodeinfo_index", "object_link", "webfinger",
}  # fmt: skip
"""What `wire.render` offers beside ActivityStreams documents."""
