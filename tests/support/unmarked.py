"""Finds words that no catalogue knows: in templates before they are rendered, and on pages in a made-up language."""

import ast
import re
from collections.abc import Iterable, Iterator
from gettext import NullTranslations
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from fedart.words import Language
from tools.words import IN_CODE

MARKS = frozenset({"_", "gettext", "ngettext", "later"})
WORDED = frozenset({"title", "alt", "aria-label", "aria-description", "placeholder", "summary", "label"})
"""Attributes that hold words for people."""

FOR_MACHINES = frozenset({"robots", "body_class", "first"})
"""Blocks that stand inside of an attribute which nobody reads."""

HOLE = "\0"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RAW = re.compile(r"<(script|style|code|kbd)\b[^>]*>.*?</\1>", re.DOTALL)
_ELEMENT = re.compile(r'<(?:"[^"]*"|[^">])*>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_META = re.compile(r'<meta name="description"[^>]*content="([^"]*)"')
_ENTITY = re.compile(r"&#?\w+;|\b(?:image|video|text|application)/[\w.+-]+")
_LETTERS = re.compile(r"[^\W\d_][\w’'-]*")
_SENTENCE = re.compile(r"[A-Z][a-z]+[ .,:!?…]|[A-Z][a-z]+$|\w+ .*[.!?…]$")


def in_template(environment: Environment, source: str, allowed: Iterable[str] = ()) -> list[str]:
    """Words in the text, the worded attributes and the constants of a template that are not marked."""
    tree = environment.parse(source)
    known = frozenset(allowed)
    text = _COMMENT.sub("", "".join(_linear(tree)))
    found = [value for name, value in _ATTRIBUTE.findall(text) if name in WORDED or _worded(name, value)]
    found += _META.findall(text)
    found.append(_ATTRIBUTE.sub(" ", _ELEMENT.sub(" ", _RAW.sub(" ", text))))
    words = [word for piece in found for word in _LETTERS.findall(_ENTITY.sub(" ", piece))]
    return [word for word in words if word not in known] + [each for each in _passed(tree) if each not in known]


def _worded(name: str, value: str) -> bool:
    return name.startswith("data-") and bool(_SENTENCE.match(value))


def _linear(node: nodes.Node) -> Iterator[str]:
    """The template's own text in order, constants that are written as they are, and a hole for all other values."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            yield from _linear(part) if isinstance(part, nodes.TemplateData) else _shown(part)
    elif not isinstance(node, nodes.Expr) and not (isinstance(node, nodes.Block) and node.name in FOR_MACHINES):
        for child in node.iter_child_nodes():
            yield from _linear(child)


def _shown(node: nodes.Node) -> Iterator[str]:
    """What a value may write, as far as it stands in the template."""
    if isinstance(node, nodes.Const):
        yield node.value if isinstance(node.value, str) else HOLE
    elif isinstance(node, nodes.CondExpr):
        yield from _shown(node.expr1)
        yield " "
        if node.expr2 is not None:
            yield from _shown(node.expr2)
    elif isinstance(node, (nodes.Or, nodes.And)):
        yield from _shown(node.left) if isinstance(node, nodes.Or) else ()
        yield " "
        yield from _shown(node.right)
    elif isinstance(node, nodes.Concat):
        for each in node.nodes:
            yield from _shown(each)
    elif isinstance(node, nodes.Filter) and node.node is not None and node.name != "said":
        yield from _shown(node.node)
    else:
        yield HOLE


def _passed(node: nodes.Node) -> Iterator[str]:
    """Constants that look like sentences, wherever they are handed on without a mark."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str) and _SENTENCE.match(node.value):
            yield node.value
    elif not _marking(node):
        for child in node.iter_child_nodes():
            yield from _passed(child)


def _marking(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS


def strays(environment: Environment, source: str) -> list[str]:
    """Marks that cannot work: of anything but constants, and `said` of a constant."""
    tree = environment.parse(source)
    marked = [
        call.lineno
        for call in tree.find_all(nodes.Call)
        if _marking(call) and any(not isinstance(each, nodes.Const) for each in call.args[: 2 if _many(call) else 1])
    ]
    # Jinja works out a filter of a constant once, in the language of that moment.
    frozen = [each.lineno for each in tree.find_all(nodes.Filter) if each.name == "said" and _constant(each)]
    return [f"line {at}" for at in sorted(marked + frozen)]


def _constant(each: nodes.Filter) -> bool:
    return isinstance(each.node, nodes.Const)


def _many(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == "ngettext"


def stray_words(tree: ast.AST) -> list[str]:
    """Marks in a module that no catalogue can know: `later` and `say_many` of anything but constants, and pieces."""
    found = []
    for call in ast.walk(tree):
        name = _mark(call.func) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name:
            first = call.args[: 2 if name == "say_many" else 1]
            loose = (ast.JoinedStr, ast.BinOp) if name == "say" else ast.expr
            if any(isinstance(each, loose) and not isinstance(each, ast.Constant) for each in first):
                found.append(f"line {call.lineno}: {name}")
    return found


def _mark(called: ast.expr) -> str:
    """The name of the mark that is called, as such or of the module `words`; empty for other functions."""
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "words":
        return called.attr if called.attr in IN_CODE else ""
    return called.id if isinstance(called, ast.Name) and called.id in IN_CODE else ""


class Wrapped(NullTranslations):
    """Every sentence in brackets, so that whatever stands outside of them was never marked."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


MADE_UP = Language("el", "⟦⟧", "ltr", Wrapped())
MIRRORED = Language("ar", "⟦⟧", "rtl", Wrapped())
_NAMES = re.compile(
    r"@?[\w.-]+@[\w.-]+|\b[\w-]+(\.[\w-]+)*\.example\b|https?://\S*|\b(?:image|video|text)/\w+"
    r"|\b[0-9a-f]{4,}\b|\b[0-9a-z]{26}\b|[\d.]+ ?[KM]?B\b"
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_APART = frozenset({"script", "style", "code", "kbd"})


class _Reader(HTMLParser):
    """Collects what a page says outside of brackets. What carries `dir` is somebody's own text and left alone."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = tag in _APART or (tag != "html" and any(name == "dir" for name, _ in attrs))
        kept = {name: value or "" for name, value in attrs}
        described = tag == "meta" and kept.get("name") == "description"
        for name, value in kept.items():
            if self.depth == 0 and (name in WORDED or _worded(name, value) or (described and name == "content")):
                self.said += outside(value)
        if tag not in _VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        for at in reversed(range(len(self.open))):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        text, self.depth = _outside(data, self.depth)
        if not any(own for _, own in self.open):
            self.said += _words(text)


def _outside(text: str, depth: int) -> tuple[str, int]:
    kept = []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(letter if depth == 0 and letter != "⟧" else " ")
    return "".join(kept), depth


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*", _NAMES.sub(" ", text))


def outside(text: str) -> list[str]:
    """Latin words of a text outside of brackets, without addresses, hashes and sizes."""
    return _words(_outside(text, 0)[0])


def on_page(page: str, allowed: Iterable[str] = ()) -> list[str]:
    """Latin words of a page that stand outside of brackets and are no content."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    known = frozenset(allowed)
    return [word for word in reader.said if word not in known]
