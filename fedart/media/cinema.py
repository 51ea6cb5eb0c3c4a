"""The server's side of short films: a clip in, an animated picture out, or a refusal an artist understands."""

from fedart import log
from fedart.errors import Unavailable
from fedart.media.refused import Fault, PictureRefused
from fedart.sandbox import ProtocolError, Reason, Sandbox, SandboxFailed, expect

CHILD = "fedart.media.clip_child"
BYTES = 4 * 1024 * 1024
"""How large a clip may be: it stands for a picture, and a whole film is linked (FEATURES row 24)."""
SECONDS = 60.0

_BLAME = {Reason.CPU: Fault.CPU, Reason.MEMORY: Fault.MEMORY, Reason.CRASHED: Fault.CRASH}


class Cinema:
    """Plays clips in the sandbox (THREATS MED-01 to MED-04). `most_side`: pixels of the longer side of a film."""

    def __init__(self, sandbox: Sandbox, most_side: int) -> None:
        self._sandbox = sandbox
        self._most_side = most_side

    async def animation(self, data: bytes, mime: str) -> tuple[bytes, int, int]:
        """The clip as an animated WebP, and the film's own upright sides in pixels.

        Raises PictureRefused (the clip's fault, in words for its artist) and Unavailable (our trouble, try again).
        """
        if len(data) > BYTES:
            raise PictureRefused(Fault.CLIP)
        try:
            body, blobs = await self._sandbox.run({"mime": mime, "side": self._most_side}, [data], SECONDS)
            return _played(body, blobs)
        except SandboxFailed as failure:
            log.warning("clip_child_failed", reason=failure, bytes=len(data))
            fault = _BLAME.get(failure.reason)
            if fault is None:
                raise Unavailable(str(failure), rule="MED-03") from failure
            raise PictureRefused(fault) from failure
        except ProtocolError as error:
            log.error("clip_child_answer", reason=error)
            raise PictureRefused(Fault.CRASH) from error

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at the moment."""
        return tuple(self._sandbox.pids)

    async def close(self) -> None:
        """End the process."""
        await self._sandbox.close()


def _played(body: dict[str, object], blobs: list[bytes]) -> tuple[bytes, int, int]:
    """The child's answer, checked: it may have been taken over. Raises ProtocolError and PictureRefused."""
    if "refused" in body:
        told = expect(str, body["refused"])
        if told not in set(Fault):
            raise ProtocolError("an unknown refusal")
        raise PictureRefused(Fault(told), expect(float, body.get("found")), expect(float, body.get("limit")))
    width, height = (expect(int, body.get(name)) for name in ("width", "height"))
    if len(blobs) != 1 or min(width, height) < 1 or (blobs[0][:4], blobs[0][8:12]) != (b"RIFF", b"WEBP"):
        raise ProtocolError("an animation that is not what it says")
    return blobs[0], width, height
