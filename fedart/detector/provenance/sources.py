"""The IPTC vocabulary of digital source types: which of them mean a generated picture.

https://cv.iptc.org/newscodes/digitalsourcetype/ . `algorithmicMedia` (fractals, plots) and the camera's own kinds are
not generation in this sense; `compositeSynthetic` leaves open whether a generator was among the sources.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A source type that matters; `generated` is False where it only may be."""

    name: str
    generated: bool


_SOURCES = {
    source.name: source
    for source in (
        Source("trainedAlgorithmicMedia", generated=True),
        Source("compositeWithTrainedAlgorithmicMedia", generated=True),
        Source("compositeSynthetic", generated=False),
    )
}


def source_of(value: object) -> Source | None:
    """The source type that a URI (or a bare name) ends in, when it is one of those that matter."""
    if not isinstance(value, str):
        return None
    return _SOURCES.get(value.strip().rstrip("/").rpartition("/")[2])
