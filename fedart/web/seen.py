"""One work as whoever asks may see it, for the pages that show a part of it."""

from dataclasses import dataclass

from starlette.requests import Request

from fedart.domain.actor import Viewer
from fedart.domain.ids import WorkId
from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.services import audience
from fedart.storage import views_work
from fedart.storage.database import Tx
from fedart.storage.views_work import Post
from fedart.web.session import instance_of, viewer_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A work for its viewer. `mine`: it is theirs; `public`: anybody would see the same."""

    post: Post
    mine: bool
    public: bool


async def seen(request: Request, ident: WorkId) -> Seen:
    """The work of that id. Raises NotFound for what this viewer may not see, as for what never was (THREATS WEB-09)."""
    viewer = await viewer_of(request)
    post = await instance_of(request).db.read(lambda tx: _read(tx, ident, viewer))
    if post is None:
        raise NotFound("no such work")
    mine = viewer is not None and viewer.actor.id == post.work.actor_id
    public = post.work.visibility.anyone and post.work.state is WorkState.LIVE and post.work.local
    return Seen(post, mine, public)


def _read(tx: Tx, ident: WorkId, viewer: Viewer | None) -> Post | None:
    found = views_work.work(tx, ident, viewer)
    if found is None or (viewer is not None and not audience.may_see(tx, found.post.work, viewer.actor)):
        return None
    return found.post
