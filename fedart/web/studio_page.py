"""The page of a studio of ours: who it is, the domains that are proven its own, and its open jobs."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.storage import studios, views_studios
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage
from fedart.storage.views_jobs import Posting
from fedart.web import job_facts, templates
from fedart.web.session import instance_of

JOBS: Final = 60


async def show(request: Request, head: ArtistPage, viewer: Viewer | None) -> Response:
    """GET /@{handle} of a studio"""
    ident, who = head.actor.id, viewer.actor.id if viewer else ""

    def read(tx: Tx) -> tuple[tuple[Posting, ...], tuple[str, ...], str, bool]:
        acts = bool(who) and studios.acts_for(tx, who, ident)
        website = studios.website(tx, ident) or ""
        return views_studios.open_jobs(tx, ident, JOBS), studios.verified(tx, ident), website, acts

    jobs, domains, website, acts = await instance_of(request).db.read(read)
    values = {
        "studio": head,
        "jobs": jobs,
        "domains": domains,
        "website": website,
        "acts": acts,
        "facts": job_facts,
    }
    return await templates.page(request, "studio.html", values, alternate=head.actor.uri)
