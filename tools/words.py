"""`make words`: every sentence that people read, from code and templates, into the catalogues of fedart/locales.

The output is stable: sorted, without dates and line numbers. A sentence that has changed is a new one (nothing is
guessed); what it was before stays in the file as a comment until somebody removes it.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "fedart" / "locales"
WIDTH = 120
IN_CODE: Mapping[str, tuple[int, ...] | None] = {"say": None, "later": None, "say_many": (1, 2)}
IN_TEMPLATES: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "later": None}
HEADER = (
    ("Language", "{language}"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "{forms}"),
)

Sentence = str | tuple[str, ...]
"""A sentence, or its forms for one and for many."""


def of_code(path: Path) -> Iterator[Sentence]:
    """The sentences that a module marks."""
    yield from _extracted("python", path, IN_CODE, {})


def of_template(path: Path) -> Iterator[Sentence]:
    """The sentences that a template marks. Raises jinja2.TemplateSyntaxError for one that cannot be read."""
    options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "trim_blocks": "true"}
    yield from _extracted("jinja2.ext:babel_extract", path, IN_TEMPLATES, options | {"lstrip_blocks": "true"})


def _extracted(
    method: str, path: Path, keywords: Mapping[str, tuple[int, ...] | None], options: Mapping[str, str]
) -> Iterator[Sentence]:
    with path.open("rb") as file:
        for found in extract(method, file, keywords, (), options):
            yield found[1]


def gathered(root: Path = ROOT) -> Catalog:
    """Every sentence of the project, sorted, each once; a sentence with two forms keeps both."""
    sentences: dict[str, Sentence] = {}
    modules = [sentence for path in sorted((root / "fedart").rglob("*.py")) for sentence in of_code(path)]
    pages = [sentence for path in sorted((root / "templates").rglob("*.html")) for sentence in of_template(path)]
    for sentence in (*modules, *pages):
        key = sentence if isinstance(sentence, str) else sentence[0]
        if key and (key not in sentences or not isinstance(sentence, str)):
            sentences[key] = sentence
    catalogue = Catalog(charset="utf-8")
    for key in sorted(sentences):
        catalogue.add(sentences[key])
    return catalogue


def written(catalogue: Catalog, language: str = "", forms: str = "nplurals=2; plural=(n != 1);") -> str:
    """A catalogue as the text of its file. `forms` is its Plural-Forms line."""
    body = BytesIO()
    write_po(body, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    lines = (f'"{name}: {value.format(language=language, forms=forms)}\\n"\n' for name, value in HEADER)
    return 'msgid ""\nmsgstr ""\n' + "".join(lines) + "\n" + body.getvalue().decode().strip() + "\n"


def read(path: Path) -> Catalog:
    """A language's catalogue. Raises babel.messages.pofile.PoFileError for a file that is none."""
    with path.open("rb") as file:
        return read_po(file, locale=Locale.parse(path.stem, sep="-").language, abort_invalid=True)


def merged(known: Catalog, sentences: Catalog) -> Catalog:
    """A language's catalogue with all the sentences there are; one that came back finds its translation again."""
    for message in list(known.obsolete.values()):
        known[message.id] = message
    known.obsolete.clear()
    known.update(sentences, no_fuzzy_matching=True)
    return known


def missing(catalogue: Catalog) -> list[Message]:
    """The sentences that nobody has translated, or only some of their forms."""
    return [message for message in catalogue if message.id and (not _whole(message) or message.fuzzy)]


def _whole(message: Message) -> bool:
    said: object = message.string
    return bool(all(said) if isinstance(said, (tuple, list)) else said)


def main() -> None:
    """Renew the .pot and every .po, and tell what each language lacks."""
    sentences = gathered()
    LOCALES.mkdir(exist_ok=True)
    (LOCALES / "fedart.pot").write_text(written(sentences), encoding="utf-8")
    print(f"{len(sentences)} sentences in fedart/locales/fedart.pot")
    for path in sorted(LOCALES.glob("*.po")):
        catalogue = merged(read(path), sentences)
        path.write_text(written(catalogue, path.stem, str(catalogue.plural_forms)), encoding="utf-8")
        lacking = missing(catalogue)
        print(f"{path.name}: {len(lacking)} missing")
        for message in lacking:
            print(f"  {message.id if isinstance(message.id, str) else message.id[0]}")


if __name__ == "__main__":
    main()
