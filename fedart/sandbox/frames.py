"""What passes through the pipes between the server and a child: a JSON header, then binary blobs.

On the wire: four bytes with the header's length, the header, the blobs one after another. The header is
`{"body": {...}, "sizes": [...]}`. Both sides check every length, because a child that was taken over may send anything.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from typing import BinaryIO, TypeVar

HEADER_LIMIT = 1024 * 1024
BLOB_COUNT = 64
BLOB_BYTES = 512 * 1024 * 1024

_LENGTH = struct.Struct(">I")
_T = TypeVar("_T")

Message = tuple[dict[str, object], list[bytes]]


class ProtocolError(Exception):
    """The other side sent something that has not the agreed form."""


def expect(kind: type[_T], value: object) -> _T:
    """`value` when it is of that type; otherwise ProtocolError."""
    if not isinstance(value, kind):
        raise ProtocolError(f"{type(value).__name__} in place of {kind.__name__}")
    return value


def write(stream: BinaryIO, body: Mapping[str, object], blobs: Sequence[bytes] = ()) -> None:
    """Send one message. Raises OSError when nobody reads any more."""
    header = json.dumps({"body": dict(body), "sizes": [len(blob) for blob in blobs]}).encode()
    stream.write(_LENGTH.pack(len(header)) + header)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def read(stream: BinaryIO) -> Message | None:
    """The next message, or None when the other side has closed. Raises ProtocolError and OSError."""
    prefix = stream.read(_LENGTH.size)
    if not prefix:
        return None
    if len(prefix) < _LENGTH.size:
        raise ProtocolError("cut off in the length")
    (length,) = _LENGTH.unpack(prefix)
    if length > HEADER_LIMIT:
        raise ProtocolError(f"a header of {length} bytes")
    body, sizes = _header(_exactly(stream, length))
    return body, [_exactly(stream, size) for size in sizes]


def _header(raw: bytes) -> tuple[dict[str, object], list[int]]:
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("a header that is not JSON") from error
    fields = expect(dict, header)
    sizes = [expect(int, size) for size in expect(list, fields.get("sizes"))]
    if len(sizes) > BLOB_COUNT or any(size < 0 for size in sizes) or sum(sizes) > BLOB_BYTES:
        raise ProtocolError("blobs over the limit")
    return expect(dict, fields.get("body")), sizes


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise ProtocolError("cut off in the middle")
    return data
