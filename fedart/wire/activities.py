"""What was parsed, in our names: the only form in which strangers' documents travel through the server.

Every HTML in here is sanitised, every address is an http(s) address with a host, every list has a limit.
Nothing in here is proof of anything: who may say what is decided by the services (THREATS AUT).
"""

from dataclasses import dataclass
from typing import TypeAlias

from fedart.domain.actor import ActorType, Field
from fedart.domain.answers import Elsewhere
from fedart.domain.ids import Uri
from fedart.domain.job import JobState, Terms
from fedart.domain.mature import NONE, Mature
from fedart.domain.policy import visibility_of
from fedart.domain.poll import Poll
from fedart.domain.work import Mention, Visibility
from fedart.wire.read_application import Offer, Progress


@dataclass(frozen=True, slots=True)
class RemoteEmoji:
    """A picture that stands for `:code:` in a text. `updated` in epoch milliseconds."""

    code: str
    url: Uri
    updated: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteActor:
    """An actor document. `name` is plain text, `summary` and field values are sanitised HTML, `published` epoch ms.

    `public_key` is a PEM, empty when the document only names its key. Addresses that are missing are empty or None.
    """

    uri: Uri
    type: ActorType
    username: str
    name: str
    summary: str
    fields: tuple[Field, ...]
    url: str
    inbox: Uri
    shared_inbox: Uri | None
    outbox: str
    followers: str
    following: str
    featured: str
    key_id: str
    public_key: str
    icon_url: str | None
    image_url: str | None
    locked: bool
    discoverable: bool
    indexable: bool
    also_known_as: tuple[Uri, ...]
    moved_to: Uri | None
    published: int | None
    emojis: tuple[RemoteEmoji, ...] = ()


@dataclass(frozen=True, slots=True)
class RemotePicture:
    """A picture that a document points to. `focus` as in domain.media; width and height are claims, in pixels."""

    url: str
    mime: str
    alt: str
    focus: tuple[float, float]
    width: int | None
    height: int | None
    blurhash: str


@dataclass(frozen=True, slots=True)
class RemoteNote:
    """Any object that we read as a post: Note, Question, Article, Page, Image, Video, Audio, Event and the like.

    `type` is the wire's type; `title` is plain text and not repeated in `content`; `warning` is plain text;
    `to` and `cc` hold Public in its canonical spelling; times are epoch milliseconds. `job`: what it says of a job, and
    where its origin says that it stands. `answers`: who may answer it, None when it does not say.
    """

    uri: Uri
    type: str
    author: Uri
    content: str
    title: str
    warning: str
    sensitive: bool
    to: tuple[Uri, ...]
    cc: tuple[Uri, ...]
    url: str
    in_reply_to: Uri | None
    published: int | None
    updated: int | None
    tags: tuple[str, ...]
    mentions: tuple[Mention, ...]
    attachments: tuple[RemotePicture, ...]
    language: str
    is_vote: bool = False
    replies: Uri | None = None
    emojis: tuple[RemoteEmoji, ...] = ()
    poll: Poll | None = None
    mature: Mature = NONE
    job: tuple[Terms, JobState | None] | None = None
    answers: Elsewhere | None = None

    def visibility(self, followers: str) -> Visibility:
        """Who it is for, given the address of its author's followers; the narrowest reading when unclear."""
        return visibility_of(self.to, self.cc, followers)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a deleted object."""

    uri: Uri


@dataclass(frozen=True, slots=True)
class KeyDocument:
    """A public key and who owns it. `document` is the id of the whole document that was read: the key's own, or
    the actor's when the key lies inside an actor or an actor stub (guide section 2.3.6)."""

    id: Uri
    owner: Uri
    pem: str
    document: Uri


@dataclass(frozen=True, slots=True)
class Outline:
    """The first look at an inbox document, for the door: what it is, from whom, about what.

    `object_id` is the id of what is acted on (of Add and Remove: the collection), `inner_id` the id of that object's
    own object (an Undo of a Follow, an Accept), `author` the author of an embedded object, None when only its id came.
    `instrument` is what a request asks a permission for; `proof` tells that there is one, not that it holds. `asker` is
    who asked what an Accept or Reject answers, when that Follow came without any id.
    """

    id: Uri | None
    type: str
    actor: Uri
    object_id: Uri | None
    inner_id: Uri | None
    author: Uri | None = None
    instrument: Uri | None = None
    proof: bool = False
    asker: Uri | None = None


@dataclass(frozen=True, slots=True)
class RemoteCollection:
    """A collection or one page of it: its ids, and where more of them are. Nothing in it is believed but the ids."""

    uri: Uri | None
    items: tuple[Uri, ...]
    first: Uri | None
    next: Uri | None


@dataclass(frozen=True, slots=True)
class Follow:
    id: Uri
    actor: Uri
    target: Uri


@dataclass(frozen=True, slots=True)
class Accept:
    """`follow_*` is what the sender claims to have received; `follow_id` must match a Follow of ours (AUT-05).

    Without `follow_id`, the others name a Follow that came back without any id. Of a ReplyRequest or an answer of ours,
    `follow_id` is that one's id, and `result` the permission. `at`: when it was said, in epoch ms, as it claims.
    """

    id: Uri
    actor: Uri
    follow_id: Uri | None
    follow_actor: Uri | None
    follow_target: Uri | None
    result: Uri | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """The same shape as Accept, the other answer; it has no `result`."""

    id: Uri
    actor: Uri
    follow_id: Uri | None
    follow_actor: Uri | None
    follow_target: Uri | None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """`inner_type` is empty when only the id of the undone activity was sent. `inner_emoji` is that of a reaction."""

    id: Uri
    actor: Uri
    inner_id: Uri | None
    inner_type: str
    inner_actor: Uri | None
    inner_target: Uri | None
    inner_emoji: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """`note` is None when only an id was sent, or something we do not read as a post (`object_type` says what)."""

    id: Uri
    actor: Uri
    object_id: Uri
    object_type: str
    note: RemoteNote | None


@dataclass(frozen=True, slots=True)
class Update:
    """Of a post (`note`), an actor (`profile`), or what became of an application (`progress`).

    All are None when only an id was sent, or the type is not ours.
    """

    id: Uri
    actor: Uri
    object_id: Uri
    object_type: str
    note: RemoteNote | None
    profile: RemoteActor | None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    id: Uri
    actor: Uri
    object_id: Uri


@dataclass(frozen=True, slots=True)
class Like:
    """Also EmojiReact, and Like with an emoji (FEP-c0e0). `emoji` is plain text: one character or `:code:`."""

    id: Uri
    actor: Uri
    target: Uri
    emoji: str | None
    emojis: tuple[RemoteEmoji, ...] = ()


@dataclass(frozen=True, slots=True)
class Announce:
    """`published` is in epoch milliseconds. A Group may pass a whole activity on: `wrapped` is its type and

    `wrapped_object` the id of that activity's object (FEP-1b12); both say only where to ask.
    """

    id: Uri
    actor: Uri
    target: Uri
    published: int | None
    to: tuple[Uri, ...]
    cc: tuple[Uri, ...]
    wrapped: str = ""
    wrapped_object: Uri | None = None


@dataclass(frozen=True, slots=True)
class Block:
    id: Uri
    actor: Uri
    target: Uri


@dataclass(frozen=True, slots=True)
class Flag:
    """A report. `targets` mixes actors and posts; `text` is plain."""

    id: Uri | None
    actor: Uri
    targets: tuple[Uri, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    id: Uri
    actor: Uri
    origin: Uri
    target: Uri


@dataclass(frozen=True, slots=True)
class Add:
    """`collection` is where `object_id` goes; only `featured` matters to us. Mastodon gives no id."""

    id: Uri | None
    actor: Uri
    object_id: Uri
    collection: Uri


@dataclass(frozen=True, slots=True)
class Remove:
    id: Uri | None
    actor: Uri
    object_id: Uri
    collection: Uri


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """A wish to quote the work `target` in the post `instrument` (FEP-044f)."""

    id: Uri
    actor: Uri
    target: Uri
    instrument: Uri


@dataclass(frozen=True, slots=True)
class FeatureRequest:
    """A wish to list the actor `target` in the collection `instrument` (FEP-7aa9)."""

    id: Uri
    actor: Uri
    target: Uri
    instrument: Uri


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """A wish to answer the work `target` with the post `instrument`; `note` is that post, where it came along."""

    id: Uri
    actor: Uri
    target: Uri
    instrument: Uri
    note: RemoteNote | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything that we answer politely and do nothing about."""

    id: Uri | None
    actor: Uri
    type: str


Activity: TypeAlias = (
    Follow
    | Accept
    | Reject
    | Undo
    | Create
    | Update
    | Delete
    | Like
    | Announce
    | Block
    | Flag
    | Move
    | Add
    | Remove
    | QuoteRequest
    | FeatureRequest
    | ReplyRequest
    | Offer
    | Unknown
)
