"""MED-06: whatever becomes of the process that judges, the post stays, its picture waits, and is judged later."""

import asyncio
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from fedart.detector import checkset, installed
from tests.faults.test_kills import rows
from tests.support.paint import painting, png
from tests.support.processes import wait_gone
from tests.support.remote import FakePeer, Stranger
from tests.support.server import SOON, Process, until

pytestmark = pytest.mark.slow

CHILD = b"fedart.detector.child"
SETTINGS = {"FEDART_DETECTOR_MODEL": "current", "FEDART_DETECTOR_SECONDS": "5", "FEDART_TASKS_LEASE_SECONDS": "10"}
"""The shipped model, and less time for a picture than for a task."""
ENOUGH, TOO_LITTLE = 1 << 30, 300 << 20
BEGUN_SECONDS, LOOK_SECONDS = 0.01, 0.002
WITHHELD = "Picture withheld by this instance"


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, from the kernel's clock of that process."""
    return time.clock_gettime((~pid << 3) | 2)


@dataclass(frozen=True)
class Scene:
    """A started server whose detector has judged one picture already, and somebody who answers a work of it."""

    server: Process
    peer: FakePeer
    who: Stranger
    work: str

    def judge(self) -> int:
        """The process that judges."""
        [pid] = [pid for pid in self.server.children() if CHILD in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return pid

    async def post(self, name: str, data: bytes) -> str:
        """Send an answer with that picture; the answer's address."""
        note = self.who.note(f"Words with {name}", inReplyTo=self.work, pictures=[self.peer.picture(name, data)])
        assert await self.peer.send(f"{self.server.origin}/inbox", self.who, self.who.create(note)) == 202
        return str(note["id"])

    async def post_and_wait_for_the_judge(self, name: str, data: bytes) -> tuple[str, int]:
        """Send such an answer; its address and the process that has just begun to judge."""
        judge = self.judge()
        working = asyncio.create_task(at_work(judge))
        post = await self.post(name, data)
        await working
        return post, judge

    def picture(self, post: str) -> tuple[str, str]:
        """State of the picture of a post, and why; empty before the post is there."""
        sql = (
            "SELECT media.state, media.reason FROM media JOIN works ON works.id = media.work_id"
            f" WHERE works.uri = '{post}' AND works.state = 'live'"
        )
        found = rows(self.server, sql)
        return (str(found[0][0]), str(found[0][1])) if found else ("", "")

    async def ends(self, post: str, state: str, reason: str = "", seconds: float = 40.0) -> None:
        """Wait until the picture of a post has come to that state."""
        await until(lambda: self.picture(post) == (state, reason), seconds)

    async def page(self) -> str:
        """The work's page with its answers, as a visitor sees it."""
        [[ident]] = rows(self.server, f"SELECT id FROM works WHERE uri = '{self.work}'")
        async with aiohttp.ClientSession() as session, session.get(f"{self.server.origin}/works/{ident}") as answer:
            assert answer.status == 200
            return await answer.text()

    async def restart(self, **settings: str) -> None:
        """End the server as a power cut does, and start it again, with other settings where they are given."""
        self.server.environment.update(settings)
        assert await asyncio.to_thread(self.server.end, signal.SIGKILL) == -signal.SIGKILL
        await asyncio.to_thread(self.server.start)


@pytest.fixture
async def scene(server: Process, peer: FakePeer) -> Scene:
    assert installed.shipped(Path(sys.prefix)) is not None, "the shipped model is not complete: `make test-environment`"
    server.environment.update(SETTINGS)
    path = server.folder.parent / "ferry.png"
    path.write_bytes(png(painting(1, (320, 240))))
    await asyncio.to_thread(server.start)
    made = await asyncio.to_thread(server.command, "works", "publish", "--as", "maren", "--title", "Ferry", str(path))
    found = Scene(server, peer, peer.person("ada"), made["uri"])
    await found.ends(await found.post("first.png", png(painting(2, (160, 120)))), "kept")
    return found


def bare(path: Path) -> bytes:
    """A picture of the check set without what its file declares."""
    out = io.BytesIO()
    with Image.open(path) as image:
        image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()


def photograph() -> bytes:
    """A picture that a person took."""
    pictures = checkset.pictures()
    return bare(next(p.path for p in pictures if p.label is checkset.Label.HUMAN and p.path.suffix == ".jpg"))


def surely_generated(server: Process) -> bytes:
    """A generated picture, without what its file declared, that the command would drop."""
    path = server.folder.parent / "generated.jpg"
    for picture in checkset.pictures():
        if picture.label is checkset.Label.GENERATED:
            path.write_bytes(bare(picture.path))
            if server.command("detector", "score", str(path))["verdicts"]["remote"]["ban"] == "drop":
                return path.read_bytes()
    raise AssertionError("the model drops none of the generated pictures")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def stall(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


async def at_work(pid: int) -> None:
    """Wait until the process has begun with a picture; looks far more often than a picture takes."""
    begun = cpu(pid) + BEGUN_SECONDS
    async with asyncio.timeout(SOON):
        while cpu(pid) < begun:
            await asyncio.sleep(LOOK_SECONDS)


async def waits_and_is_judged_after_a_restart(scene: Scene, post: str) -> None:
    """The words are there, the picture is held and shown to nobody; the next start judges it, and it is shown."""
    await scene.ends(post, "held", "error")
    page = await scene.page()
    assert "Words with painted" in page
    assert WITHHELD in page
    await scene.restart(FEDART_DETECTOR_MEMORY_BYTES=str(ENOUGH))
    await scene.ends(post, "kept")
    assert WITHHELD not in await scene.page()


@pytest.mark.parametrize("harm", [kill, stall])
async def test_med_06_a_judge_that_fails_in_the_middle_leaves_post_and_picture(
    harm: Callable[[int], None], scene: Scene
) -> None:
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    harm(judge)
    await waits_and_is_judged_after_a_restart(scene, post)
    assert wait_gone(judge, 5)


async def test_med_06_a_judge_without_memory_leaves_post_and_picture(scene: Scene) -> None:
    await scene.restart(FEDART_DETECTOR_MEMORY_BYTES=str(TOO_LITTLE))
    post = await scene.post("painted.jpg", photograph())
    await waits_and_is_judged_after_a_restart(scene, post)
    assert "sandbox_start_failed" in scene.server.log.read_text()


async def test_med_06_the_server_recovers_without_a_restart(scene: Scene) -> None:
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    kill(judge)
    await scene.ends(post, "held", "error")
    await scene.ends(post, "kept")
    assert scene.judge() != judge


async def test_med_06_a_generated_picture_does_not_slip_through_a_crash(scene: Scene) -> None:
    data = await asyncio.to_thread(surely_generated, scene.server)
    post, judge = await scene.post_and_wait_for_the_judge("generated.jpg", data)
    kill(judge)
    await scene.ends(post, "held", "error")
    quarantine = scene.server.folder / "media" / "quarantine"
    assert data in [path.read_bytes() for path in quarantine.rglob("*") if path.is_file()]
    await scene.restart()
    await scene.ends(post, "dropped", "estimated")
    await until(lambda: not [path for path in quarantine.rglob("*") if path.is_file()])


async def test_med_06_a_server_that_dies_while_a_picture_is_judged_judges_it_again(scene: Scene) -> None:
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    stall(judge)
    await scene.restart()
    assert wait_gone(judge, 5)
    await scene.ends(post, "kept")
