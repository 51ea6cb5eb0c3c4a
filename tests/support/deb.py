"""Small Debian packages, written byte by byte (deb(5)): an ar archive around a tar archive."""

import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

PACK: Final[Mapping[str, Callable[[bytes], bytes]]] = {".xz": lzma.compress, ".gz": gzip.compress, "": bytes}


def write(path: Path, files: Mapping[str, bytes], *, form: str = ".xz") -> Path:
    """A package with these files by their paths; `form` is how its data are compressed (.xz, .gz or not at all)."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    data = PACK[form](plain.getvalue())
    parts = [("debian-binary", b"2.0\n"), ("control.tar.xz", b"odd"), (f"data.tar{form}", data)]
    path.write_bytes(b"!<arch>\n" + b"".join(_member(name, content) for name, content in parts))
    return path


def _member(name: str, content: bytes) -> bytes:
    header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
    return header + content + b"\n" * (len(content) % 2)
