"""Things in a database, stored with the storage modules alone: for tests below the services."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fedart.domain.actor import Account, Actor, ActorType, Role
from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import AccountId, ActorId, MediaId, Uri, WorkId, new_id
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.storage import accounts, actors, follows, media, works
from fedart.storage.media import Owned
from fedart.storage.sqlite import SqliteTx

NOW = 1_790_000_000_000


@dataclass
class Things:
    """Stores actors, accounts, works and pictures with everything they need."""

    tx: SqliteTx
    now: int = NOW
    count: int = field(default=0)

    def actor(self, name: str = "", *, host: str = "peer.example", local: bool = False, shared: bool = True) -> Actor:
        self.count += 1
        name = name or f"actor{self.count}"
        uri = f"https://{host}/users/{name}"
        actor = Actor(
            id=ActorId(new_id(self.now)),
            uri=Uri(uri),
            local=local,
            type=ActorType.PERSON,
            username=name,
            host=host,
            name=name.title(),
            summary="<p>Paints.</p>",
            summary_source="",
            fields=(),
            url=f"https://{host}/@{name}",
            inbox=f"{uri}/inbox",
            shared_inbox=f"https://{host}/inbox" if shared else None,
            outbox=f"{uri}/outbox",
            followers=f"{uri}/followers",
            following=f"{uri}/following",
            featured=f"{uri}/featured",
            key_id=f"{uri}#main-key",
            public_key="PEM",
            icon=None,
            image=None,
            locked=False,
            discoverable=True,
            indexable=False,
            created=self.now,
            updated=self.now,
        )
        actors.insert(self.tx, actor, self.now)
        return actor

    def account(self, name: str = "maren", role: Role = Role.ARTIST, password: str | None = None) -> Account:
        actor = self.actor(name, host="gallery.example", local=True)
        account = Account(AccountId(new_id(self.now)), actor.id, name, role, self.now, disabled=False)
        accounts.insert(self.tx, account, password)
        return account

    def work(self, by: Actor, changed: Callable[[Work], Work] = lambda work: work) -> Work:
        self.count += 1
        ident = WorkId(new_id(self.now + self.count))
        base = Work(
            id=ident,
            uri=Uri(f"{by.uri}/notes/{ident}"),
            local=by.local,
            kind=Kind.WORK,
            actor_id=by.id,
            actor_uri=by.uri,
            title="Evening, ferry",
            source="Seen from the pier.",
            content="<p>Seen from the pier.</p>",
            warning="",
            sensitive=False,
            visibility=Visibility.PUBLIC,
            language="en",
            url=f"{by.uri}/notes/{ident}",
            in_reply_to=None,
            in_reply_to_id=None,
            published=self.now,
            edited=None,
            state=WorkState.LIVE,
        )
        assert works.insert(self.tx, changed(base), self.now)
        stored = works.by_id(self.tx, ident)
        assert stored is not None
        return stored

    def picture(
        self, by: Actor, work: Work | None = None, *, state: MediaState = MediaState.KEPT, blob: str = "a"
    ) -> Owned:
        self.count += 1
        shown = (Rendition("640", "image/webp", 640, 480, 999, blob * 64),) if state is not MediaState.DROPPED else ()
        owned = Owned(
            media=Media(
                id=MediaId(new_id(self.now + self.count)),
                position=self.count,
                alt="A ferry",
                focus=(0.5, -0.25),
                state=state,
                sha256=blob * 64,
                facts=Facts("image/png", 640, 480, "L00000fQfQfQfQfQfQfQfQfQfQfQ", "#808080", 5, animated=False),
                renditions=shown,
                remote_url=None,
                reason="" if state is MediaState.KEPT else "declared",
            ),
            actor_id=by.id,
            work_id=work.id if work else None,
            role="work",
            original="f" * 64 if shown else None,
            file_name="ferry.png",
            created=self.now,
        )
        media.insert(self.tx, owned)
        return owned

    def follow(self, follower: Actor, followed: Actor, state: FollowState = FollowState.ACCEPTED) -> Follow:
        ident = new_id(self.now)
        made = Follow(ident, Uri(f"{follower.uri}/follows/{ident}"), follower.id, followed.id, state, self.now)
        follows.put(self.tx, made, self.now)
        return made
