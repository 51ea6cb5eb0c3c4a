"""The sandbox: jobs go in and come out, and nothing a child does reaches the server (THREATS MED-03)."""

import asyncio
import importlib.util
import io
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fedart.sandbox import ProtocolError, Reason, Sandbox, SandboxFailed, expect, frames, pool
from tests.support.processes import alive, wait_gone

CHILD = "tests.support.sandbox_child"
MEMORY = 512 * 1024 * 1024
LONG = 30.0
LOOPS = [name for name in ("asyncio", "uvloop") if importlib.util.find_spec(name)]

Make = Callable[..., Sandbox]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    opened: list[Sandbox] = []

    def _make(processes: int = 1, recycle_after: int = 100, *arguments: str) -> Sandbox:
        opened.append(Sandbox(CHILD, processes, MEMORY, recycle_after, arguments))
        return opened[-1]

    yield _make
    for sandbox in opened:
        await sandbox.close()


async def _fails(sandbox: Sandbox, job: dict[str, object], seconds: float = LONG) -> SandboxFailed:
    with pytest.raises(SandboxFailed) as caught:
        await sandbox.run(job, [], seconds)
    return caught.value


async def _pid(sandbox: Sandbox) -> int:
    body, _ = await sandbox.run({"do": "echo"}, [], LONG)
    return expect(int, body["pid"])


async def test_a_job_and_its_blobs_reach_the_child_and_an_answer_comes_back(make: Make) -> None:
    body, blobs = await make(1, 100, "an argument").run({"do": "echo", "n": 5}, [b"", b"ab", b"c" * 3_000_000], LONG)
    assert body["job"] == {"do": "echo", "n": 5}
    assert body["arguments"] == ["an argument"]
    assert blobs == [b"c" * 3_000_000, b"ab", b""]


async def test_no_process_starts_before_the_first_job(make: Make) -> None:
    sandbox = make()
    assert len(sandbox.pids) == 0
    pid = await _pid(sandbox)
    assert list(sandbox.pids) == [pid]


async def test_a_healthy_child_is_used_again(make: Make) -> None:
    sandbox = make()
    assert await _pid(sandbox) == await _pid(sandbox)


async def test_a_child_is_replaced_after_its_share_of_jobs(make: Make) -> None:
    sandbox = make(1, 2)
    pids = [await _pid(sandbox) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_jobs_run_side_by_side_and_wait_for_a_free_child(make: Make) -> None:
    sandbox = make(2)
    pids = await asyncio.gather(*(_pid(sandbox) for _ in range(8)))
    assert 1 <= len(set(pids)) <= 2
    assert len(sandbox.pids) <= 2


async def test_the_child_sees_no_environment_of_the_server(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_TEST_SECRET", "x")
    monkeypatch.setenv("https_proxy", "http://proxy")
    body, _ = await make().run({"do": "environment"}, [], LONG)
    environment = expect(dict, body["environment"])
    assert "OPENBLAS_NUM_THREADS" in environment
    assert not {"FEDART_TEST_SECRET", "https_proxy", "HOME", "USER"} & environment.keys()
    assert body["session"] == body["pid"]


async def test_med_03_after_the_preparations_nothing_can_be_opened(make: Make) -> None:
    outcomes, _ = await make().run({"do": "attempts"}, [], LONG)
    assert set(outcomes.values()) == {"OSError"}
    assert len(outcomes) == 7
    assert not Path("/tmp/sandbox-escape").exists()


async def test_what_a_library_prints_does_not_disturb_the_protocol(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    sandbox = make()
    assert await sandbox.run({"do": "chatter"}, [], LONG) == ({"printed": True}, [])
    await _pid(sandbox)
    assert "this must not" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ({"do": "raise"}, Reason.CRASHED),
        ({"do": "exit", "code": 0}, Reason.CRASHED),
        ({"do": "exit", "code": 3}, Reason.CRASHED),
        ({"do": "signal", "number": signal.SIGSEGV}, Reason.CRASHED),
        ({"do": "signal", "number": signal.SIGABRT}, Reason.CRASHED),
        ({"do": "signal", "number": signal.SIGKILL}, Reason.CRASHED),
        ({"do": "signal", "number": signal.SIGXCPU}, Reason.CPU),
        ({"do": "garbage"}, Reason.CRASHED),
        ({"do": "allocate", "bytes": 2 * MEMORY}, Reason.MEMORY),
    ],
)
async def test_a_child_that_fails_is_replaced(make: Make, job: dict[str, object], reason: Reason) -> None:
    sandbox = make()
    before = await _pid(sandbox)
    failure = await _fails(sandbox, job)
    assert failure.reason is reason
    after = await _pid(sandbox)
    assert after != before
    assert not alive(before)


async def test_an_error_of_the_handler_is_named_for_the_log(make: Make) -> None:
    assert "KeyError: 'unforeseen'" in str(await _fails(make(), {"do": "raise"}))


async def test_memory_within_the_limit_is_given(make: Make) -> None:
    body, _ = await make().run({"do": "allocate", "bytes": MEMORY // 4}, [], LONG)
    assert body == {"size": MEMORY // 4}


async def test_a_child_that_hangs_is_killed_when_its_time_is_over(make: Make) -> None:
    sandbox = make()
    before = await _pid(sandbox)
    failure = await _fails(sandbox, {"do": "hang"}, 0.2)
    assert failure.reason is Reason.TIMEOUT
    assert await _pid(sandbox) != before


async def test_time_spent_waiting_for_a_free_child_does_not_count(make: Make) -> None:
    sandbox = make()
    await _pid(sandbox)
    slow = asyncio.create_task(_fails(sandbox, {"do": "hang"}, 1.0))
    await asyncio.sleep(0)
    body, _ = await sandbox.run({"do": "echo"}, [], 0.9)
    assert body["pid"]
    assert (await slow).reason is Reason.TIMEOUT


@pytest.mark.slow
async def test_the_cpu_limit_counts_per_job(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CPU_SECONDS", 1)
    sandbox = make()
    before = await _pid(sandbox)
    for _ in range(4):
        await sandbox.run({"do": "burn", "seconds": 0.7}, [], LONG)
    assert await _pid(sandbox) == before
    assert (await _fails(sandbox, {"do": "burn", "seconds": 60})).reason is Reason.CPU


async def test_a_job_given_up_by_its_caller_frees_the_place(make: Make) -> None:
    sandbox = make()
    before = await _pid(sandbox)
    hanging = asyncio.create_task(sandbox.run({"do": "hang"}, [], LONG))
    await asyncio.sleep(0.05)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await _pid(sandbox) != before


async def test_a_child_that_died_while_idle_costs_no_job(make: Make) -> None:
    sandbox = make()
    before = await _pid(sandbox)
    os.kill(before, signal.SIGKILL)
    assert wait_gone(before, 5)
    assert await _pid(sandbox) != before


async def test_a_child_that_cannot_start_is_our_own_trouble(make: Make, capfd: pytest.CaptureFixture[str]) -> None:
    failure = await _fails(make(1, 100, "refuse"), {"do": "echo"})
    assert failure.reason is Reason.START
    assert (failure.status, failure.retry) == (503, True)
    assert "not today" in capfd.readouterr().err


async def test_a_module_that_does_not_exist_is_our_own_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    sandbox = Sandbox("tests.support.no_such_module")
    assert (await _fails(sandbox, {})).reason is Reason.START
    await sandbox.close()
    assert "No module named" in capfd.readouterr().err


async def test_closing_ends_every_child_and_every_job(make: Make) -> None:
    sandbox = make()
    pid = await _pid(sandbox)
    hanging = asyncio.create_task(_fails(sandbox, {"do": "hang"}))
    await asyncio.sleep(0.05)
    await sandbox.close()
    assert (await hanging).reason is Reason.CLOSED
    assert not alive(pid)
    assert (await _fails(sandbox, {"do": "echo"})).reason is Reason.CLOSED


@pytest.mark.parametrize("loop", LOOPS)
def test_it_works_under_every_loop_that_a_server_may_run(loop: str) -> None:
    factory = importlib.import_module(loop).new_event_loop

    async def story() -> list[Reason]:
        sandbox = Sandbox(CHILD, 1, MEMORY)
        await _pid(sandbox)
        failures = [await _fails(sandbox, {"do": "raise"}), await _fails(sandbox, {"do": "hang"}, 0.2)]
        await _pid(sandbox)
        await sandbox.close()
        return [failure.reason for failure in failures]

    with asyncio.Runner(loop_factory=factory) as runner:
        assert runner.run(story()) == [Reason.CRASHED, Reason.TIMEOUT]


@pytest.mark.slow
@pytest.mark.parametrize("job", ["echo", "hang", "burn"])
def test_killing_the_server_leaves_no_child_behind(job: str) -> None:
    program = f"""
        import asyncio
        from fedart.sandbox import Sandbox

        async def main():
            sandbox = Sandbox({CHILD!r}, 1, {MEMORY})
            body, _ = await sandbox.run({{"do": "echo"}}, [], 30)
            print(body["pid"], flush=True)
            await sandbox.run({{"do": {job!r}, "seconds": 60}}, [], 60)
            await asyncio.sleep(60)

        asyncio.run(main())
    """
    server = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    child = int(server.stdout.readline())
    assert alive(child)
    server.kill()
    server.wait()
    server.stdout.close()
    assert wait_gone(child, 5)


# the form of what passes


def _sent(body: dict[str, object], *blobs: bytes) -> bytes:
    stream = io.BytesIO()
    frames.write(stream, body, blobs)
    return stream.getvalue()


def test_a_message_survives_the_pipe() -> None:
    stream = io.BytesIO(_sent({"a": [1, None, "é"]}, b"x", b"") + _sent({}))
    assert frames.read(stream) == ({"a": [1, None, "é"]}, [b"x", b""])
    assert frames.read(stream) == ({}, [])
    assert frames.read(stream) is None


def test_a_message_cut_anywhere_is_refused() -> None:
    whole = _sent({"a": 1}, b"blob")
    for end in range(1, len(whole)):
        with pytest.raises(ProtocolError):
            frames.read(io.BytesIO(whole[:end]))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"{",
        b"{}",
        b'{"body": {}}',
        b'{"body": [], "sizes": []}',
        b'{"body": {}, "sizes": [-1]}',
        b'{"body": {}, "sizes": ["1"]}',
        b'{"body": {}, "sizes": [999999999999]}',
        b'{"body": {}, "sizes": [' + b"0," * 64 + b"0]}",
        b"[" * 100_000,
    ],
)
def test_a_header_of_another_form_is_refused(header: bytes) -> None:
    good = b'{"body": {}, "sizes": []}'
    assert frames.read(io.BytesIO(len(good).to_bytes(4, "big") + good)) == ({}, [])
    with pytest.raises(ProtocolError):
        frames.read(io.BytesIO(len(header).to_bytes(4, "big") + header))


def test_a_giant_header_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError, match="4294967295"):
        frames.read(io.BytesIO(b"\xff\xff\xff\xff"))


def test_a_value_of_the_wrong_type_is_refused() -> None:
    assert expect(int, 5) == 5
    with pytest.raises(ProtocolError):
        expect(int, "5")


async def test_a_child_can_be_started_before_the_first_job(make: Make) -> None:
    sandbox = make()
    await sandbox.start()
    (pid,) = sandbox.pids
    await sandbox.start()
    assert sandbox.pids == (pid,)
    assert await _pid(sandbox) == pid


async def test_what_a_child_says_about_its_configuration_is_passed_on(make: Make) -> None:
    sandbox = make(1, 100, "misconfigured")
    for _ in range(2):
        with pytest.raises(SandboxFailed, match="start: the model is missing"):
            await sandbox.start()
    assert (await _fails(sandbox, {"do": "echo"})).reason is Reason.START


async def test_a_sandbox_may_have_a_cpu_limit_of_its_own() -> None:
    sandbox = Sandbox(CHILD, 1, MEMORY, cpu_seconds=1)
    failure = await _fails(sandbox, {"do": "burn", "seconds": 60}, 10 * LONG)
    await sandbox.close()
    assert failure.reason is Reason.CPU
