"""Lists that a user declares, from the command line: loaded, refreshed, screened against."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.loading import command
from tests.sources.test_declared import HEADER, OWNED, PERSON, YAML

DATASET = "list_id: os_lamps\ntitle: Lamps\nauthority: OpenSanctions\nformat: followthemoney\n"


def _declared(folder: Path) -> str:
    lists = folder / "lists.d"
    lists.mkdir()
    (lists / "watch.yaml").write_text(YAML, "utf-8")
    (lists / "watch.csv").write_text(f"{HEADER}\n{PERSON}\n{OWNED}\n", "utf-8")
    (lists / "lamps.yaml").write_text(DATASET, "utf-8")
    return str(lists)


def test_an_own_list_is_loaded_shown_and_screened_against(tmp_path: Path) -> None:
    lists = _declared(tmp_path)
    arguments = ("lists", "load", "own_watch", f"{lists}/watch.csv", "--published", "2026-01-01")
    done = command(tmp_path, *arguments, SCREENING_OWN_LISTS=lists)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2: 1 individuals, 1 entities" in done.stdout
    table = command(tmp_path, "lists", SCREENING_OWN_LISTS=lists).stdout
    assert re.search(r"^own_watch .* active", table, re.MULTILINE)
    shown = command(tmp_path, "screen", "Orla Quillfeather", "--json", SCREENING_OWN_LISTS=lists)
    (hit,) = json.loads(shown.stdout)["hits"]
    assert (hit["list_id"], hit["authority_ref"], hit["score"]) == ("own_watch", "W-1", 1.0)


def test_an_own_list_is_refreshed_from_its_file(tmp_path: Path) -> None:
    lists = _declared(tmp_path)
    done = command(tmp_path, "lists", "refresh", "own_watch", SCREENING_OWN_LISTS=lists)
    assert (done.returncode, done.stderr) == (0, "")
    assert "in force" in done.stdout


def test_another_mapping_reads_the_same_file_anew(tmp_path: Path) -> None:
    lists = _declared(tmp_path)
    arguments = ("lists", "load", "own_watch", f"{lists}/watch.csv", "--published", "2026-01-01")
    command(tmp_path, *arguments, SCREENING_OWN_LISTS=lists)
    Path(lists, "watch.yaml").write_text(YAML.replace("Policy 7", "Policy 8"), "utf-8")
    done = command(tmp_path, *arguments, SCREENING_OWN_LISTS=lists)
    assert done.returncode == 0
    assert "2 amended" in done.stdout


def test_a_dataset_is_loaded_from_a_chain_with_an_empty_first_link(tmp_path: Path) -> None:
    lists = _declared(tmp_path)
    files = [tmp_path / "1.json", tmp_path / "2.json"]
    files[0].write_bytes(b"")
    entity = {"id": "L-1", "caption": "Lamp", "schema": "Company", "properties": {"name": ["Lamp"]}}
    files[1].write_text(json.dumps({"op": "ADD", "entity": entity}) + "\n", "utf-8")
    arguments = ("lists", "load", "os_lamps", *map(str, files), "--published", "2026-01-01")
    done = command(tmp_path, *arguments, SCREENING_OWN_LISTS=lists)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 entities" in done.stdout


def test_a_bad_declaration_ends_every_command_with_one_sentence(tmp_path: Path) -> None:
    lists = _declared(tmp_path)
    Path(lists, "watch.yaml").write_text(YAML.replace("  name:", "  nam:"), "utf-8")
    done = command(tmp_path, "lists", SCREENING_OWN_LISTS=lists)
    assert done.returncode == 3
    assert "watch.yaml, line 7: columns.nam is no field" in done.stderr
    assert len(done.stderr.splitlines()) == 1
