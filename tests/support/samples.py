"""One artist, one work and one picture of ours, complete: tests change what they are about with `replace`."""

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from tests.support.strategies import NOW, PEM, URLS

BOB = Mention(Uri("https://peer.test/users/bob"), "@bob@peer.test", "https://peer.test/@bob")
ANN = Mention(Uri("https://ann.test/u/ann"), "@ann@ann.test", "https://ann.test/@ann")
ADA_ID = ActorId("0" * 26)
ADA = Actor(
    id=ADA_ID,
    uri=URLS.actor(ADA_ID),
    local=True,
    type=ActorType.PERSON,
    username="ada",
    host=URLS.host,
    name="Ada",
    summary="<p>bio</p>",
    summary_source="bio",
    fields=(Field("web", "https://ada.test/?a=1&b=2"), Field("pronouns", "she & they")),
    url=URLS.profile("ada"),
    inbox=URLS.actor_part(ADA_ID, "inbox"),
    shared_inbox=URLS.shared_inbox,
    outbox=URLS.actor_part(ADA_ID, "outbox"),
    followers=URLS.actor_part(ADA_ID, "followers"),
    following=URLS.actor_part(ADA_ID, "following"),
    featured=URLS.actor_part(ADA_ID, "featured"),
    key_id=URLS.key(ADA_ID),
    public_key=PEM,
    icon=None,
    image=None,
    locked=True,
    discoverable=True,
    indexable=False,
    created=NOW,
    updated=NOW,
)
WORK_ID = WorkId("1" * 26)
WORK = Work(
    id=WORK_ID,
    uri=URLS.object(WORK_ID),
    local=True,
    kind=Kind.WORK,
    actor_id=ADA_ID,
    actor_uri=ADA.uri,
    title="Light & shade",
    source="text",
    content="<p>text</p>",
    warning="",
    sensitive=False,
    visibility=Visibility.PUBLIC,
    language="en",
    url=URLS.work(WORK_ID),
    in_reply_to=None,
    in_reply_to_id=None,
    published=NOW,
    edited=None,
    state=WorkState.LIVE,
    tags=("Oil", "水彩"),
    mentions=(BOB,),
)
FACTS = Facts("image/jpeg", 800, 600, "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "#aabbcc", 5, animated=False)
PICTURE = Media(
    id=MediaId("2" * 26),
    position=0,
    alt="a lamp",
    focus=(0.5, -0.5),
    state=MediaState.KEPT,
    sha256="0" * 64,
    facts=FACTS,
    renditions=(Rendition("federation", "image/jpeg", 800, 600, 1_000, "0" * 64),),
    remote_url=None,
    reason="",
)
