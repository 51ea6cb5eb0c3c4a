"""Files that people name on the command line."""

from pathlib import Path

from fedart.errors import FedartError, Malformed, NotFound


def text(path: Path) -> str:
    """A text file's content. Raises NotFound or Malformed with a sentence for whoever typed the name."""
    try:
        return content(path).decode("utf-8")
    except UnicodeDecodeError:
        raise _refusal(Malformed, path, "this is not text in UTF-8") from None


def content(path: Path) -> bytes:
    """A file's bytes. Raises NotFound with a sentence for whoever typed the name."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refusal(NotFound, path, error.strerror or "cannot be read") from error


def _refusal(kind: type[FedartError], path: Path, reason: str) -> FedartError:
    sentence = f"{path}: {reason}"
    return kind(sentence, public=sentence)
