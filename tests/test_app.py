"""The application around its instance: opened, shared, with and without a worker."""

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from fedart import app, instance
from fedart.errors import ConfigError
from fedart.instance import Instance
from fedart.tasks import runner
from tests.support.client import Client
from tests.support.instance import config_in


async def lifespan(
    application: Starlette,
) -> tuple["asyncio.Queue[str]", "asyncio.Queue[Message]", "asyncio.Task[None]"]:
    """Start an application as a server does: what was sent to it, what it answered, and its task."""
    inward: asyncio.Queue[str] = asyncio.Queue()
    outward: asyncio.Queue[Message] = asyncio.Queue()

    async def receive() -> Message:
        return {"type": await inward.get()}

    task = asyncio.create_task(application({"type": "lifespan", "state": {}}, receive, outward.put))
    await inward.put("lifespan.startup")
    return inward, outward, task


async def test_a_configuration_is_opened_and_closed_with_the_application(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    instance.prepare(config)
    application = app.build(config, worker=False)
    inward, outward, task = await lifespan(application)
    assert (await outward.get())["type"] == "lifespan.startup.complete"
    client = Client(application, config.instance.origin)
    assert (await client.get("/healthz")).status == 200
    assert (await client.document("/actor")).json()["type"] == "Application"
    await inward.put("lifespan.shutdown")
    assert (await outward.get())["type"] == "lifespan.shutdown.complete"
    await task


async def test_an_unmigrated_database_stops_the_start(tmp_path: Path) -> None:
    application = app.build(config_in(tmp_path), worker=False)
    _, outward, task = await lifespan(application)
    assert (await outward.get())["type"] == "lifespan.startup.failed"
    with pytest.raises(ConfigError, match="migrate"):
        await task


@pytest.mark.parametrize("worker", [True, False])
async def test_the_worker_runs_beside_the_application_when_asked(
    worker: bool, it: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []

    async def work(running: Instance, stop: asyncio.Event) -> None:
        assert running is it
        events.append("started")
        await stop.wait()
        events.append("drained")

    monkeypatch.setattr(runner, "run", work)
    inward, outward, task = await lifespan(app.build(it, worker=worker))
    await outward.get()
    await asyncio.sleep(0)
    await inward.put("lifespan.shutdown")
    await outward.get()
    await task
    assert events == (["started", "drained"] if worker else [])
