"""Forms with and without files: what is read, what is refused, and that nothing stays behind."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fedart import app
from fedart.config import Config, MediaSettings
from fedart.domain.work import MAX_PICTURES
from fedart.instance import Instance
from fedart.web import csrf, uploads
from tests.support.client import BOUNDARY, FORM, Answer, Client, multipart
from tests.support.instance import Studio, config_in

KIND = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(media=MediaSettings(max_bytes=1_000)))


async def show(request: Request) -> Response:
    return Response(await csrf.token(request))


async def tell(request: Request) -> Response:
    """What the form brought, while its files still lie in the spool."""
    async with uploads.form(request, max_files=2) as form:
        if form.text("fail"):
            raise ValueError("the handler failed")
        files = [
            [f.field, f.name, f.size, f.too_large, f.path.read_text() if f.path.exists() else None]
            for f in form.received
        ]
        return JSONResponse(
            {"fields": {k: list(v) for k, v in form.fields.items()}, "files": files, "many": form.too_many}
        )


@pytest.fixture
def forms(it: Instance) -> Client:
    """An application with nothing but a form, inside all layers."""
    routes = [Route("/", show), Route("/", tell, methods=["POST"])]
    made = Starlette(routes=routes, middleware=app.middleware_of(it.config))
    made.state.instance = it
    return Client(made, it.config.instance.origin)


@pytest.fixture
async def token(forms: Client) -> str:
    return (await forms.get("/")).text


def spool(it: Instance) -> list[str]:
    return [path.name for path in (it.config.data / "spool").glob("*")]


async def raw(client: Client, body: bytes | Iterable[bytes], kind: str = KIND) -> Answer:
    return await client.request("POST", "/", headers={"content-type": kind, "origin": client.origin}, body=body)


async def test_a_plain_form_is_read_in_order_with_plain_line_ends(forms: Client, token: str) -> None:
    answer = await forms.post("/", {"csrf": token, "text": "one\r\ntwo\rthree", "tag": ["a", "b", ""], "ü": "ß€"})
    assert answer.json()["fields"] == {"csrf": [token], "text": ["one\ntwo\nthree"], "tag": ["a", "b", ""], "ü": ["ß€"]}


async def test_a_multipart_form_brings_fields_and_files(forms: Client, token: str, it: Instance) -> None:
    files = [("pictures", "a “b”.png", b"first"), ("pictures", "b.png", b"second" * 100)]
    answer = await forms.upload("/", [("csrf", token), ("alt", "x\r\ny"), ("alt", "")], files)
    assert answer.json() == {
        "fields": {"csrf": [token], "alt": ["x\ny", ""]},
        "files": [
            ["pictures", "a “b”.png", 5, False, "first"],
            ["pictures", "b.png", 600, False, "second" * 100],
        ],
        "many": False,
    }
    assert spool(it) == []


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1_000])
async def test_a_body_may_arrive_in_pieces_of_any_size(size: int, forms: Client, token: str) -> None:
    body = multipart([("csrf", token), ("title", "Ferry")], [("pictures", "a.png", b"--" + BOUNDARY.encode()[:-1])])
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    found = (await raw(forms, pieces)).json()
    assert found["fields"]["title"] == ["Ferry"]
    assert found["files"][0][4] == f"--{BOUNDARY[:-1]}"


async def test_an_empty_file_input_is_no_file(forms: Client, token: str) -> None:
    assert (await forms.upload("/", [("csrf", token)], [("pictures", "", b"")])).json()["files"] == []


async def test_web_11_a_file_over_the_limit_is_thrown_away_and_named(forms: Client, token: str, it: Instance) -> None:
    files = [("pictures", "big.png", b"x" * 1_001), ("pictures", "fits.png", b"x" * 1_000)]
    found = (await forms.upload("/", [("csrf", token), ("title", "typed")], files)).json()
    assert found["fields"]["title"] == ["typed"]
    assert [row[1:4] for row in found["files"]] == [["big.png", 1_001, True], ["fits.png", 1_000, False]]
    assert found["files"][0][4] is None
    assert spool(it) == []


async def test_more_files_than_asked_for_are_thrown_away(forms: Client, token: str, it: Instance) -> None:
    files = [("pictures", f"{n}.png", b"x") for n in range(4)]
    found = (await forms.upload("/", [("csrf", token)], files)).json()
    assert (len(found["files"]), found["many"]) == (2, True)
    assert spool(it) == []


async def test_files_are_removed_when_the_handler_fails(forms: Client, token: str, it: Instance) -> None:
    answer = await forms.upload("/", [("csrf", token), ("fail", "yes")], [("pictures", "a.png", b"x")])
    assert answer.status == 500
    assert spool(it) == []


BROKEN = [
    ("no end", lambda t: multipart([("csrf", t)], [("p", "a.png", b"x")])[:-8], KIND, 400),
    ("no boundary in the body", lambda t: b"nothing here", KIND, 400),
    ("empty", lambda t: b"", KIND, 400),
    ("not UTF-8", lambda t: multipart([("csrf", t)], []).replace(b"csrf", b"\xff\xfe"), KIND, 400),
    ("a boundary that is no ASCII", lambda t: b"x", "multipart/form-data; boundary=é", 400),
    ("a boundary that is too long", lambda t: b"x", "multipart/form-data; boundary=" + "b" * 500, 400),
    ("no boundary", lambda t: b"x", "multipart/form-data", 415),
    ("JSON", lambda t: b"{}", "application/json", 415),
    ("no type", lambda t: b"x", "", 415),
    ("plain text", lambda t: f"csrf={t}".encode(), "text/plain", 415),
    ("a query that is no ASCII", lambda t: "csrf=ü".encode(), FORM, 400),
    ("a query that is no UTF-8", lambda t: f"csrf={t}&x=%ff".encode(), FORM, 400),
    ("too many fields", lambda t: f"csrf={t}&".encode() + b"a=b&" * uploads.MAX_FIELDS, FORM, 400),
    ("too many parts", lambda t: multipart([("csrf", t)] + [("a", "b")] * uploads.MAX_FIELDS, []), KIND, 413),
    ("too much text", lambda t: multipart([("csrf", t), ("a", "b" * 600_000)], []), KIND, 413),
]


@pytest.mark.parametrize(("name", "body", "kind", "status"), BROKEN, ids=[row[0] for row in BROKEN])
async def test_forms_that_cannot_be_read_are_refused(
    name: str, body: "object", kind: str, status: int, forms: Client, token: str, it: Instance
) -> None:
    assert callable(body)
    assert (await raw(forms, body(token), kind)).status == status
    assert spool(it) == []


async def test_a_disk_that_cannot_be_written_is_503(
    forms: Client, token: str, it: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uploads.Reader, "flush", full)
        assert (await forms.upload("/", [("csrf", token)], [("p", "a.png", b"x")])).status == 503
    assert (await forms.upload("/", [("csrf", token)], [("p", "a.png", b"x")])).status == 200


async def test_the_whole_upload_has_a_limit(forms: Client, token: str, it: Instance) -> None:
    pieces = (b"x" * 65_536 for _ in range(1_000))
    assert (await raw(forms, pieces)).status in (400, 413)
    head = multipart([("csrf", token)], [("p", "a.png", b"")])[: -len(BOUNDARY) - 8]
    limit = MAX_PICTURES * 1_000 + 1024 * 1024
    assert (await raw(forms, [head, *(b"x" * 10_000 for _ in range(limit // 10_000 + 2))])).status == 413
    assert spool(it) == []


# web 03


async def test_web_03_a_form_needs_the_token_of_its_visitor(forms: Client, token: str, it: Instance) -> None:
    other = Client(forms.app, forms.origin)
    foreign = (await other.get("/")).text
    assert foreign != token
    for wrong in ("", "x", foreign, token[:-1], token + "x", "ü"):
        assert (await forms.post("/", {"csrf": wrong})).status == 403
        assert (await forms.upload("/", [("csrf", wrong)], [("p", "a.png", b"x")])).status == 403
    assert (await forms.post("/", {"title": "no token"})).status == 403
    assert (await forms.post("/", {"csrf": token})).status == 200
    assert spool(it) == []


async def test_web_03_without_the_cookie_no_token_fits(forms: Client, token: str) -> None:
    assert (await Client(forms.app, forms.origin).post("/", {"csrf": token})).status == 403
    bare = Client(forms.app, forms.origin, cookies={"__Host-fedart-form": ""})
    assert (await bare.post("/", {"csrf": ""})).status == 403


async def test_web_02_the_form_cookie_is_bound_to_the_host(forms: Client) -> None:
    answer = await forms.get("/")
    cookie = answer.header("set-cookie")
    assert cookie.startswith("__Host-fedart-form=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.header("cache-control") == "private, no-store"
    assert (await forms.get("/")).header("set-cookie") == ""


async def test_web_03_a_session_has_a_token_of_its_own(forms: Client, token: str, make: Studio) -> None:
    signed_in = await make.signed_in(forms, await make.person("maren"))
    own = (await signed_in.get("/")).text
    assert own != token
    signed_in.cookies.update(forms.cookies)
    assert (await signed_in.post("/", {"csrf": token})).status == 403
    assert (await signed_in.post("/", {"csrf": own})).status == 200


async def test_web_03_the_browser_has_to_say_that_it_is_our_page(forms: Client, token: str) -> None:
    answer = await forms.post("/", {"csrf": token}, origin="https://evil.example", sec_fetch_site="cross-site")
    assert answer.status == 403
    assert "another" not in answer.text
    assert (await forms.post("/", {"csrf": token})).status == 200
