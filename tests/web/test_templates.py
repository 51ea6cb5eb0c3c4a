"""The environment of every page, and what all pages have in common."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from fedart import share
from fedart.domain.actor import Role
from fedart.instance import Instance
from fedart.web import templates
from tests.support.client import Client
from tests.support.instance import Studio

FILES = sorted(path.relative_to(share.path("templates")).as_posix() for path in share.path("templates").rglob("*.html"))
STATIC = share.path("static")


@pytest.mark.parametrize("name", FILES)
def test_every_template_compiles_and_names_only_templates_that_exist(name: str) -> None:
    environment = templates.environment()
    environment.get_template(name)
    assert environment.loader is not None
    source = environment.loader.get_source(environment, name)[0]
    used = set(meta.find_referenced_templates(environment.parse(source)))
    assert used <= set(FILES)


def test_values_are_escaped_and_unknown_names_are_errors() -> None:
    environment = templates.environment()
    assert environment.from_string("{{ x }}").render(x="<b>&") == "&lt;b&gt;&amp;"
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ nothing }}").render()


@pytest.mark.parametrize("name", ["site.css", "tokens.css"])
def test_the_stylesheets_fetch_nothing_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    addresses = re.findall(r"url\(([^)]*)\)", text)
    assert all(not address.strip("\"'").startswith(("http", "//", "data:")) for address in addresses)
    assert all((STATIC / address.strip("\"'")).is_file() for address in addresses)


def test_every_class_of_the_stylesheet_is_used() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "site.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", css)))
    folder = share.path("templates")
    pages: list[Path] = [*folder.rglob("*.html"), *STATIC.glob("*.js")]
    used = " ".join(path.read_text(encoding="utf-8") for path in pages)
    assert [name for name in sorted(classes) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", used)] == []


@pytest.mark.parametrize("part", ["ul", "li + li", "ol", "blockquote", "pre"])
def test_posts_and_replies_are_set_like_the_words_of_a_work(part: str) -> None:
    css = (STATIC / "site.css").read_text(encoding="utf-8")
    assert f".prose {part}, .said {part} {{" in css


@pytest.mark.parametrize(
    ("status", "words"), [(404, "This wall is empty."), (422, "Something needs a change."), (599, "Something broke")]
)
def test_each_status_has_its_words(status: int, words: str) -> None:
    assert templates.wording(status).startswith(words)


async def test_a_page_carries_what_we_ask_of_crawlers_and_no_inline_code(client: Client, it: Instance) -> None:
    answer = await client.page("/")
    assert '<meta name="robots" content="noai, noimageai">' in answer.text
    assert '<meta name="tdm-reservation" content="1">' in answer.text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", answer.text)
    assert f'<a class="brand" href="/" dir="auto">{it.config.instance.name}</a>' in answer.text
    assert re.search(r'href="/static/site\.css\?v=[0-9a-f]+"', answer.text)


async def test_the_bar_of_a_visitor_leads_to_the_door_and_nowhere_else(client: Client) -> None:
    text = (await client.page("/")).text
    assert 'href="/sign-in"' in text
    for path in ("/home", "/publish", "/notifications", "/admin", "/settings"):
        assert f'href="{path}' not in text


@pytest.mark.parametrize(("role", "desk"), [(Role.ARTIST, False), (Role.MODERATOR, True), (Role.OWNER, True)])
async def test_the_bar_of_the_signed_in_leads_to_their_places(
    client: Client, make: Studio, role: Role, *, desk: bool
) -> None:
    maren = await make.person("maren", role)
    text = (await (await make.signed_in(client, maren)).page("/")).text
    assert all(f'href="{path}"' in text for path in ("/home", "/publish", "/notifications", "/@maren"))
    assert ('href="/admin"' in text) == desk
    assert 'action="/sign-out"' in text
    assert 'href="/sign-in"' not in text


async def test_a_missing_page_says_so_in_words(client: Client) -> None:
    answer = await client.page("/nothing-here")
    assert answer.status == 404
    assert "This wall is empty." in answer.text
    assert 'href="/artists"' in answer.text


async def test_names_are_escaped_on_every_list(client: Client, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    evil = '<script>alert("x")</script>'
    work = await make.work(maren, title=evil)
    await make.picture(maren, work)
    for path in ("/", "/works", "/@maren", f"/works/{work.id}", "/tags/ferry"):
        text = (await client.page(path)).text
        assert evil not in text
        assert "&lt;script&gt;alert(" in text
