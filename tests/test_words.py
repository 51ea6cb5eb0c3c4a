"""The sentences that people read: all are marked, all are in the catalogues, and a translation breaks nothing."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from fedart import share
from fedart.web import languages, templates
from fedart.words import ENGLISH, Language, later, say, say_many, speaking
from tests.support import unmarked
from tests.support.unmarked import MADE_UP, in_template, on_page, outside, stray_words, strays
from tools import words

PACKAGE = Path(share.__file__).parent
TEMPLATES = sorted(
    path.relative_to(share.path("templates")).as_posix() for path in share.path("templates").rglob("*.html")
)
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
CATALOGUES = sorted(languages.FOLDER.glob("*.po"))
NAMES = {
    "applicants.html": {"PDF"},
    "application.html": {"PDF"},
    "apply.html": {"PDF"},
    "macros/picture.html": {"Organization", "Group"},
    "macros/record.html": {"SHA-256"},
    "macros/syndication.html": {"Atom"},
    "drafts_later.html": {"UTC"},
    "work.html": {"yes"},
}
"""What looks like words in a template and is none: kinds of actors, names of formats, a sign between macros."""

_VALUE = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"</?[a-z](?:\"[^\"]*\"|[^\">])*>")
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]")


def _text(name: str) -> str:
    return (share.path("templates") / name).read_text(encoding="utf-8")


# marks


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_word_of_a_template_is_marked(name: str) -> None:
    environment = templates.environment()
    assert in_template(environment, _text(name), NAMES.get(name, ())) == []
    assert strays(environment, _text(name)) == []


@pytest.mark.parametrize(
    ("source", "words_found"),
    [
        ("<p>Not said</p>", ["Not", "said"]),
        ("<p>{{ 'a' if x else 'b' }}</p>", ["a", "b"]),
        ('<p title="Wall">x</p>', ["Wall", "x"]),
        ('<p aria-label="By {{ x }}"></p>', ["By"]),
        ('<p data-busy="Looking…"></p>', ["Looking"]),
        ('<meta name="description" content="A wall">', ["A", "wall"]),
        ("{{ press('/x', 'Follow') }}", ["Follow"]),
        ("{% set x = {'a': 'Waits from'} %}", ["Waits from"]),
        ("{% trans %}Said{% endtrans %} but not all", ["but", "not", "all"]),
        ("{{ x or 'Untitled' }}", ["Untitled"]),
        ("{{ 'Post by ' ~ x }}", ["Post", "by"]),
    ],
)
def test_words_without_a_mark_are_found(source: str, words_found: list[str]) -> None:
    found = in_template(templates.environment(), source)
    assert set(words_found) <= set(found)


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Said') }}, {{ ngettext('%(num)s work', '%(num)s works', n) }}</p>",
        "{% trans n=3 %}{{ n }} work{% pluralize %}{{ n }} works{% endtrans %}",
        '<p class="btn quiet" data-state="open" lang="en">{{ x if x == \'live\' else y }} · 12 × 4 &nbsp;</p>',
        "{{ press('/x', _('Follow'), 'btn quiet') }}{% if x == 'Person' %}{% endif %}<code>fedart fetch</code>",
        "{{ later('Post by %(name)s')|said(name=x) }}",
    ],
)
def test_what_is_marked_is_left_alone(source: str) -> None:
    environment = templates.environment()
    found = in_template(environment, source, {"Person"})
    assert (found, strays(environment, source)) == ([], [])


@pytest.mark.parametrize(
    "source", ["{{ _(x) }}", "{{ ngettext('a', x, 2) }}", "{{ later(x ~ 'y') }}", "{{ 'A b.'|said }}"]
)
def test_a_mark_of_what_no_catalogue_can_know_is_found(source: str) -> None:
    assert strays(templates.environment(), source) == ["line 1"]


@pytest.mark.parametrize("name", MODULES)
def test_every_mark_in_the_code_is_of_a_constant(name: str) -> None:
    assert stray_words(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))) == [] or name == "words.py"


@pytest.mark.parametrize(
    ("source", "loose"),
    [
        ("say(f'At {x}')", True),
        ("say('At ' + x)", True),
        ("later(x)", True),
        ("words.say_many('one', x, 2)", True),
        ("say('At %(x)s', x=x)", False),
        ("say(error.public)", False),
        ("later('A' 'b')", False),
        ("say_many('one', 'more', n)", False),
    ],
)
def test_a_sentence_made_of_pieces_is_found(source: str, loose: bool) -> None:
    assert bool(stray_words(ast.parse(source))) is loose


def test_a_page_in_brackets_has_no_word_outside() -> None:
    page = '<p title="⟦Wall⟧">⟦Hung by <a href="/x">⟧<b dir="auto">Maren</b>⟦</a>⟧ @maren@here.example 12</p>'
    assert on_page(page) == []
    assert on_page(page + '<img alt="Wall"><p>by</p>⟦a⟧ more') == ["Wall", "by", "more"]
    assert outside("⟦a ⟦b⟧ c⟧ d") == ["d"]


# catalogues


def test_the_list_of_sentences_is_what_the_code_says() -> None:
    listed = (languages.FOLDER / "fedart.pot").read_text(encoding="utf-8")
    assert listed == words.written(words.gathered()), "run `make words`"


def test_the_list_of_sentences_knows_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "fedart").mkdir()
    (tmp_path / "templates" / "deep").mkdir(parents=True)
    (tmp_path / "fedart" / "x.py").write_text(
        "A = later('Later')\nsay('A %(x)s' ' b', x=1)\nsay_many('one', 'more', 2)\n"
    )
    page = "{% trans %}\n  95 % of\n  all{% endtrans %}{{ _('Later') }}{{ ngettext('a', 'b', n) }}{{ later('c') }}"
    (tmp_path / "templates" / "deep" / "x.html").write_text(page)
    found = words.gathered(tmp_path)
    assert [each.id for each in found if each.id] == [
        "95 %% of all",
        "A %(x)s b",
        "Later",
        ("a", "b"),
        "c",
        ("one", "more"),
    ]
    text = words.written(found)
    assert text == words.written(words.gathered(tmp_path))
    assert "POT-Creation-Date" not in text
    assert "x.py" not in text


def test_what_is_known_is_kept_and_nothing_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    path.write_text(words.written(_catalogue(("Hall", "Halle"), ("Wall", "Wand")), "de"), encoding="utf-8")
    sentences = _catalogue(("Wall", ""), ("Walls", ""))
    once = words.merged(words.read(path), sentences)
    assert [(each.id, each.string) for each in once if each.id] == [("Wall", "Wand"), ("Walls", "")]
    assert [each.id for each in words.missing(once)] == ["Walls"]
    path.write_text(words.written(once, "de"), encoding="utf-8")
    again = words.merged(words.read(path), _catalogue(("Hall", ""), ("Wall", "")))
    assert [(each.id, each.string) for each in again if each.id] == [("Hall", "Halle"), ("Wall", "Wand")]


def _catalogue(*pairs: tuple[str, str]) -> Catalog:
    made = Catalog(charset="utf-8")
    for sentence, translation in pairs:
        made.add(sentence, translation)
    return made


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_catalogue_is_complete_and_breaks_nothing(path: Path) -> None:
    catalogue, sentences = words.read(path), words.gathered()
    assert [message.id for message in words.missing(catalogue)] == []
    assert {message.id for message in catalogue} == {message.id for message in sentences}
    assert [fault for message in catalogue if message.id for fault in faults(message, catalogue.num_plurals)] == []
    assert path.read_text(encoding="utf-8") == words.written(catalogue, path.stem, str(catalogue.plural_forms))


def test_every_catalogue_is_a_language_that_pages_speak() -> None:
    spoken = languages.load()
    assert list(spoken) == [ENGLISH.code, *(path.stem for path in CATALOGUES)]
    assert all(language.name and language.direction in ("ltr", "rtl") for language in spoken.values())


def faults(message: Message, forms: int = 2) -> list[str]:
    """What a translation would break."""
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    found = [] if len(said) == (forms if len(english) > 1 else 1) else ["forms"]
    for form in said:
        found += [f"{name}: {form}" for name in _broken(english, str(form))]
    return found


def _broken(english: tuple[str, ...], form: str) -> list[str]:
    checks = {
        "values": _values(form) != _values(english[-1]) and not (len(english) > 1 and _without_number(english, form)),
        "tags": sorted(_TAG.findall(form)) != sorted(_TAG.findall(english[-1])),
        "signs": _signs(form) != _signs(english[-1]),
        "edges": (form[:1].isspace(), form[-1:].isspace()) != (english[0][:1].isspace(), english[0][-1:].isspace()),
        "hidden": bool(_HIDDEN.search(form)),
        "script": "javascript:" in form.lower(),
    }
    return [name for name, broken in checks.items() if broken]


def _values(text: str) -> Counter[str]:
    return Counter(_VALUE.findall(text))


def _without_number(english: tuple[str, ...], form: str) -> bool:
    """A form for one or two may say the number as a word."""
    return _values(form) == _values(english[-1]) - Counter(["%(num)s", "%(n)s"])


def _signs(text: str) -> Counter[str]:
    """Signs that mean something to HTML or to formatting, outside of tags and values."""
    rest = _VALUE.sub("", _TAG.sub("", text))
    return Counter(sign for sign in rest.replace("%%", "") if sign in '<>&"%')


@pytest.mark.parametrize(
    ("english", "said", "fault"),
    [
        ("Hello %(name)s", "Hallo", "values"),
        ("Hello %(name)s", "Hallo %(nam)s", "values"),
        ("Hello", "Hallo %(name)s", "values"),
        ('See <a href="/x">it</a>', 'Sieh <a href="//evil.example">es</a>', "tags"),
        ("See <b>it</b>", "Sieh es</b>", "tags"),
        ("Title", 'Ti"tel', "signs"),
        ("Title", "<script", "signs"),
        ("95 %% sure", "95 % sicher", "signs"),
        ("Title", " Titel", "edges"),
        ("Title", "Ti\u202etel", "hidden"),
        ("Title", "JavaScript:x", "script"),
        (("%(num)s work", "%(num)s works"), ("%(num)s Werk",), "forms"),
        (("%(num)s work", "%(num)s works"), ("%(num)s Werk", "%(nums)s Werke"), "values"),
    ],
)
def test_a_translation_that_would_break_a_page_is_found(
    english: str | tuple[str, ...], said: str | tuple[str, ...], fault: str
) -> None:
    assert fault in " ".join(faults(Message(english, said)))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ('See <a href="/x">%(name)s</a>, 95 %% sure', '<a href="/x">%(name)s</a>, zu 95 %% sicher'),
        (("%(num)s work", "%(num)s works"), ("ein Werk", "%(num)s Werke")),
    ],
)
def test_a_good_translation_passes(english: str | tuple[str, ...], said: str | tuple[str, ...]) -> None:
    assert faults(Message(english, said)) == []


# both directions

_SIDED = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|(?<![\w-])(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def _sided(css: str) -> list[str]:
    """Declarations that would not mirror; rules for one direction alone may name sides."""
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return [line.strip() for line in rules.splitlines() if _SIDED.search(line) and '[dir="' not in line]


@pytest.mark.parametrize("path", sorted(share.path("static").glob("*.css")), ids=lambda path: path.name)
def test_stylesheets_name_no_left_and_right(path: Path) -> None:
    assert _sided(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line", [".a { margin-left: 1px; }", ".a { left : 0 }", ".a { text-align: right; }", ".a { float:left }"]
)
def test_a_side_in_a_stylesheet_is_found(line: str) -> None:
    assert _sided(line) == [line]
    assert _sided(f'/* {line} */ [dir="rtl"] {line} .b {{ inset-inline-start: 0 }}') == []


# saying


def test_a_sentence_is_said_in_the_language_that_holds() -> None:
    assert say(later("Hello %(name)s"), name="Maren") == "Hello Maren"
    with speaking(MADE_UP):
        assert say("Hello %(name)s", name="Maren") == "⟦Hello Maren⟧"
        assert [say_many("%(num)s work", "%(num)s works", n) for n in (1, 2)] == ["⟦1 work⟧", "⟦2 works⟧"]
        with speaking(ENGLISH):
            assert say("95 % sure") == "95 % sure"
        assert say("") == ""
    assert say("Hello") == "Hello"


def test_values_are_escaped_in_every_language() -> None:
    source = "{{ _('By %(x)s', x=x) }}{% trans x %}<b>{{ x }}</b>{% endtrans %}{{ later('By %(x)s')|said(x=x) }}"
    template = templates.environment().from_string(source)
    assert template.render(x="<i>") == "By &lt;i&gt;<b>&lt;i&gt;</b>By &lt;i&gt;"
    with speaking(Language("el", "", "ltr", unmarked.Wrapped())):
        assert template.render(x="<i>") == "⟦By &lt;i&gt;⟧⟦<b>&lt;i&gt;</b>⟧⟦By &lt;i&gt;⟧"
