"""The texts are true: settings, commands, lists, words and links are compared with the code."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import click
import pytest

from screening.cli import main
from screening.cli.errors import EXIT_CODES, FAULT, INCOMPLETE
from screening.config import Settings
from screening.domain import alert, designation, listing, screening
from screening.domain.access import MEANINGS, ROLES, Permission
from screening.domain.alert import TRANSITIONS, Action, AlertState
from screening.domain.events import MEANINGS as EVENTS
from screening.domain.events import EventKind
from screening.domain.webhook import BACKOFF
from screening.matching.names import SHAPES, compare
from screening.matching.prepared import prepare
from screening.matching.rarity import bits
from screening.services.alert_reasons import all_reasons
from screening.sources.registry import all_sources
from screening.text.tokens import GROUP_OF_TYPE, NameGroup, Token, TokenKind

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("lists/*/*.md")])
TERMS = """
    list; authority; list version; designation; party type; programme; authority reference; identifier;
    primary name, a.k.a., f.k.a.; strong, weak alias; measure; provenance; subject; screening request;
    screening; candidate; hit; alert; evidence; disposition, verdict; monitored subject; corpus stamp;
    version id; party group
"""


def test_the_names_worked_by_hand_are_what_the_engine_says() -> None:
    text = (ROOT / "docs/matching.md").read_text("utf-8")
    worked = re.findall(r"```ledger\n(.*) \| (.*) \| (\w+)\n(.*)\n```", text)
    assert len(worked) == 3
    for asked, listed, party_type, note in worked:
        group = GROUP_OF_TYPE[designation.PartyType(party_type)]
        assert compare(prepare(asked, group), prepare(listed, group)).note == note


def test_the_bits_worked_by_hand_are_those_of_the_table() -> None:
    text = (ROOT / "docs/matching.md").read_text("utf-8")
    worked = re.findall(r"`log2\((\d+) / (\d+)\) = ([\d.]+)`", text)
    table = (ROOT / "screening/text/data/token_frequency.csv").read_text("utf-8").splitlines()
    persons = {row.split(",")[0]: int(row.split(",")[1]) for row in table[1:]}
    tokens = [Token(word, TokenKind.WORD) for word in ("joaquin", "guzman")]
    for (names, carrying, shown), token in zip(worked, tokens, strict=True):
        assert (int(names), int(carrying)) == (persons["*"], persons[token.text])
        assert f"{math.log2(int(names) / int(carrying)):.1f}" == shown
        assert f"{bits(token, NameGroup.PERSON):.1f}" == shown


def test_the_shapes_shown_are_those_of_the_engine() -> None:
    shown = {row[0]: [float(cell) for cell in row[1:]] for row in _table("docs/matching.md", "names of")}
    assert shown == {group.value: list(astuple(shape)) for group, shape in SHAPES.items()}


def test_the_settings_table_is_the_settings() -> None:
    rows = [row[:3] for row in _table("docs/operations.md", "Variable")]
    expected = [
        [
            f"`SCREENING_{name.upper()}`",
            _shown(setting.get_default(call_default_factory=True)),
            str(setting.description),
        ]
        for name, setting in Settings.model_fields.items()
    ]
    assert rows == expected


def test_the_tables_of_access_are_those_of_the_code() -> None:
    assert _table("docs/access.md", "Permission") == [[f"`{one}`", MEANINGS[one]] for one in Permission]
    expected = [[f"`{role}`", ", ".join(f"`{p}`" for p in Permission if p in ROLES[role])] for role in ROLES]
    assert _table("docs/access.md", "Role") == expected


def test_the_tables_of_alerts_are_those_of_the_code() -> None:
    expected = [
        [f"`{action}`", *(TRANSITIONS.get((state, action), "—") for state in AlertState)]
        for action in Action
        if action is not Action.RAISED
    ]
    assert _table("docs/alerts.md", "Action | " + " | ".join(AlertState)) == expected
    reasons = [
        [f"`{one.code}`", one.title, ", ".join(f"`{v}`" for v in one.verdicts), _yes(one.needs_text)]
        for one in all_reasons().values()
    ]
    assert _table("docs/alerts.md", "Reason") == reasons


def test_the_table_of_events_is_that_of_the_code() -> None:
    assert _table("docs/notifications.md", "Event") == [[f"`{one}`", EVENTS[one]] for one in EventKind]


def test_the_waits_told_are_those_of_the_code() -> None:
    told = re.findall(
        r"after 5 seconds, 1, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours",
        _text(ROOT / "docs/notifications.md"),
    )
    seconds = [5, 60, 300, 1_800, *(3_600 * hours for hours in (2, 5, 10, 14, 20, 24))]
    assert (len(told), [one.total_seconds() for one in BACKOFF]) == (1, seconds)


def test_the_table_of_lists_is_the_registry() -> None:
    rows = _table("docs/lists.md", "list_id")
    expected = [
        [
            f"`{source.list_id}`",
            source.title,
            source.authority,
            ", ".join(each.name for each in source.formats),
        ]
        for source in all_sources()
    ]
    assert rows == expected


def test_the_table_of_coverage_has_every_list() -> None:
    rows = _table("docs/coverage.md", "list_id")
    assert [row[0] for row in rows] == [f"`{source.list_id}`" for source in all_sources()]


def test_every_list_has_its_folder_in_lists() -> None:
    for source in all_sources():
        folder = ROOT / "lists" / source.list_id
        assert (folder / "README.md").is_file()
        assert (folder / "programmes.csv").is_file()
        assert list(folder.glob("sample.*"))


def test_the_exit_codes_told_are_those_used() -> None:
    told = {int(row[0]) for row in _table("docs/operations.md", "Code")}
    used = {*EXIT_CODES.values(), INCOMPLETE, FAULT, 0}
    assert used == told


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", _text(path)):
        file, _, anchor = target.partition("#")
        found = path.parent / file if file else path
        assert found.exists(), target
        assert not anchor or anchor in _anchors(found), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_shown_exists(path: Path) -> None:
    targets = re.findall(r"^([a-z]+):", _text(ROOT / "Makefile"), re.MULTILINE)
    for line in _commands(_text(path)):
        words = line.split()
        if words[0] == "make":
            assert words[1] in targets, line
        else:
            _assert_is_a_command(words[1:], line)


@pytest.mark.parametrize("term", [" ".join(term.split()) for term in TERMS.split(";")])
def test_the_glossary_explains_each_term(term: str) -> None:
    assert f"| **{term}** |" in _text(ROOT / "docs/glossary.md")


def test_the_glossary_has_every_class_of_the_domain() -> None:
    text = _text(ROOT / "docs/glossary.md") + _text(ROOT / "docs/architecture.md")
    parts = {"Gender", "Name", "Place", "Address", "Country", "Attribute", "Vessel", "SubjectIdentifier"}
    parts |= {"PublishedFile", "ListHeader", "ListFormat", "UnknownField", "ChangeKind"}
    for module in (alert, designation, listing, screening):
        for name, member in inspect.getmembers(module, inspect.isclass):
            if member.__module__ == module.__name__ and name not in parts:
                assert f"`{name}" in text or f"{name}(" in text or f"{name}." in text, name


def test_no_text_says_that_a_party_is_clear() -> None:
    for path in DOCS:
        said = re.findall(r"\b(?:is|are|was|were) clear(?:ed)?\b", _text(path), re.IGNORECASE)
        assert not said, path


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _shown(default: object) -> str:
    return f"`{default}`" if default else "none"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _table(path: str, first_heading: str) -> list[list[str]]:
    """The rows of the table whose first heading is given, cell by cell."""
    lines = iter(_text(ROOT / path).splitlines())
    next(line for line in lines if line.startswith(f"| {first_heading} |"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _commands(text: str) -> Iterator[str]:
    """The lines of code blocks, and the code in running text, that call ``make`` or ``screening``."""
    for block in re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            found = re.match(r"(?:\$ |[\d*]+ \* \* \* \*  )?((?:make|screening) [a-z].*)", line)
            if found:
                yield found[1]
    yield from re.findall(r"`((?:make|screening) [a-z][^`…]*)`", text)


def _assert_is_a_command(words: list[str], line: str) -> None:
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and words and (found := command.get_command(context, words[0])):
        command = found
        words.pop(0)
    assert command is not main, line
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.partition("=")[0] for word in words if word.startswith("--")} - {"--help"}
    assert used <= options, line
