"""A work as the Note that every server understands (guide sections 1 and 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from fedart.domain.actor import Actor
from fedart.domain.credit import Credited
from fedart.domain.films import FILM_LIMIT
from fedart.domain.ids import MediaId, Uri, Urls
from fedart.domain.mature import Mature
from fedart.domain.media import Media, MediaState, Rendition
from fedart.domain.policy import PUBLIC, addressing
from fedart.domain.stated import NOTHING, Process, Stated
from fedart.domain.work import Kind, Mention, Work
from fedart.wire import html, limits
from fedart.wire.markup import mention_anchor, tag_anchor
from fedart.wire.render_collections import hashtag
from fedart.wire.vocabulary import JOB_CONTEXT, NOTE_CONTEXT, ROBOTS, Json, dump, stamp

_SOURCES: Final = {
    Process.ASSISTED: "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
    Process.GENERATED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
}
"""What an artist states of generators, in schema.org's words; it has none for work without any."""
ARTWORK: Final = "https://schema.org/VisualArtwork"


@dataclass(frozen=True, slots=True)
class _Budget:
    """How much of each text goes out, in characters; None for all of it."""

    alt: int
    text: int | None
    tags: int = 30
    mentions: int = limits.MENTIONS
    address: int = limits.URI_LENGTH
    films: int = FILM_LIMIT


_BUDGETS: Final = (
    _Budget(alt=limits.ALT, text=None),
    _Budget(alt=1_500, text=None),
    _Budget(alt=500, text=3_000),
    _Budget(alt=200, text=1_000),
    _Budget(alt=100, text=300, tags=5, mentions=10, address=300, films=2),
    _Budget(alt=30, text=100, tags=3, mentions=5, address=300, films=2),
)
_AROUND: Final = 1_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a Note says of others: who may answer it, and who made it with its author.

    `answering` may at once, `asking` after the author's yes, as ids of actors or collections; `permit` is the
    permission that an answer was given. `credits`: each name and role, and the person where they are known.
    """

    answering: tuple[str, ...] = (PUBLIC,)
    asking: tuple[str, ...] = ()
    permit: Uri | None = None
    credits: tuple[Credited, ...] = ()


OPEN: Final = Terms()


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture that goes out, with the file that does and its address."""

    picture: Media
    rendition: Rendition
    url: str


def note(
    work: Work,
    author: Actor,
    urls: Urls,
    pictures: Sequence[Media],
    *,
    replies: int = 0,
    likes: int = 0,
    shares: int = 0,
    parent: Mention | None = None,
    thread: Uri | None = None,
    tickets: Mapping[MediaId, str] = MappingProxyType({}),
    links: Sequence[Json] = (),
    stated: Stated = NOTHING,
    terms: Terms = OPEN,
    job: Json | None = None,
) -> Json:
    """The Note of a work, with its own JSON-LD context.

    `pictures` are all of the work's places; only kept ones with a federation rendition go out. `parent` is the author
    of the work that this one answers: they are addressed and mentioned. `thread` is the collection of the whole
    conversation that an answer belongs to, where a work of ours began it (FEP-7888). `tickets` open pictures that are
    not public. `links` are things that the text leads to, for servers that know them (FEP-e232). `stated` is what the
    artist says of licence and technique, `terms` who may answer and who else made it; `job`
    the properties of a job (see `render_job`). Long texts are shortened, with a
    link to the page, so that an activity stays below what the strictest peer reads.
    """
    shown = [
        _Shown(picture, rendition, urls.media(picture.id, rendition.file_name, tickets.get(picture.id, "")))
        for picture in pictures
        if picture.state is MediaState.KEPT and (rendition := picture.federated) is not None
    ]
    counts = {"replies": replies, "likes": likes, "shares": shares}
    people = _people(work, author, parent, terms.credits)
    begun = urls.object_part(work.id, "context") if work.in_reply_to is None else thread
    for budget in _BUDGETS:
        document = _note(work, author, urls, shown, people, budget, links, stated, terms)
        if job is not None:
            document |= {**job, "@context": JOB_CONTEXT}
        document |= {part: _count(urls.object_part(work.id, part), number) for part, number in counts.items()}
        if begun is not None:
            document["context"] = begun
        if _sent_size(document) <= limits.SENT_BYTES:
            break
    return document


def tombstone(uri: Uri, *, deleted: int | None = None, former: str = "Note") -> Json:
    """What stands in the place of a deleted work or album; `deleted` in epoch milliseconds."""
    found: Json = {"@context": NOTE_CONTEXT[0], "id": uri, "type": "Tombstone", "formerType": former}
    return found if deleted is None else {**found, "deleted": stamp(deleted)}


def _sent_size(document: Json) -> int:
    """Bytes of the activity around a Note: it repeats the addressing, its proof the context, and adds ids and dates."""
    again = [document["to"], document["cc"], document["@context"]]
    return len(dump({**document, "again": again})) + _AROUND


def _people(work: Work, author: Actor, parent: Mention | None, made_with: Sequence[Credited]) -> list[Mention]:
    credited = [Mention(each.uri, each.name, each.url) for each in made_with if each.uri]
    named = {mention.uri: mention for mention in [*([parent] if parent else []), *work.mentions, *credited]}
    named.pop(author.uri, None)
    return list(named.values())


def _note(
    work: Work,
    author: Actor,
    urls: Urls,
    shown: Sequence[_Shown],
    people: list[Mention],
    budget: _Budget,
    links: Sequence[Json],
    stated: Stated,
    terms: Terms,
) -> Json:
    named = [person for person in people if len(person.uri) <= budget.address][: budget.mentions]
    to, cc = addressing(work.visibility, author.followers, [person.uri for person in named])
    content = _content(work, urls, len(shown), budget, stated, terms)
    found: Json = {
        "@context": NOTE_CONTEXT,
        "id": work.uri,
        "type": "Note",
        "attributedTo": author.uri,
        "to": to,
        "cc": cc,
        "url": work.url,
        "content": content,
        "contentMap": {work.language or "und": content},
        "published": stamp(work.published),
        "tag": [_mention(person) for person in named]
        + [hashtag(tag, urls) for tag in work.tags[: budget.tags]]
        + list(links),
        "attachment": [_attachment(each, budget) for each in shown],
        "interactionPolicy": _policy(work, author, terms, [person.uri for person in named]),
        "xRobotsTag": ROBOTS,
    }
    if work.edited is not None:
        found["updated"] = stamp(max(work.edited, work.published + 1))
    if work.in_reply_to is not None:
        found["inReplyTo"] = work.in_reply_to
    found |= _warned(work)
    if work.kind is Kind.WORK:
        found |= {"additionalType": ARTWORK, "workTitle": work.title}
    if terms.permit is not None:
        # GoToSocial up to 0.20 looks for the second name alone.
        found |= {"replyAuthorization": terms.permit, "approvedBy": terms.permit}
    return found | _stated(stated)


def _stated(stated: Stated) -> Json:
    found: Json = {}
    if stated.licence_link:
        found["license"] = stated.licence_link
    if stated.medium:
        found["artMedium"] = list(stated.medium)
    if stated.process in _SOURCES:
        found["digitalSourceType"] = _SOURCES[stated.process]
    return found


def _warned(work: Work) -> Json:
    """What stands before a marked work; the categories are also named, for servers that let people choose by them."""
    marks = [mark for mark in Mature if mark in work.mature]
    warning = work.warning or work.mature.named
    found: Json = {"summary": warning[: limits.WARNING]} if warning else {}
    if warning or work.sensitive:
        found["sensitive"] = True
    if marks:
        found["contentRating"] = [mark.key for mark in marks]
    return found


def _policy(work: Work, author: Actor, terms: Terms, named: Sequence[str]) -> Json:
    """Who may quote and answer. The author and whom the work names always may answer (GoToSocial's reading, too)."""
    replies: Json = {"automaticApproval": list(terms.answering)}
    if PUBLIC not in terms.answering:
        replies["automaticApproval"] = list(dict.fromkeys([author.uri, *terms.answering, *named]))
    if terms.asking:
        replies["manualApproval"] = list(terms.asking)
    return {"canQuote": {"automaticApproval": [_quoters(work, author)]}, "canReply": replies}


def _quoters(work: Work, author: Actor) -> str:
    return PUBLIC if work.visibility.anyone else author.uri


def _count(uri: Uri, number: int) -> Json:
    # Mastodon reads the replies of a post only where a first page is named.
    return {"id": uri, "type": "OrderedCollection", "totalItems": number, "first": f"{uri}?page=1"}


def _content(work: Work, urls: Urls, shown: int, budget: _Budget, stated: Stated, terms: Terms) -> str:
    """Title, text, films, credits, a word about pictures that some servers leave out, and tags not in the text."""
    title = f"<p><strong>{escape(work.title)}</strong></p>" if work.title else ""
    body = work.content
    if budget.text is not None:
        body = html.excerpt(work.content, budget.text, f"<p>Read on: {_link(work.url)}</p>")
    more = ""
    if shown > limits.PREVIEWED_PICTURES:
        more = f"<p>This work has {shown} pictures. See them all: {_link(work.url)}</p>"
    films = "".join(f"<p>{escape(film.name)} {_link(film.address)}</p>" for film in stated.films[: budget.films])
    return title + body + films + _credit_line(terms.credits) + more + _tag_line(work, urls, body, budget.tags)


def _credit_line(made_with: Sequence[Credited]) -> str:
    """Who else made it, each with what they did."""
    each = [f"{escape(credited.role)}: {_credited(credited)}" for credited in made_with]
    return "<p>" + "<br>".join(each) + "</p>" if each else ""


def _credited(credited: Credited) -> str:
    if credited.uri is None:
        return escape(credited.name)
    return mention_anchor(Mention(credited.uri, credited.name, credited.url))


def _link(url: str) -> str:
    return f'<a href="{escape(url)}" rel="{html.REL}">{escape(url)}</a>'


def _tag_line(work: Work, urls: Urls, body: str, most: int) -> str:
    written = body.casefold()
    missing = [tag for tag in work.tags[:most] if f"#<span>{escape(tag)}</span>".casefold() not in written]
    return "<p>" + " ".join(tag_anchor(tag, urls.tag(quote(tag))) for tag in missing) + "</p>" if missing else ""


def _mention(person: Mention) -> Json:
    return {"type": "Mention", "href": person.uri, "name": person.handle[:300]}


def _attachment(shown: _Shown, budget: _Budget) -> Json:
    """One bad attachment makes Pixelfed drop the whole post, so nothing doubtful is declared (guide rule 5)."""
    picture, rendition = shown.picture, shown.rendition
    found: Json = {
        "type": "Image",
        "mediaType": rendition.mime,
        "url": shown.url,
        "focalPoint": [picture.focus[0], picture.focus[1]],
    }
    if picture.alt:
        alt = picture.alt[: budget.alt]
        found |= {"name": alt, "summary": alt}
    if max(rendition.width, rendition.height) <= limits.SENT_SIDE:
        found |= {"width": rendition.width, "height": rendition.height}
    if picture.facts is not None and picture.facts.blurhash:
        found["blurhash"] = picture.facts.blurhash
    return found
