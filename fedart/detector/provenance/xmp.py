"""XMP as a flat list of properties. Read with expat: documents with a DTD or entities are not read any further."""

from collections.abc import Iterator
from contextlib import suppress
from xml.parsers import expat

from fedart.detector.provenance.generators import excerpt
from fedart.detector.provenance.sources import source_of
from fedart.domain.policy import Evidence

IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
AIGC_HOST = "tc260.org.cn"

_SIZE = 1024 * 1024
_DEPTH = 64
_PROPERTIES = 5_000
_MADE = "Made with Google AI"
_EDITED = "Edited with Google AI"
_AI_FIELDS = ("AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName")
_NOTHING = frozenset({"", "-", "0", "false", "n/a", "na", "no", "none", "not applicable", "null"})
_OTHERS = frozenset({(MEDIA, "Pantry"), (MEDIA, "Ingredients")})

Property = tuple[str, str, str]
"""Namespace, local name, value."""


class _StopError(Exception):
    """Enough was read, or what follows is not read."""


class _Collector:
    """Turns the element tree into properties: a text belongs to the nearest element that is not RDF's own.

    The properties of other pictures, which layout and video programs copy into the packet, are left out.
    """

    def __init__(self) -> None:
        self.found: list[Property] = []
        self._path: list[tuple[str, str]] = []
        self._text: list[list[str]] = []
        self._others = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, local = _split(name)
        if len(self._path) >= _DEPTH:
            raise _StopError
        self._path.append((namespace, local))
        self._others += (namespace, local) in _OTHERS
        self._text.append([])
        for key, value in attributes.items():
            own_namespace, own_local = _split(key)
            if (own_namespace, own_local) == (RDF, "resource"):
                self._add(*self._owner(), value)
            elif own_namespace != RDF:
                self._add(own_namespace, own_local, value)

    def text(self, data: str) -> None:
        if self._text:
            self._text[-1].append(data)

    def end(self, _: str) -> None:
        text = "".join(self._text.pop()).strip()
        if text:
            self._add(*self._owner(), text)
        self._others -= self._path.pop() in _OTHERS

    def _owner(self) -> tuple[str, str]:
        return next((part for part in reversed(self._path) if part[0] != RDF), ("", ""))

    def _add(self, namespace: str, local: str, value: str) -> None:
        if not self._others:
            self.found.append((namespace, local, value))
        if len(self.found) > _PROPERTIES:
            raise _StopError


def properties(packet: bytes) -> list[Property]:
    """Every property of an XMP packet, nested ones too; as far as the packet can be read."""
    collector = _Collector()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    final = True
    with suppress(expat.ExpatError, _StopError, ValueError, LookupError):
        parser.Parse(packet[:_SIZE].strip(b"\0 \r\n\t"), final)
    return collector.found


def statements(found: list[Property]) -> Iterator[Evidence]:
    """What the IPTC fields and Google's credit line say. Generators' own fields are for `generators`."""
    for namespace, local, value in found:
        if namespace == IPTC and local == "DigitalSourceType":
            source = source_of(value)
            if source is not None:
                yield Evidence("iptc", "xmp:DigitalSourceType", source.name, source.generated)
        elif namespace == IPTC and local in _AI_FIELDS and value.strip().casefold() not in _NOTHING:
            yield Evidence("iptc", f"xmp:{local}", excerpt(value))
        elif namespace == PHOTOSHOP and local == "Credit":
            yield from credit(value, "xmp:Credit")


def credit(value: str, signal: str) -> Iterator[Evidence]:
    """Google's generators sign in the credit line; their editors do, too, but may only have removed a lamp post."""
    if value.strip() in (_MADE, _EDITED):
        yield Evidence("iptc", signal, value.strip(), value.strip() == _MADE)


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def _refuse(*_: object) -> None:
    raise _StopError
