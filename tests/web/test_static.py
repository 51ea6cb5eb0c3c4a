"""Static files: types, fingerprints, and nothing from outside the folder."""

import pytest

from fedart.errors import NotFound
from fedart.web import static
from tests.support.client import Client


async def test_a_fingerprinted_address_is_kept_for_good(client: Client) -> None:
    address = static.url("site.css")
    answer = await client.get(address)
    assert answer.status == 200
    assert answer.header("content-type") == "text/css; charset=utf-8"
    assert "immutable" in answer.header("cache-control")
    again = await client.get(address, if_none_match=answer.header("etag"))
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
async def test_any_other_address_is_kept_for_an_hour(query: str, client: Client) -> None:
    answer = await client.get(f"/static/site.css{query}")
    assert answer.status == 200
    assert answer.header("cache-control") == "public, max-age=3600"


@pytest.mark.parametrize(
    "path", ["", "missing.css", "../pyproject.toml", "%2e%2e/pyproject.toml", "/etc/passwd", "site.css%00", "fonts"]
)
async def test_nothing_else_is_served(path: str, client: Client) -> None:
    assert (await client.get(f"/static/{path}")).status == 404


def test_every_static_file_has_a_known_type() -> None:
    for path in static.folder().rglob("*"):
        if path.is_file():
            found = static.asset(str(path.relative_to(static.folder())))
            assert found is not None
            assert found.type != "application/octet-stream", path


def test_a_missing_file_has_no_address() -> None:
    with pytest.raises(NotFound):
        static.url("missing.css")


async def test_a_changed_file_gets_a_new_fingerprint(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("static").resolve()
    (folder / "a.css").write_text("a{}")
    outside = folder.parent / "outside.css"
    outside.write_text("b{}")
    (folder / "link.css").symlink_to(outside)
    monkeypatch.setattr(static, "folder", lambda: folder)
    before = static.url("a.css")
    assert static.url("a.css") == before
    (folder / "a.css").write_text("a{color:red}")
    assert static.url("a.css") != before
    assert static.asset("link.css") is None
