"""What a real GoToSocial server sent: every signature and digest must verify (fixtures/captures/README.md)."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fedart.domain.ids import Uri
from fedart.errors import FedartError
from fedart.federation.digest import digest_header, digest_matches
from fedart.federation.signatures import Key, Request, Window, verify
from tests.support.signing import header_of, with_header

FOLDER = Path(__file__).parents[1] / "fixtures" / "captures"
FILES = sorted((FOLDER / "by-step").glob("*.json"))
PUBLIC_KEYS: dict[str, str] = json.loads((FOLDER / "public-keys.json").read_text())


@dataclass(frozen=True)
class Capture:
    request: Request
    host: str
    time: float


def load(path: Path) -> Capture:
    seen = json.loads(path.read_text())
    method, target = seen["req"].split(" ")
    headers = tuple((name.lower(), value) for name, value in seen["headers"])
    body = (seen["raw_body"] or "").encode()
    return Capture(Request(method, target, headers, body), seen["to"], seen["t"])


async def find_key(key_id: str, /, *, fresh: bool) -> Key | None:
    pem = PUBLIC_KEYS.get(key_id)
    return None if pem is None else Key(key_id, Uri(key_id.removesuffix("/main-key")), pem)


async def actor_of(capture: Capture, request: Request | None = None) -> str:
    found = await verify(
        request or capture.request, host=capture.host, find_key=find_key, window=Window(), now=capture.time
    )
    return found.actor


def test_all_captures_are_there() -> None:
    assert len(FILES) == 37
    assert sum(load(path).request.method == "POST" for path in FILES) == 13


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_captured_request_verifies(path: Path) -> None:
    capture = load(path)
    actor = await actor_of(capture)
    if capture.request.method == "POST":
        assert actor == json.loads(capture.request.body)["actor"]
        assert digest_matches(header_of(capture.request, "digest"), capture.request.body)
        assert header_of(capture.request, "digest") == digest_header(capture.request.body)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_captured_request_fails_when_any_covered_part_changes(path: Path) -> None:
    capture = load(path)
    request = capture.request
    parts = ["host", "date"] + (["digest"] if request.method == "POST" else [])
    changed = [replace(request, target=flipped) for flipped in flips(request.target)]
    changed += [with_header(request, name, flipped) for name in parts for flipped in flips(header_of(request, name))]
    changed += [replace(request, body=flipped.encode()) for flipped in flips(request.body.decode())]
    assert len(changed) > 20
    for each in changed:
        with pytest.raises(FedartError) as caught:
            await actor_of(capture, each)
        assert caught.value.status == 401


def flips(text: str, most: int = 48) -> list[str]:
    """`text` with one bit flipped, at no more than `most` places spread over it."""
    step = max(1, len(text) // most)
    return [text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :] for at in range(0, len(text), step)]


async def test_a_captured_post_is_refused_at_another_host_and_another_time() -> None:
    capture = load(next(path for path in FILES if "POST-Follow" in path.stem))
    assert await actor_of(capture)
    for wrong in (replace(capture, host="gtsc.test"), replace(capture, time=capture.time + 13 * 3600)):
        with pytest.raises(FedartError):
            await actor_of(wrong)
