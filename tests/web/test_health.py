"""/healthz and /robots.txt."""

import asyncio
from urllib.robotparser import RobotFileParser

import pytest

from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.web import health
from tests.support.client import Client


async def test_a_healthy_server_says_so(client: Client) -> None:
    answer = await client.get("/healthz")
    assert (answer.status, answer.text) == (200, "ok\n")
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("direction", ["read", "write"])
async def test_dur_04_a_database_that_fails_is_503_and_recovers(
    direction: str, client: Client, it: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: object, work: object) -> None:
        raise Unavailable("database: disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(type(it.db), direction, fail)
        answer = await client.get("/healthz")
        assert answer.status == 503
        assert answer.header("retry-after")
        assert "I/O" not in answer.text
    assert (await client.get("/healthz")).status == 200


async def test_a_database_that_hangs_is_503(client: Client, it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(self: object, work: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(type(it.db), "write", hang)
    monkeypatch.setattr(health, "SECONDS", 0.01)
    assert (await client.get("/healthz")).status == 503


async def test_robots_keeps_collectors_out_and_search_engines_in(client: Client) -> None:
    answer = await client.get("/robots.txt")
    assert answer.header("content-type").startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for agent in ("GPTBot", "CCBot", "ClaudeBot", "Google-Extended", "img2dataset"):
        assert not rules.can_fetch(agent, "https://gallery.example/@maren")
    for agent in ("Googlebot", "Mastodon"):
        assert rules.can_fetch(agent, "https://gallery.example/@maren")
        assert not rules.can_fetch(agent, "https://gallery.example/settings/profile")
