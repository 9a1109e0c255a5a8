"""Lists that a user declares: an own list from a CSV, or any FollowTheMoney dataset.

Each is one YAML file in the folder that ``SCREENING_OWN_LISTS`` names. A declaration that cannot be
used is refused with its line and the reason, and with it everything: a list that is silently
missing would be worse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from screening.domain.errors import BadListFile
from screening.domain.listing import Expectations, ListFormat, ListSource
from screening.sources.ftm_lines import entity_lines_format
from screening.sources.ftm_targets import simple_targets_format
from screening.sources.own_entries import ACCOUNT, FIELDS, PARTY_WORDS, Mapping
from screening.sources.own_table import own_table_format

_MOST_BYTES = 65_536


def _text(value: object) -> object:
    """YAML reads a bare day or number as such; here all of them are text."""
    if isinstance(value, bool | str):
        return value
    return (
        value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, int | float)
        else value
    )


_Texts = dict[str, Annotated[str, BeforeValidator(_text)]]


class _Declaration(BaseModel):
    """One YAML file."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    list_id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    title: str = Field(min_length=1)
    authority: str = Field(min_length=1)
    format: Literal["csv", "followthemoney"] = "csv"
    file: str | None = None
    url: str | None = Field(None, pattern=r"^(?:https?|file)://")
    republishes: tuple[str, ...] = ()
    entry_url: str | None = None
    most_removed_share: float = Field(0.5, gt=0, le=1)
    columns: _Texts = Field(default_factory=dict)
    defaults: _Texts = Field(default_factory=dict)
    delimiter: str = Field(",", min_length=1, max_length=1)
    separator: str = Field(";", min_length=1)
    ignore: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_usable(self) -> _Declaration:
        if self.file and self.url:
            raise ValueError("file: is given beside a url; expected one of them")
        if self.format == "csv":
            _check_mapping(self.columns, self.defaults)
        return self


_REASONS = {
    "extra_forbidden": f"is no key of a declaration; known: {', '.join(_Declaration.model_fields)}",
    "missing": "is missing",
}


def _check_mapping(columns: dict[str, str], defaults: dict[str, str]) -> None:
    """Raises ValueError whose message begins with the path of what is wrong."""
    for part, given in (("columns", columns), ("defaults", defaults)):
        for field in given:
            if field not in FIELDS:
                raise ValueError(f"{part}.{field}: is no field of a list; known: {', '.join(sorted(FIELDS))}")
    if "name" not in columns:
        raise ValueError("columns: does not say which column is the name")
    twice = [field for field, column in columns.items() if list(columns.values()).count(column) > 1]
    if twice:
        raise ValueError(
            f"columns.{twice[-1]}: is the column {columns[twice[-1]]!r}, which is another field already"
        )
    for field in ("type", *ACCOUNT):
        if field not in columns and field not in defaults:
            raise ValueError(f"columns: does not say the {field} of an entry, and no default does")
    if defaults.get("type", "entity").lower() not in PARTY_WORDS:
        raise ValueError(f"defaults.type: is {defaults['type']!r}; expected one of {', '.join(PARTY_WORDS)}")


def read_declarations(folder: Path) -> tuple[ListSource, ...]:
    """The lists that the ``*.yaml`` files of a folder declare, by list_id.

    Raises BadListFile naming the file, the line and the reason.
    """
    if not folder.is_dir():
        raise BadListFile(f"{folder} is no folder; expected one with a YAML file for each own list")
    found: dict[str, ListSource] = {}
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        source = _read(path)
        if source.list_id in found:
            raise BadListFile(f"{path}: the list {source.list_id} is declared in another file already")
        found[source.list_id] = source
    return tuple(found[list_id] for list_id in sorted(found))


def _read(path: Path) -> ListSource:
    node = _node(path)
    try:
        return _source(_Declaration.model_validate(yaml.safe_load(path.read_bytes())), path)
    except ValidationError as error:
        place, reason = _fault(error)
        raise BadListFile(f"{path}, line {_line(node, place)}: {'.'.join(place)} {reason}") from None


def _fault(error: ValidationError) -> tuple[list[str], str]:
    """The path of what is wrong first, keys that nobody knows before all else, and the reason."""
    fault = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    reason = _REASONS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    if fault["loc"]:
        return [str(part) for part in fault["loc"]], reason[:1].lower() + reason[1:]
    where, _, reason = reason.partition(": ")
    return where.split("."), reason


def _node(path: Path) -> yaml.Node:
    """The file's YAML with its lines. Raises BadListFile for what is none, or names a key twice."""
    try:
        content = path.read_bytes()
        if len(content) > _MOST_BYTES:
            raise BadListFile(f"{path} has more than {_MOST_BYTES:,} bytes; expected a small YAML file")
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadListFile(f"{path}, line {line}: {error.problem or 'is not YAML'}") from None
    except (yaml.YAMLError, OSError) as error:
        raise BadListFile(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(node, yaml.MappingNode):
        raise BadListFile(f"{path}, line 1: expected keys with values (list_id: …), one a line")
    _refuse_twice(node, path)
    return node


def _refuse_twice(node: yaml.MappingNode, path: Path) -> None:
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            raise BadListFile(f"{path}, line {key.start_mark.line + 1}: {key.value} is given twice")
        seen.add(key.value)
        if isinstance(value, yaml.MappingNode):
            _refuse_twice(value, path)


def _line(node: yaml.Node, place: list[str]) -> int:
    """The line of the innermost part of ``place`` that the file has."""
    line = node.start_mark.line + 1
    for part in place:
        pairs: list[Any] = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((key, value) for key, value in pairs if key.value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _csv(declared: _Declaration) -> tuple[ListFormat, ...]:
    mapping = Mapping(columns=declared.columns, defaults=declared.defaults, separator=declared.separator)
    form = own_table_format(declared.list_id, mapping, delimiter=declared.delimiter, ignored=declared.ignore)
    return (form,)


def _followthemoney(declared: _Declaration) -> tuple[ListFormat, ...]:
    return (entity_lines_format(declared.list_id), simple_targets_format(declared.list_id))


_FORMATS: dict[str, Callable[[_Declaration], tuple[ListFormat, ...]]] = {
    "csv": _csv,
    "followthemoney": _followthemoney,
}


def _source(declared: _Declaration, path: Path) -> ListSource:
    file = (path.parent / declared.file).resolve().as_uri() if declared.file else ""
    return ListSource(
        list_id=declared.list_id,
        title=declared.title,
        authority=declared.authority,
        url=declared.url or file,
        expectations=Expectations(1, 10_000_000, most_removed_share=declared.most_removed_share),
        formats=_FORMATS[declared.format](declared),
        republishes=declared.republishes,
        entry_url=declared.entry_url,
    )
