"""The film process: a hostile clip becomes an animated picture, developed then like any other. See `fedart.sandbox`.

Job: `mime` and `side` (the most pixels of a side); one blob, the clip. Result: `width` and `height` of the film; one
blob, the animation. A clip's own fault comes back as `refused`, with what was `found` and the `limit` of it.
It is a process of its own, because hardly any instance reads films all the time and the decoders need room.
"""

import io
from collections.abc import Sequence

import av

from fedart.media import clips, sniff
from fedart.media.refused import PictureRefused
from fedart.sandbox import expect
from fedart.sandbox.child import Handler, serve

Answer = tuple[dict[str, object], list[bytes]]


def prepare(_: Sequence[str]) -> Handler:
    """Touch the readers and the writer once, so that nothing has to be loaded from disk afterwards."""
    clips.animation(_practice(), sniff.MP4, 1000)
    return play


def play(job: dict[str, object], blobs: list[bytes]) -> Answer:
    """One job. Raises MemoryError; any other error is a bug and ends the process."""
    try:
        made = clips.animation(blobs[0], expect(str, job.get("mime")), expect(int, job.get("side")))
    except PictureRefused as refusal:
        return {"refused": str(refusal.fault), "found": float(refusal.found), "limit": float(refusal.limit)}, []
    return {"width": made.width, "height": made.height}, [made.data]


def _practice() -> bytes:
    """A clip of a few frames, in the one codec that the library can always write."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(3):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([40 * number + 60]) * plane.buffer_size)
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return out.getvalue()


if __name__ == "__main__":
    serve(prepare)
