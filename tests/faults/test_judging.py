"""MED-06: whatever becomes of the process that judges, the post stays, its picture waits, and is judged later."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from fedart.detector import installed
from fedart.detector.checkset import Label
from tests.support.checkset import bare, paths
from tests.support.paint import painting, png
from tests.support.processes import wait_gone
from tests.support.remote import FakePeer, Stranger
from tests.support.server import EVENTUALLY, SOON, Process, until

pytestmark = pytest.mark.slow

CHILD = b"fedart.detector.child"
MODEL = {"FEDART_DETECTOR_MODEL": "current", "FEDART_DETECTOR_SECONDS": "60", "FEDART_TASKS_LEASE_SECONDS": "120"}
"""The shipped model. It judges a picture within a second or two on a quiet machine, and may take far longer here."""
IMPATIENT = {"FEDART_DETECTOR_SECONDS": "15"}
"""For a judge that stalls: what its test waits for."""
SHORT_LEASE = {"FEDART_TASKS_LEASE_SECONDS": "20"}
"""For a server that dies: what its test waits for."""
ENOUGH, TOO_LITTLE = 1 << 30, 150 << 20
BEGUN_SECONDS, LOOK_SECONDS, HUNT_SECONDS = 0.01, 0.002, 0.05
GONE_SECONDS = 30.0
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

    def judges(self) -> list[int]:
        """The processes that judge; one that ends meanwhile has no command line any more."""
        found = []
        for pid in self.server.children():
            with suppress(OSError):
                if CHILD in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    def judge(self) -> int:
        """The process that judges."""
        [pid] = self.judges()
        return pid

    @asynccontextmanager
    async def no_other_judge(self, spared: int) -> AsyncIterator[None]:
        """Kill whatever else begins to judge, so that the server's next try does not end what a test looks at."""

        async def hunt() -> None:
            while True:
                for pid in self.judges():
                    if pid != spared:
                        with suppress(ProcessLookupError):
                            kill(pid)
                await asyncio.sleep(HUNT_SECONDS)

        hunting = asyncio.create_task(hunt())
        try:
            yield
        finally:
            hunting.cancel()
            with suppress(asyncio.CancelledError):
                await hunting

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
        found = self.server.rows(sql)
        return (str(found[0][0]), str(found[0][1])) if found else ("", "")

    def verdicts(self, post: str) -> list[tuple[object, ...]]:
        """Action, reason and what went wrong, for every verdict about the picture of a post, oldest first."""
        return self.server.rows(
            "SELECT verdicts.action, verdicts.reason, verdicts.error FROM verdicts"
            " JOIN media ON media.id = verdicts.media_id JOIN works ON works.id = media.work_id"
            f" WHERE works.uri = '{post}' ORDER BY verdicts.id"
        )

    async def ends(self, post: str, state: str, reason: str = "") -> None:
        """Wait until the picture of a post has come to that state."""
        await until(lambda: self.picture(post) == (state, reason), EVENTUALLY)

    async def page(self) -> str:
        """The work's page with its answers, as a visitor sees it."""
        [[ident]] = self.server.rows(f"SELECT id FROM works WHERE uri = '{self.work}'")
        async with aiohttp.ClientSession() as session, session.get(f"{self.server.origin}/works/{ident}") as answer:
            assert answer.status == 200
            return await answer.text()

    async def restart(self, **settings: str) -> None:
        """End the server as a power cut does, and start it again, with other settings where they are given."""
        self.server.environment.update(settings)
        assert await asyncio.to_thread(self.server.end, signal.SIGKILL) == -signal.SIGKILL
        await asyncio.to_thread(self.server.start)


Opening = Callable[..., Awaitable[Scene]]


@pytest.fixture
def opening(server: Process, peer: FakePeer) -> Opening:
    """Opens the scene, with settings beside those of MODEL."""

    async def opened(**settings: str) -> Scene:
        assert installed.shipped(Path(sys.prefix)) is not None, "no whole model: run `make test-environment`"
        path = server.folder.parent / "ferry.png"
        path.write_bytes(png(painting(1, (320, 240))))
        words = ("works", "publish", "--as", "maren", "--title", "Ferry", str(path))
        made = await asyncio.to_thread(server.command, *words)
        server.environment.update(MODEL | settings)
        await asyncio.to_thread(server.start)
        found = Scene(server, peer, peer.person("ada"), made["uri"])
        await found.ends(await found.post("first.png", png(painting(2, (160, 120)))), "kept")
        return found

    return opened


def photograph() -> bytes:
    """A picture that a person took."""
    return bare(next(path for path in paths(Label.HUMAN) if path.suffix == ".jpg"))


def surely_generated(server: Process) -> bytes:
    """A generated picture, without what its file declared, that the command would drop."""
    path = server.folder.parent / "generated.jpg"
    for picture in paths(Label.GENERATED):
        path.write_bytes(bare(picture))
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


async def is_held(scene: Scene, post: str) -> None:
    """The words are there, the picture is held and shown to nobody."""
    await scene.ends(post, "held", "error")
    page = await scene.page()
    assert "Words with painted" in page
    assert WITHHELD in page


async def is_judged_after_a_restart(scene: Scene, post: str) -> None:
    """The next start judges the picture, and it is shown."""
    await scene.restart(**MODEL, FEDART_DETECTOR_MEMORY_BYTES=str(ENOUGH))
    await scene.ends(post, "kept")
    assert WITHHELD not in await scene.page()


@pytest.mark.parametrize(
    ("harm", "settings", "error"),
    [(kill, {}, "crashed: exit -9, EOFError"), (stall, IMPATIENT, "timeout: 15 s")],
    ids=["killed", "stalled"],
)
async def test_med_06_a_judge_that_fails_in_the_middle_leaves_post_and_picture(
    harm: Callable[[int], None], settings: dict[str, str], error: str, opening: Opening
) -> None:
    scene = await opening(**settings)
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    async with scene.no_other_judge(judge):
        harm(judge)
        await is_held(scene, post)
    assert scene.verdicts(post) == [("hold", "error", error)]
    await is_judged_after_a_restart(scene, post)
    assert wait_gone(judge, GONE_SECONDS)


async def test_med_06_a_judge_without_memory_leaves_post_and_picture(opening: Opening) -> None:
    scene = await opening()
    await scene.restart(FEDART_DETECTOR_MEMORY_BYTES=str(TOO_LITTLE))
    post = await scene.post("painted.jpg", photograph())
    await is_held(scene, post)
    await is_judged_after_a_restart(scene, post)
    assert "sandbox_start_failed" in scene.server.log.read_text()


async def test_med_06_the_server_recovers_without_a_restart(opening: Opening) -> None:
    scene = await opening()
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    kill(judge)
    await scene.ends(post, "kept")
    assert [(action, reason) for action, reason, _ in scene.verdicts(post)] == [("hold", "error"), ("keep", "clear")]
    assert scene.judge() != judge


async def test_med_06_a_generated_picture_does_not_slip_through_a_crash(opening: Opening) -> None:
    scene = await opening()
    data = await asyncio.to_thread(surely_generated, scene.server)
    post, judge = await scene.post_and_wait_for_the_judge("generated.jpg", data)
    quarantine = scene.server.folder / "media" / "quarantine"
    async with scene.no_other_judge(judge):
        kill(judge)
        await scene.ends(post, "held", "error")
        assert data in [path.read_bytes() for path in quarantine.rglob("*") if path.is_file()]
    await scene.restart()
    await scene.ends(post, "dropped", "estimated")
    await until(lambda: not [path for path in quarantine.rglob("*") if path.is_file()])


async def test_med_06_a_server_that_dies_while_a_picture_is_judged_judges_it_again(opening: Opening) -> None:
    scene = await opening(**SHORT_LEASE)
    post, judge = await scene.post_and_wait_for_the_judge("painted.jpg", photograph())
    stall(judge)
    await scene.restart(**MODEL)
    assert wait_gone(judge, GONE_SECONDS)
    await scene.ends(post, "kept")
    assert scene.verdicts(post) == [("keep", "clear", "")]
