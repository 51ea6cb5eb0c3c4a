"""What the code base allows itself, measured: sizes, query plans, and who may do what."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedart.storage import sqlite
from fedart.storage import statements as loader

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fedart"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SQL_FILES = sorted((PACKAGE / "storage").glob("*.sql"))

MODULE_LINES = 400
FUNCTION_LINES = 50


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_400_lines() -> None:
    assert [name_of(p) for p in MODULES if lines_of(p) > MODULE_LINES] == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_there_is_at_least_as_much_test_as_code() -> None:
    code, tests = sum(map(lines_of, MODULES)), sum(map(lines_of, TESTS))
    assert tests >= code, f"{tests} lines of tests for {code} lines of code"


# --- what only some modules may do -----------------------------------------------------------------------------------

NETWORK = re.compile(
    r"^\s*(?:import|from)\s+(aiohttp|httpx|requests|urllib3?\.request|urllib3|http\.client|ftplib|smtplib|socket|ssl)\b",
    re.MULTILINE,
)
LISTENS = {"fedart/cli/server.py": "binds the server's own socket"}


def test_net_only_federation_opens_connections() -> None:
    found = {name_of(p) for p in MODULES if NETWORK.search(p.read_text(encoding="utf-8"))}
    outside = {name for name in found if not name.startswith("fedart/federation/")}
    assert outside == set(LISTENS)
    assert "fedart/federation/http.py" in found


SUSPICIOUS = re.compile(r"\b(?:open_connection|create_connection|urlopen|getaddrinfo|open_unix_connection)\b")


def test_net_no_other_way_out_is_used() -> None:
    found = {name_of(p) for p in MODULES if SUSPICIOUS.search(p.read_text(encoding="utf-8"))}
    assert {name for name in found if not name.startswith("fedart/federation/")} == set()


SAFE = re.compile(r"\{[{%][^}]*?([\w.]+(?:\([^)]*\))?)(?:\|with_emojis\([\w.]+\))?\s*\|\s*safe\b")
"""Marking emojis adds nothing of anybody's (see `web.emojis.written`): what is marked counts."""
SANITISED = {
    "work.content": "works.content: sanitised when a post arrives, rendered by us for our own",
    "post.work.content": "the same column, in a conversation",
    "words": "the words of a draft that is shown by its link, rendered by us",
    "album.content": "albums.content: the words of an album, rendered by us",
    "artist.actor.summary": "actors.summary, on the face about its artist",
    "project.opening": "arranged.opening: the words of a work before its first picture, rendered by us",
    "block.html": "arranged_parts.html: words between the pictures of a work, rendered by us",
    "leaf.content": "leaves.content: rendered by us when an artist writes a page",
    "description": "a job's words: rendered by us, or works.content of another server's job",
    "item.description": "the same, on the moderators' desk",
    "actor.summary": "actors.summary: sanitised when a profile arrives, rendered by us for our own",
    "field.value": "a field of a remote profile: sanitised when it arrives; our own are plain text and not marked",
}


def test_xss_01_only_sanitised_values_are_safe() -> None:
    marked = [
        (name_of(path), match[1]) for path in TEMPLATES for match in SAFE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert [pair for pair in marked if pair[1] not in SANITISED] == []
    assert {value for _, value in marked} == set(SANITISED)


def test_xss_01_escaping_is_never_switched_off() -> None:
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in TEMPLATES}
    assert [name for name, text in texts.items() if re.search(r"autoescape\s+false", text)] == []
    assert [name_of(p) for p in MODULES if re.search(r"autoescape\s*=\s*False", p.read_text(encoding="utf-8"))] == []


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=| type=\"application/ld\+json\")|\son[a-z]+\s*=\s*[\"']|\sstyle\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)


def test_xss_06_templates_hold_no_inline_script_or_style() -> None:
    found = [name_of(path) for path in TEMPLATES if INLINE.search(path.read_text(encoding="utf-8"))]
    assert found == []


TEXT = {".py", ".md", ".toml", ".sql", ".html", ".css", ".js", ".sh", ".json", ".txt", ".lock", ".yml", ""}
LEFT_OUT = {".venv", ".git", "node_modules", "data", "artefacts", "__pycache__", "build", "dist"}


def committed() -> Iterator[Path]:
    """Files of the project as far as they are text; no caches, no environments."""
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        if path.is_file() and not parts & LEFT_OUT and not hidden and path.suffix in TEXT:
            yield path


# Put together here, so that this very file does not hold what it looks for.
FOREIGN = re.compile(
    "|".join(
        [
            "/" + "work/",
            "/tmp/" + "plan",
            r"\bpypi\." + "org",
            r"registry\." + "npmjs",
            "/opt/" + "pypi",
            "FEDERATION-" + "guide",
            r"(?:THREATS|PERFORMANCE|DETECTOR|STYLE)\." + "md",
        ]
    )
)


def test_files_speak_of_the_project_alone() -> None:
    found = [
        name_of(path) for path in committed() if FOREIGN.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_ops_01_lock_files_pin_everything_by_hash_and_name_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==[\w.]+( ; [^\\]+)? \\\n", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|^-e |file:", text, re.MULTILINE)


def test_both_lock_files_agree() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pins("requirements.lock") <= pins("requirements-test.lock")


# --- SQL -------------------------------------------------------------------------------------------------------------

NAMED = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
TINY = {
    "domain_blocks": "some hundred rows at most, and the whole list is wanted",
    "visible": "one row, the number of the newest change",
    "policies": "one row for each audience at most, and all are wanted",
    "trust": "whom moderators marked one by one, and the whole list is wanted",
    "private_keys": "of the people of one collective; looked through at start-up and when keys change",
    "next_keys": "of those whose keys are changing at this moment",
    "retired_keys": "of those whose keys changed in the last two days",
    "picks": "at most 24 works on the front page, and all are wanted",
    "relays": "those that administrators chose to follow, some ten at most",
    "accounts": "the people of one collective; read in full by `owner` and `moderators` only",
}
WHOLE = {
    "views_admin.neighbours": "through indexes that hold open cases only, which are to be counted",
    "views_reports.waiting": "the same indexes, for the numbers alone",
    "views_artists.common_roles": "through the index alone: at most five rows for each artist of the collective",
    "views_people.people": "words may stand anywhere in a name, and there is no index of words yet",
    "tasks.shift_due": "when the clock was set, everything that waits moves with it",
    "tasks.counts": "for the operator only; never on a page",
    "closings.unfinished": "through an index that holds closings under way only; at start-up",
}
"""Statements that read a whole growing table (or index) on purpose, and why that is right."""


def statements() -> list[tuple[str, str]]:
    """Every statement as it is run, its parts filled in."""
    return [(f"{path.stem}.{name}", sql) for path in SQL_FILES for name, sql in loader.load(path.name).texts.items()]


@pytest.fixture(scope="module")
def connection(migrated: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite.connect(migrated / "fedart.sqlite3", readonly=True)
    yield opened
    opened.close()


def plan(connection: sqlite3.Connection, sql: str) -> list[str]:
    values = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
    return [str(row["detail"]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


def tables(connection: sqlite3.Connection, sql: str) -> dict[str, str]:
    """The tables of a statement by the name that its plan uses."""
    known = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    named = {table: table for table in known}
    named |= {alias: table for table, alias in re.findall(r"\b(\w+)\s+AS\s+(\w+)", sql) if table in known}
    return named


def scans(connection: sqlite3.Connection, sql: str) -> list[str]:
    """The parts of a plan that read a whole table, or a whole index without stopping at a limit."""
    details, named = plan(connection, sql), tables(connection, sql)
    limited = re.search(r"\bLIMIT\b", sql) and not any("TEMP B-TREE" in detail for detail in details)
    found = []
    for detail in details:
        if re.search(r"VIRTUAL TABLE INDEX \d+:[^ ]", detail):  # a full-text index that is asked for words or one row
            continue
        match = re.match(r"SCAN (\w+)(.*)", detail)
        if match is None or match[1] not in named or named[match[1]] in TINY:
            continue
        if limited and "USING" in match[2] and "INDEX" in match[2]:
            continue
        found.append(detail)
    return found


@pytest.mark.parametrize(("name", "sql"), statements(), ids=[name for name, _ in statements()])
def test_every_statement_is_valid_and_reads_no_growing_table_in_full(
    connection: sqlite3.Connection, name: str, sql: str
) -> None:
    found = scans(connection, sql)
    if name in WHOLE:
        assert found, f"{name} needs no exception any more"
    else:
        assert found == []


def test_the_plan_test_sees_a_full_scan(connection: sqlite3.Connection) -> None:
    assert scans(connection, "SELECT id FROM works WHERE title = :title")
    assert scans(connection, "SELECT w.id FROM works AS w WHERE w.title = :title")
    assert scans(connection, "SELECT COUNT(*) FROM works")
    assert not scans(connection, "SELECT id FROM works WHERE id = :id")
    assert not scans(connection, "SELECT domain FROM domain_blocks")


def test_every_exception_names_something_that_exists(connection: sqlite3.Connection) -> None:
    assert set(WHOLE) <= {name for name, _ in statements()}
    assert set(TINY) <= set(tables(connection, ""))


def test_every_named_statement_is_used() -> None:
    code = "".join(module.read_text(encoding="utf-8") for module in (PACKAGE / "storage").glob("*.py"))
    named = [(path.stem, name) for path in SQL_FILES for name in NAMED.findall(path.read_text(encoding="utf-8"))]
    assert [f"{file}.{name}" for file, name in named if not re.search(rf"\bSQL\.{name}\b|\"{name}\"", code)] == []
