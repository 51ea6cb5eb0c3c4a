"""What the documentation promises is there, and what is there is documented."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.routing import Route

from fedart import __version__, cli
from fedart.config import SECTIONS, Config
from fedart.web import routes

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shown(value: object) -> str:
    """A default as TOML writes it."""
    if value is None:
        return '"never"'
    if isinstance(value, tuple):
        return f"[{', '.join(shown(item) for item in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


SETTINGS = [(name, field.name) for name in SECTIONS for field in fields(getattr(Config(), name))]


@pytest.mark.parametrize(("section", "key"), SETTINGS, ids=str)
def test_every_setting_is_documented_with_its_default(section: str, key: str) -> None:
    row = re.search(rf"^\| `{section}\.{key}` \| `(.*)` \| (.+) \|$", text("docs/configuration.md"), re.MULTILINE)
    assert row is not None
    default = getattr(getattr(Config(), section), key)
    numbers = isinstance(default, tuple) and "retry" in key
    assert row[1] == (shown(tuple(float(n) for n in default)) if numbers else shown(default))


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^\| `(\w+)\.(\w+)` \|", text("docs/configuration.md"), re.MULTILINE)
    assert documented == SETTINGS


def commands(parser: argparse.ArgumentParser, above: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Each command with its own options."""
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in nested:
        for name, child in group.choices.items():
            yield from commands(child, (*above, name))
    if above and not nested:
        options = [option for action in parser._actions for option in action.option_strings if option.startswith("--")]
        yield " ".join(above), sorted(set(options) - {"--help", "--config", "--json"})


COMMANDS = list(commands(cli.parser()))


@pytest.mark.parametrize(("command", "options"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_is_documented_with_its_options(command: str, options: list[str]) -> None:
    parts = re.split(r"^### ", text("docs/commands.md"), flags=re.MULTILINE)
    (section,) = [part for part in parts if re.match(rf"`fedart {command}\b", part)]
    assert [option for option in options if option not in section] == []
    mentioned = set(re.findall(r"--[a-z-]+", section)) - {"--json", "--config"}
    assert mentioned <= set(options) | {"--no-worker"}


def test_no_command_is_documented_that_does_not_exist() -> None:
    documented = re.findall(
        r"^### `fedart ([a-z][a-z-]*(?: [a-z][a-z-]*)*)",
        text("docs/commands.md"),
        re.MULTILINE,
    )
    assert sorted(documented) == sorted(name for name, _ in COMMANDS)


def test_every_route_is_documented_and_no_other() -> None:
    listed = set()
    for route in routes.all_routes():
        assert isinstance(route, Route)
        method = next(each for each in ("POST", "PATCH", "GET", "HEAD") if each in (route.methods or ()))
        listed.add(f"{method} {route.path.replace(':path}', '}')}")
    documented = re.findall(r"^\| `((?:GET|HEAD|PATCH|POST) /[^`]*)` \| .+ \|$", text("docs/routes.md"), re.MULTILINE)
    assert sorted(documented) == sorted(listed)


RULE = re.compile(r"\b((?:SIG|AUT|NET|PAR|XSS|MED|WEB|CAP|DUR|OPS)-\d\d)\b")


def test_every_rule_that_the_code_names_is_explained() -> None:
    explained = re.findall(rf"^\| {RULE.pattern} \|", text("docs/rules.md"), re.MULTILINE)
    used = {
        rule
        for folder in ("fedart", "tests", "migrations", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".html")
        for rule in RULE.findall(path.read_text(encoding="utf-8"))
    }
    assert used <= set(explained)
    assert len(explained) == len(set(explained))


def test_every_section_of_the_guide_that_the_code_names_exists() -> None:
    guide = text("docs/federation.md")
    there = set(re.findall(r"^## (\d+)\. ", guide, re.MULTILINE)) | set(re.findall(r"\*+(\d[\d.]*\d)[ .*]", guide))
    named = {
        number
        for path in (ROOT / "fedart").rglob("*.py")
        for number in re.findall(r"guide sections? (\d+(?:\.\d+)*)", path.read_text(encoding="utf-8"))
    }
    assert named <= there
    assert named


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / target.split("#")[0]).exists(), target


def test_decisions_are_numbered_without_a_gap() -> None:
    found = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    assert [name[:4] for name in found] == [f"{n:04}" for n in range(1, len(found) + 1)]
    for name in found:
        page = text(f"docs/decisions/{name}")
        assert page.startswith(f"# {int(name[:4])}. ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in page, name


def test_the_changelog_knows_this_version() -> None:
    assert f"\n## {__version__}\n" in text("CHANGELOG.md")


def test_the_licence_is_the_one_that_the_project_names() -> None:
    licence = text("LICENSE")
    assert licence.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in licence
    assert 'license = "AGPL-3.0-or-later"' in text("pyproject.toml")


def test_the_targets_of_make_that_the_docs_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        written = page.read_text(encoding="utf-8")
        code = "\n".join([*re.findall(r"```sh\n(.*?)```", written, re.DOTALL), *re.findall(r"`(make [^`]+)`", written)])
        assert set(re.findall(r"^make ([a-z-]+)", code, re.MULTILINE)) <= targets, page.name


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md"])
def test_settings_that_other_pages_name_exist(page: str) -> None:
    known = {f"{section}.{key}" for section, key in SETTINGS}
    named = {match for match in re.findall(r"`(\w+\.\w+)`", text(page)) if match.split(".")[0] in SECTIONS}
    assert named <= known
