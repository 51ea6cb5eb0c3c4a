"""What every request passes: hosts, headers, limits, errors. Around an application that only echoes."""

import logging
from collections.abc import Callable, Iterator

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fedart.config import Config, FederationSettings, InstanceSettings, MediaSettings
from fedart.errors import FedartError, Malformed, TooFast, Unavailable
from fedart.web import middleware
from fedart.web.middleware import Errors, Guard, Headers, Limits, Log, hosts_of
from tests.support.client import FORM, Client

ORIGIN = "https://gallery.example"
CONFIG = Config(
    instance=InstanceSettings(origin=ORIGIN),
    federation=FederationSettings(inbox_bytes=1_000),
    media=MediaSettings(max_bytes=10_000),
)


async def plain(request: Request, error: FedartError) -> Response:
    return Response(error.public, error.status, media_type="text/plain")


def wrap(app: ASGIApp, config: Config = CONFIG) -> ASGIApp:
    """`app` inside all layers, in their real order."""
    inner: ASGIApp = Limits(app, config=config, max_files=2)
    inner = Guard(inner, origin=config.instance.origin)
    inner = Log(Errors(inner, answers=(plain,)))
    return Headers(inner, https=config.https)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await Response(f"{len(body)} bytes", media_type="text/plain")(scope, receive, send)


def failing(error: Exception) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return app


def client(app: ASGIApp = echo, config: Config = CONFIG) -> Client:
    return Client(wrap(app, config), config.instance.origin)


@pytest.mark.parametrize(
    ("origin", "hosts"),
    [
        ("https://fedart.test", {"fedart.test", "fedart.test:443"}),
        ("https://Fedart.Test:8443", {"fedart.test:8443"}),
        ("http://localhost:8420", {"localhost:8420", "127.0.0.1:8420"}),
        ("http://127.0.77.11:8080", {"127.0.77.11:8080"}),
        ("http://[::1]:8420", {"[::1]:8420"}),
        ("http://localhost", {"localhost", "localhost:80", "127.0.0.1", "127.0.0.1:80"}),
    ],
)
def test_web_01_the_hosts_we_answer_to_come_from_the_origin(origin: str, hosts: set[str]) -> None:
    assert hosts_of(origin) == hosts


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("gallery.example", 200),
        ("GALLERY.example", 200),
        ("gallery.example:443", 200),
        ("gallery.example:8443", 421),
        ("evil.example", 421),
        ("gallery.example.evil.example", 421),
        ("gallery.example.", 421),
        ("gallery.example, evil.example", 421),
        ("", 400),
    ],
)
async def test_web_01_unknown_and_missing_hosts_are_refused(host: str, status: int) -> None:
    assert (await client().request("GET", "/", host=host)).status == status


@pytest.mark.parametrize("name", ["host", "content-length", "content-type", "date", "digest", "signature", "origin"])
async def test_sig_07_a_header_that_decides_about_trust_may_not_stand_twice(name: str) -> None:
    value = {"host": "gallery.example", "content-length": "0"}.get(name, "x")
    once = [(name, value)] if name != "host" else []
    assert (await client().request("GET", "/", headers=once)).status == 200
    assert (await client().request("GET", "/", headers=[*once, (name, value)])).status == 400


async def test_web_01_forwarded_hosts_change_nothing() -> None:
    answer = await client().request("GET", "/", headers={"x-forwarded-host": "evil.example"}, host="evil.example")
    assert answer.status == 421


async def test_every_answer_carries_the_security_headers() -> None:
    for app in (echo, failing(Malformed()), failing(ValueError("ours"))):
        answer = await client(app).get("/")
        for name, value in middleware.SECURITY.items():
            assert answer.header(name) == value
        assert answer.header("strict-transport-security") == middleware.HSTS
        assert answer.header("cache-control") == "no-store"


async def test_no_hsts_on_plain_http() -> None:
    config = Config(instance=InstanceSettings(origin="http://localhost:8420"))
    answer = await client(config=config).get("/")
    assert answer.status == 200
    assert answer.header("strict-transport-security") == ""


def test_xss_06_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    directives = dict(part.strip().split(" ", 1) for part in middleware.CSP.split(";"))
    assert directives.pop("default-src") == directives.pop("base-uri") == directives.pop("frame-ancestors") == "'none'"
    assert set(directives.values()) == {"'self'"}


async def test_an_answer_may_bring_a_stricter_policy_of_its_own() -> None:
    async def own(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", 200, {"Content-Security-Policy": "sandbox", "Cache-Control": "public"})(scope, receive, send)

    answer = await client(own).get("/")
    assert answer.all("content-security-policy") == ["sandbox"]
    assert answer.header("cache-control") == "public"


async def test_an_answer_that_sets_a_cookie_is_never_shared() -> None:
    async def own(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", 200, {"Set-Cookie": "a=b", "Cache-Control": "public"})(scope, receive, send)

    assert (await client(own).get("/")).header("cache-control") == "private, no-store"


@pytest.mark.parametrize(
    ("path", "content_type", "limit"),
    [
        ("/inbox", "application/activity+json", 1_000),
        ("/actors/x/inbox", "multipart/form-data; boundary=x", 1_000),
        ("/publish", "multipart/form-data; boundary=x", 2 * 10_000 + middleware.FIELDS_BYTES),
        ("/sign-in", FORM, middleware.FORM_BYTES),
        ("/elsewhere/inbox", FORM, middleware.FORM_BYTES),
    ],
)
async def test_par_01_bodies_are_counted_while_they_stream(path: str, content_type: str, limit: int) -> None:
    async def send(size: int, *, chunked: bool) -> int:
        body = [b"x" * 997] * (size // 997) + [b"x" * (size % 997)]
        headers = {"content-type": content_type, "origin": ORIGIN}
        sent = body if chunked else b"".join(body)
        return (await client().request("POST", path, headers=headers, body=sent)).status

    assert await send(limit, chunked=True) == await send(limit, chunked=False) == 200
    assert await send(limit + 1, chunked=True) == await send(limit + 1, chunked=False) == 413


async def test_par_01_a_piece_of_a_file_has_the_limit_of_a_file() -> None:
    async def send(size: int) -> int:
        headers = {"content-type": "application/offset+octet-stream", "origin": ORIGIN}
        return (await client().request("PATCH", "/drafts/x/files/y", headers=headers, body=b"x" * size)).status

    assert (await send(10_000), await send(10_001)) == (200, 413)


async def test_par_01_a_declared_length_over_the_limit_is_refused_unread() -> None:
    async def unread(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the handler ran")

    answer = await client(unread).request("POST", "/inbox", headers={"content-length": "1001"})
    assert answer.status == 413
    assert answer.header("connection") == "close"


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "", "²", "9" * 40])
async def test_a_length_that_is_no_sensible_number_is_refused(length: str) -> None:
    answer = await client().request("POST", "/inbox", headers={"content-length": length})
    assert answer.status in (400, 413)


@pytest.mark.parametrize(("encoding", "status"), [("gzip", 415), ("br, gzip", 415), ("identity", 200), ("", 200)])
async def test_par_01_encoded_request_bodies_are_refused(encoding: str, status: int) -> None:
    headers = {"content-encoding": encoding} if encoding else {}
    assert (await client().request("POST", "/inbox", headers=headers)).status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": ORIGIN}, 200),
        ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://gallery.example"}, 403),
        ({"origin": f"{ORIGIN}.evil.example"}, 403),
        ({"origin": ORIGIN, "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_web_03_forms_from_elsewhere_are_refused(headers: dict[str, str], status: int) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await client().request(method, "/works/x/like", headers=headers)).status == status
    assert (await client().request("GET", "/works/x", headers=headers)).status == 200
    assert (await client().request("POST", "/inbox", headers=headers)).status == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Malformed("inside"), 400),
        (Unavailable("inside"), 503),
        (TooFast("inside"), 429),
        (RecursionError("inside"), 400),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "inside"), 400),
        (OverflowError("inside"), 400),
        (RuntimeError("inside"), 500),
        (ValueError("inside"), 500),
    ],
)
async def test_errors_become_answers_that_tell_no_details(error: Exception, status: int) -> None:
    answer = await client(failing(error)).get("/")
    assert answer.status == status
    assert b"inside" not in answer.body


async def test_an_answer_that_fails_leaves_the_next_one() -> None:
    async def broken(request: Request, error: FedartError) -> Response:
        raise RuntimeError("template")

    good = Client(Errors(failing(Malformed("inside")), answers=(broken, plain)))
    answer = await good.get("/")
    assert (answer.status, answer.text) == (400, Malformed.public)
    with pytest.raises(RuntimeError, match="template"):
        await Client(Errors(failing(Malformed("inside")), answers=(broken,))).get("/")


async def test_an_error_after_the_answer_began_is_not_hidden() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("too late")

    with pytest.raises(ValueError, match="too late"):
        await client(broken).get("/")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    logger = logging.getLogger("fedart")
    before = logger.propagate
    logger.propagate = True
    with caplog.at_level(logging.INFO, "fedart"):
        yield lambda: [record.getMessage() for record in caplog.records]
    logger.propagate = before


async def test_each_request_is_one_line_without_its_query(lines: Callable[[], list[str]]) -> None:
    await client().get("/works/1?secret=2")
    assert len(lines()) == 1
    assert "event=request method=GET path=/works/1 status=200 ms=" in lines()[0]


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/TOKEN",
        "/join/TOKEN",
        "/shared/TOKEN",
        "/shared/TOKEN/0123",
        "/drafts/shared/TOKEN/0123",
        "/commissions/shared/TOKEN",
    ],
)
async def test_one_time_tokens_stay_out_of_the_log(path: str, lines: Callable[[], list[str]]) -> None:
    await client().get(path)
    assert lines()
    assert "TOKEN" not in "".join(lines())


async def test_what_was_refused_is_logged_with_its_rule(lines: Callable[[], list[str]]) -> None:
    await client(failing(Malformed("a\nforged line", rule="PAR-02"))).get("/")
    refusal = next(line for line in lines() if "event=refused" in line)
    assert "rule=PAR-02" in refusal
    assert "\n" not in refusal


async def test_a_lifespan_message_passes_through() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        seen.append(message["type"])

    await wrap(app)({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan"]
