"""Cookies, viewers, redirects, and whose address counts."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fedart import app
from fedart.config import Config, ServerSettings
from fedart.domain.actor import Role
from fedart.instance import Instance
from fedart.services import accounts
from fedart.storage import actors
from fedart.web import client as visitors
from fedart.web import session
from tests.support.client import Client
from tests.support.instance import Clock, Studio, config_in, running


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/home", "/home"),
        ("/@maren?before=1#works", "/@maren?before=1#works"),
        (None, "/home"),
        ("", "/home"),
        ("home", "/home"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("\\/evil.example", "/home"),
        ("https://evil.example/", "/home"),
        ("javascript:alert(1)", "/home"),
        ("/a\r\nSet-Cookie: x=y", "/home"),
        ("/a\tb", "/home"),
        (" //evil.example", "/home"),
        ("/" + "a" * 3_000, "/home"),
    ],
)
def test_web_11_redirects_stay_here(path: str | None, target: str) -> None:
    assert session.internal(path) == target


async def whoami(request: Request) -> Response:
    viewer = await session.viewer_of(request)
    return Response(viewer.actor.username if viewer else "nobody")


async def private(request: Request) -> Response:
    return Response((await session.require_viewer(request)).actor.username)


async def moderate(request: Request) -> Response:
    return Response((await session.require_moderator(request)).actor.username)


async def administer(request: Request) -> Response:
    return Response((await session.require_admin(request)).actor.username)


async def enter(request: Request) -> Response:
    response = Response("in")
    it = session.instance_of(request)
    session.remember(request, response, await accounts.sign_in_by_link(it, request.path_params["link"], "x"))
    return response


async def leave(request: Request) -> Response:
    response = Response("out")
    session.forget(request, response)
    return response


async def address(request: Request) -> Response:
    return Response(visitors.address(request))


def small(it: Instance) -> Client:
    """An application with nothing but these handlers, inside all layers."""
    gets = {"/": whoami, "/private": private, "/moderate": moderate, "/admin": administer, "/leave": leave}
    routes = [Route(path, handler, methods=["GET", "POST"]) for path, handler in gets.items()]
    routes += [Route("/enter/{link}", enter), Route("/address", address)]
    made = Starlette(routes=routes, middleware=app.middleware_of(it.config))
    made.state.instance = it
    return Client(made, it.config.instance.origin)


async def link_of(it: Instance, name: str) -> str:
    return (await accounts.login_link(it, name)).rpartition("/")[2]


async def test_web_02_a_session_cookie_is_bound_to_the_host_and_ends_with_the_session(
    it: Instance, make: Studio, clock: Clock
) -> None:
    await make.person("maren")
    browser = small(it)
    assert (await browser.get("/")).text == "nobody"
    answer = await browser.get(f"/enter/{await link_of(it, 'maren')}")
    cookie = answer.header("set-cookie")
    assert cookie.startswith("__Host-fedart=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax", f"Max-Age={30 * 86_400}"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.header("cache-control") == "private, no-store"
    assert (await browser.get("/")).text == "maren"
    await browser.get("/leave")
    assert browser.cookies == {}
    await browser.get(f"/enter/{await link_of(it, 'maren')}")
    clock.advance(30 * 86_400 + 1)
    assert (await browser.get("/")).text == "nobody"


async def test_plain_http_knows_no_secure_cookie(tmp_path: Path) -> None:
    async with running(config_in(tmp_path, origin="http://localhost:8420")) as it:
        await Studio(it).person("maren")
        browser = small(it)
        cookie = (await browser.get(f"/enter/{await link_of(it, 'maren')}")).header("set-cookie")
        assert cookie.startswith("fedart=")
        assert "Secure" not in cookie
        assert (await browser.get("/")).text == "maren"
        answer = await browser.request("GET", "/", host="127.0.0.1:8420")
        assert answer.text == "maren"


@pytest.mark.parametrize("value", ["", "x", "x" * 5_000, "ü", "'; DROP TABLE sessions; --"])
async def test_a_made_up_cookie_is_nobody(value: str, it: Instance) -> None:
    browser = small(it)
    assert (await browser.request("GET", "/", headers=[("cookie", f"__Host-fedart={value}")])).text == "nobody"


async def test_a_cookie_without_the_prefix_does_not_count_on_https(it: Instance, make: Studio) -> None:
    browser = await make.signed_in(small(it), await make.person("maren"))
    token = browser.cookies.pop("__Host-fedart")
    browser.cookies["fedart"] = token
    assert (await browser.get("/")).text == "nobody"


async def test_a_suspended_artist_is_signed_out(it: Instance, make: Studio) -> None:
    person = await make.person("maren")
    browser = await make.signed_in(small(it), person)
    assert (await browser.get("/")).text == "maren"
    await it.db.write(lambda tx: actors.suspend(tx, person.actor.id, 1))
    assert (await browser.get("/")).text == "nobody"


async def test_pages_for_people_who_are_signed_in_lead_to_the_sign_in_page(it: Instance) -> None:
    browser = small(it)
    answer = await browser.get("/private?before=1&x=//evil")
    assert answer.status == 303
    assert answer.header("location") == "/sign-in?next=/private%3Fbefore%3D1%26x%3D//evil"
    assert (await browser.post("/private", {})).header("location") == "/sign-in?next=/home"


@pytest.mark.parametrize(
    ("role", "moderates", "administers"),
    [
        (Role.ARTIST, 403, 403),
        (Role.MODERATOR, 200, 403),
        (Role.ADMIN, 200, 200),
        (Role.OWNER, 200, 200),
    ],
)
async def test_web_10_roles_open_their_doors(
    role: Role, moderates: int, administers: int, it: Instance, make: Studio
) -> None:
    browser = await make.signed_in(small(it), await make.person("hal", role))
    assert (await browser.get("/moderate")).status == moderates
    assert (await browser.get("/admin")).status == administers


PROXIES = ("10.0.0.0/8", "::1/128")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::1", ["2001:db8::1"], "2001:db8::1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("", ["198.51.100.1"], ""),
        ("10.0.0.1", ["6.6.6.6," * 1_000 + "198.51.100.1"], "198.51.100.1"),
    ],
)
def test_web_05_forwarded_addresses_are_believed_from_our_proxies_only(
    peer: str, forwarded: list[str], address: str
) -> None:
    assert visitors.origin_address(peer, forwarded, PROXIES) == address


async def test_web_05_proxies_come_from_the_configuration(tmp_path: Path) -> None:
    headers = {"x-forwarded-for": "198.51.100.1"}
    for proxies, found in (((), "203.0.113.7"), (("203.0.113.0/24",), "198.51.100.1")):
        base = Config(server=ServerSettings(trusted_proxies=proxies))
        async with running(config_in(tmp_path / str(len(proxies)), base=base)) as it:
            assert (await small(it).request("GET", "/address", headers=headers)).text == found
