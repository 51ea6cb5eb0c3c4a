"""Answers and errors: caching, redirects, and what an error tells whom."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fedart import app, errors
from fedart.instance import Instance
from fedart.web import errors as web_errors
from fedart.web import respond, templates
from fedart.web.session import SignInNeeded
from tests.support.client import BROWSER, Answer, Client


async def answered(it: Instance, make: Callable[[Request], Response], **headers: str) -> Answer:
    """What `make` answers, inside all layers."""

    async def handler(request: Request) -> Response:
        return make(request)

    application = Starlette(routes=[Route("/", handler)], middleware=app.middleware_of(it.config))
    application.state.instance = it
    return await Client(application, it.config.instance.origin).get("/", **headers)


def raising(error: Exception) -> Callable[[Request], Response]:
    def handler(request: Request) -> Response:
        raise error

    return handler


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
        ('"a', False),
    ],
)
def test_a_client_may_know_a_version_already(header: str, known: bool) -> None:
    assert respond.matches(header, '"a"') is known


async def test_web_08_a_public_page_may_be_shared_but_is_asked_for_again(it: Instance) -> None:
    answer = await answered(it, lambda r: respond.html(r, "<p>"))
    assert answer.header("cache-control") == "public, max-age=0, must-revalidate"
    assert answer.header("vary") == "Accept, Signature, Cookie, Accept-Language"
    assert answer.header("etag") == respond.etag_of(b"<p>")


@pytest.mark.parametrize(
    ("make", "headers"),
    [
        (lambda r: respond.html(r, "<p>", private=True), {}),
        (lambda r: respond.html(r, "<p>", 422), {}),
        (lambda r: respond.html(r, "<p>"), {"cookie": "__Host-fedart=x"}),
        (lambda r: respond.document(r, {}, private=True), {}),
        (lambda r: respond.document(r, {}), {"signature": "x"}),
        (lambda r: respond.document(r, {}), {"signature_input": "x"}),
        (lambda r: respond.redirect("/home"), {}),
    ],
)
async def test_web_08_what_depends_on_who_asks_is_not_shared(
    make: Callable[[Request], Response], headers: dict[str, str], it: Instance
) -> None:
    answer = await answered(it, make, **headers)
    assert answer.header("cache-control") == "private, no-store"
    assert answer.header("etag") == ""


async def test_a_304_keeps_what_caches_need(it: Instance) -> None:
    def make(request: Request) -> Response:
        return respond.html(request, "<p>", alternate="https://gallery.example/objects/1")

    full = await answered(it, make)
    empty = await answered(it, make, if_none_match=full.header("etag"))
    assert (empty.status, empty.body) == (304, b"")
    for name in ("etag", "cache-control", "vary", "link"):
        assert empty.header(name) == full.header(name) != ""


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:x", "", "/a\r\nb"])
async def test_web_11_a_redirect_leads_to_our_own_pages_only(target: str, it: Instance) -> None:
    answer = await answered(it, lambda r: respond.redirect(target))
    assert (answer.status, answer.header("location")) == (303, "/")


TOLD = [
    (errors.Malformed("inside"), 400),
    (errors.Unauthenticated("inside"), 401),
    (errors.Forbidden("inside", public="Only the artist may."), 403),
    (errors.NotFound("inside"), 404),
    (errors.Gone("inside"), 410),
    (errors.TooLarge("inside"), 413),
    (errors.WrongType("inside"), 415),
    (errors.Invalid({"title": "Please give a title."}), 422),
    (errors.TooFast("inside", retry_after=7), 429),
    (errors.Unavailable("inside", retry_after=9), 503),
    (RuntimeError("inside"), 500),
]


@pytest.mark.parametrize(("error", "status"), TOLD)
async def test_each_error_is_told_to_people_machines_and_the_rest(error: Exception, status: int, it: Instance) -> None:
    public = getattr(error, "public", errors.FedartError.public)
    for accept, kind in ((BROWSER, "text/html"), ("application/json", "application/json"), ("", "text/plain")):
        answer = await answered(it, raising(error), accept=accept)
        assert answer.status == status
        assert answer.header("content-type").startswith(kind)
        assert answer.header("cache-control") == "private, no-store"
        assert "inside" not in answer.text
        said = public in answer.text or (kind == "text/html" and templates.wording(status) in answer.text)
        assert said
    assert answer.header("retry-after") == {429: "7", 503: "9"}.get(status, "")


async def test_a_form_error_names_its_fields_to_machines(it: Instance) -> None:
    error = errors.Invalid({"title": "Please give a title."})
    answer = await answered(it, raising(error), accept="application/json")
    assert answer.json()["fields"] == {"title": "Please give a title."}


async def test_a_page_that_needs_a_viewer_leads_to_the_sign_in_page(it: Instance) -> None:
    answer = await answered(it, raising(SignInNeeded("/publish")), accept=BROWSER)
    assert (answer.status, answer.header("location")) == (303, "/sign-in?next=/publish")


async def test_an_error_page_that_fails_leaves_a_plain_line(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(request: Request, error: errors.FedartError) -> Response:
        raise RuntimeError("template")

    monkeypatch.setattr(templates, "problem", broken)
    answer = await answered(it, raising(errors.NotFound()), accept=BROWSER)
    assert (answer.status, answer.text) == (404, f"{errors.NotFound.public}\n")


async def test_only_the_routers_own_errors_are_translated(it: Instance) -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    with pytest.raises(ValueError, match="ours"):
        await web_errors.from_router(request, ValueError("ours"))
