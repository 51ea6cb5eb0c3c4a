"""Short films, made on the spot: coloured fields that move, in the formats people have on their disks."""

import io
from collections.abc import Iterator
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

LEFT, RIGHT = (220, 40, 30), (30, 60, 210)


def film(
    *,
    seconds: float = 1.0,
    rate: int = 10,
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    form: str = "mp4",
) -> bytes:
    """A red half and a blue half, and a white bar that walks over them."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as made:
        stream = cast("VideoStream", made.add_stream(codec, rate=rate))
        stream.width, stream.height, stream.pix_fmt = *size, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for pixels in _frames(round(seconds * rate), size):
            made.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        made.mux(stream.encode(None))
    return out.getvalue()


def turned(data: bytes) -> bytes:
    """The same MP4 as a phone writes it that was held upright: to be turned by a quarter, clockwise."""
    track = data.index(b"tkhd")
    matrix = track + 4 + 40
    quarter = b"".join(
        value.to_bytes(4, "big", signed=True) for value in (0, 1 << 16, 0, -(1 << 16), 0, 0, 96 << 16, 0, 1 << 30)
    )
    return data[:matrix] + quarter + data[matrix + 36 :]


def sound() -> bytes:
    """An MP4 with nothing to see."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        stream = made.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def _frames(count: int, size: tuple[int, int]) -> Iterator["np.ndarray[tuple[int, ...], np.dtype[np.uint8]]"]:
    width, height = size
    for number in range(count):
        pixels = np.empty((height, width, 3), np.uint8)
        pixels[:, : width // 2] = LEFT
        pixels[:, width // 2 :] = RIGHT
        at = number * width // max(1, count)
        pixels[:, at : at + 4] = 255
        yield pixels
