"""JSON in its one canonical form (RFC 8785): what proofs inside documents are made over.

Whatever the reader of strangers' documents refuses is refused here too, so that nothing can be signed or checked
that two parsers could read differently.
"""

import math
from json.encoder import encode_basestring

from fedart.errors import Malformed
from fedart.wire import limits


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of decoded JSON. Raises Malformed for what is no JSON, or none that we read.

    That is: numbers that are not finite, integers beyond 2^53, keys that are no text, NUL, half a surrogate pair,
    and nesting deeper than documents may have.
    """
    parts: list[str] = []
    _write(value, parts, limits.DEPTH)
    text = "".join(parts)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("half a surrogate pair in a text", rule="PAR-02") from error


def _write(value: object, parts: list[str], depth: int) -> None:
    if isinstance(value, str):
        parts.append(_text(value))
    elif isinstance(value, dict):
        _write_object(value, parts, _deeper(depth))
    elif isinstance(value, (list, tuple)):
        _write_list(value, parts, _deeper(depth))
    else:
        parts.append(_scalar(value))


def _deeper(depth: int) -> int:
    if depth == 0:
        raise Malformed("nested too deeply", rule="PAR-02")
    return depth - 1


def _write_object(value: dict[object, object], parts: list[str], depth: int) -> None:
    separator = "{"
    for key in sorted(value, key=_order):
        parts.append(f"{separator}{_text(str(key))}:")
        _write(value[key], parts, depth)
        separator = ","
    parts.append("}" if separator == "," else "{}")


def _order(key: object) -> bytes:
    """Keys stand in the order of their UTF-16 code units (section 3.2.3)."""
    if not isinstance(key, str):
        raise Malformed("a key that is no text", rule="PAR-02")
    return key.encode("utf-16-be", "surrogatepass")


def _write_list(value: "list[object] | tuple[object, ...]", parts: list[str], depth: int) -> None:
    separator = "["
    for item in value:
        parts.append(separator)
        _write(item, parts, depth)
        separator = ","
    parts.append("]" if separator == "," else "[]")


def _text(text: str) -> str:
    if "\0" in text:
        raise Malformed("a NUL in a text", rule="PAR-02")
    # It writes texts just as section 3.2.2.2 wants them: \n and its like, \u00xx in lower case, all else as it is.
    return encode_basestring(text)


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not -limits.INTEGER <= value <= limits.INTEGER:
            raise Malformed("an integer beyond 2^53", rule="PAR-02")
        return str(int(value))
    if isinstance(value, float):
        return _number(value)
    raise Malformed(f"{type(value).__name__} is no JSON", rule="PAR-02")


def _number(value: float) -> str:
    """A number as ECMAScript writes it (ECMA-262, Number::toString): the shortest digits that read back the same."""
    if not math.isfinite(value):
        raise Malformed("a number that is not finite", rule="PAR-02")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _shortest(abs(value))
    return sign + _placed(digits, point)


def _shortest(value: float) -> tuple[str, int]:
    """The significant digits of a positive number, and how many of them stand before the point."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    return digits.rstrip("0"), len(whole) - leading + int(exponent or 0)


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
