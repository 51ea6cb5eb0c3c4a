"""Follow, like, pass on or answer from one's own server: for visitors, without any cookie.

A link alone asks nobody and leads nowhere else: the other server is asked when our own form is sent, and the way there
is a link on a page of ours, or an answer to our own script, never a redirect (THREATS WEB-11).
"""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import host_of
from fedart.errors import Invalid, NotFound
from fedart.services import interact
from fedart.services.interact import LIMIT, Verb
from fedart.web import client, respond, templates
from fedart.web.session import instance_of
from fedart.words import later, say

_JSON = "application/json"
_URI_LIMIT = 2_048
LABELS = {
    Verb.FOLLOW: later("Follow"),
    Verb.LIKE: later("Like"),
    Verb.BOOST: later("Pass on"),
    Verb.REPLY: later("Reply"),
}


async def show(request: Request) -> Response:
    """GET /interact?uri=…&do=…&server=…"""
    it, asked = instance_of(request), request.query_params
    about = await interact.thing(it, asked.get("uri", "")[:_URI_LIMIT])
    verb = _verb(asked.get("do", ""), actor=about.actor)
    server, url, error = asked.get("server", "").strip()[:LIMIT], "", ""
    if server and _ours(request):
        try:
            url = await interact.door(it, about, verb, server, client.address(request))
        except Invalid as invalid:
            error = invalid.fields["server"]
    if request.headers.get("accept") == _JSON:
        # A browser complains of any other status in its console, where nothing is wrong.
        answer = {"url": url, "error": error}
        return respond.json(request, answer, media_type=_JSON, headers={"Cache-Control": respond.PRIVATE})
    verbs = [(each.value, say(LABELS[each])) for each in Verb if (each is Verb.FOLLOW) is about.actor]
    values = {
        "about": about,
        "verb": verb.value,
        "label": say(LABELS[verb]),
        "verbs": sorted(verbs, key=lambda pair: pair[0] != verb.value),
        "server": server,
        "url": url,
        "host": host_of(url),
        "error": error,
    }
    return await templates.page(request, "interact.html", values, status=422 if error else 200, private=True)


def _verb(name: str, *, actor: bool) -> Verb:
    """What is to be done: people are followed, works are liked, passed on and answered. Raises NotFound."""
    try:
        verb = Verb(name or (Verb.FOLLOW if actor else Verb.REPLY))
    except ValueError as error:
        raise NotFound("no such thing to do") from error
    if (verb is Verb.FOLLOW) is not actor:
        raise NotFound("not with that")
    return verb


def _ours(request: Request) -> bool:
    """Whether the request comes from a page of ours, or from no page at all, as old browsers have it."""
    return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
