"""What an instance remembers of the ways other servers want to be spoken to."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fedart import instance
from fedart.config import Config
from fedart.errors import Unavailable
from fedart.federation.dialects import Dialect
from fedart.federation.signatures import Signer
from fedart.instance import Instance, StoredDialects
from tests.support.peers import Received, bed, peer, reply
from tests.support.signing import BODY, KEY_ID, private

HOST = "peer.example"


async def test_a_dialect_is_there_for_every_process_and_after_a_restart(it: Instance) -> None:
    dialects = StoredDialects(it.db)
    assert dialects.get(HOST) is Dialect.CAVAGE
    await dialects.put(HOST, Dialect.RFC9421)
    assert StoredDialects(it.db).get(HOST) is Dialect.RFC9421
    await dialects.put(HOST, Dialect.CAVAGE)
    assert dialects.get(HOST) is Dialect.CAVAGE


async def test_a_host_of_which_only_other_things_are_known_gets_the_old_dialect(it: Instance) -> None:
    await it.db.write(lambda tx: tx.run("INSERT INTO hosts (host, failures) VALUES (:host, 3)", host=HOST))
    assert StoredDialects(it.db).get(HOST) is Dialect.CAVAGE


async def test_a_full_disk_costs_the_memory_and_not_the_message(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object, work: object) -> object:
        raise Unavailable("database: disk is full")

    dialects = StoredDialects(it.db)
    with monkeypatch.context() as patch:
        patch.setattr(type(it.db), "write", fails)
        patch.setattr(type(it.db), "glance", fails)
        await dialects.put(HOST, Dialect.RFC9421)
        assert dialects.get(HOST) is Dialect.CAVAGE
    await dialects.put(HOST, Dialect.RFC9421)
    assert dialects.get(HOST) is Dialect.RFC9421


async def new_only(writer: asyncio.StreamWriter, request: Received) -> None:
    """A server that wants the newer dialect, and believes it."""
    writer.write(reply(202 if request.header("signature-input") else 401))


async def test_what_a_server_took_is_known_after_a_restart(config: Config, migrated: Path) -> None:
    shutil.copytree(migrated, config.data)
    signer, kind = Signer(KEY_ID, private()), "application/activity+json"
    async with peer(new_only) as server:
        for knocks in (2, 1):
            server.received.clear()
            async with instance.opened(replace(config, testbed=bed())) as opened:
                assert (await opened.http.post(server.url("/inbox"), BODY, kind, signer)).status == 202
            assert len(server.received) == knocks
