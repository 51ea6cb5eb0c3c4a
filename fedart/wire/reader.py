"""Bytes into checked JSON: the first of the two doors that strangers' documents pass (THREATS PAR-02, AUT-09).

What comes out is plain dicts, lists and scalars within the limits of `limits.py`, each key once,
without lone surrogates or NUL; whatever else arrives is Malformed. No other exception leaves this module.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import NoReturn

from fedart.errors import Malformed
from fedart.wire import limits

Document = dict[str, object]
"""A JSON object as it was read. Names in it are the wire's, never ours."""

_UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])", re.ASCII)
"""Escapes that may make a NUL or half a surrogate pair: only then is every string looked at."""


def read(body: bytes) -> Document:
    """The JSON object in `body`. Raises Malformed, with the rule that it broke."""
    if len(body) > limits.BODY_BYTES:
        raise Malformed(f"{len(body)} bytes are over the limit", rule="PAR-01")
    try:
        text = body.decode("utf-8")
        root = _decoder.decode(text)
    except UnicodeDecodeError as error:
        raise Malformed("not valid UTF-8", rule="PAR-02") from error
    except RecursionError as error:
        raise Malformed("nested too deeply", rule="PAR-02") from error
    except ValueError as error:
        raise Malformed("not valid JSON", rule="PAR-02") from error
    if not isinstance(root, dict):
        raise Malformed("not a JSON object", rule="PAR-02")
    _measure(root)
    if len(body) > limits.STRING_BYTES or _UNSTORABLE.search(text):
        _read_strings(root)
    return root


def _object(pairs: list[tuple[str, object]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key occurs twice in one object", rule="AUT-09")
    return found


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is no JSON number", rule="PAR-02")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _measure(root: Document) -> None:
    """Depth, nodes, list lengths and numbers, level by level: no recursion, so no depth can hurt."""
    level: list[Document | list[object]] = [root]
    nodes = 1
    for _ in range(limits.DEPTH):
        below: list[Document | list[object]] = []
        for item in level:
            nodes += len(item)
            if isinstance(item, dict):
                _sort_out(item.values(), below)
            elif len(item) > limits.LIST_ITEMS:
                raise Malformed(f"a list of {len(item)} items", rule="PAR-02")
            else:
                _sort_out(item, below)
        if nodes > limits.NODES:
            raise Malformed("too many nodes", rule="PAR-02")
        if not below:
            return
        level = below
    raise Malformed("nested too deeply", rule="PAR-02")


def _sort_out(children: Iterable[object], below: list[Document | list[object]]) -> None:
    """Checks the numbers among `children` and collects the containers; `type` is faster than `isinstance` here."""
    for child in children:
        kind = type(child)
        if kind is str:
            continue
        if isinstance(child, (dict, list)):
            below.append(child)
        elif kind is int:
            _in_range(child)
        elif isinstance(child, float) and not math.isfinite(child):
            raise Malformed("a number that is not finite", rule="PAR-02")


def _in_range(number: object) -> None:
    if isinstance(number, int) and not -limits.INTEGER <= number <= limits.INTEGER:
        raise Malformed("an integer beyond 2^53", rule="PAR-02")


def _read_strings(root: Document) -> None:
    """Refuses strings that are too long or that neither UTF-8 nor the database could hold; keys included."""
    waiting: list[object] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            _storable(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _storable(text: str) -> None:
    if "\0" in text:
        raise Malformed("a NUL in a text", rule="PAR-02")
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise Malformed("half a surrogate pair in a text", rule="PAR-02") from error
    if size > limits.STRING_BYTES:
        raise Malformed(f"a text of {size} bytes", rule="PAR-02")
