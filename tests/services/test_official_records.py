"""In every published file at hand, the locator of an entry leads to the record that it was read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.domain.designation import Designation
from screening.domain.listing import PublishedFile, RawRecord
from screening.services.list_files import find_list_files
from screening.services.list_formats import recognise
from screening.sources.registry import find_source

FILES = {
    "au-dfat/regulation8_consolidated.xlsx__2024-11-11": "au_dfat_sanctions",
    "ca-gac/sema-lmes.xml__2020-04-15.xz": "ca_dfatd_sema_sanctions",
    "ca-gac/sema-lmes.xml__2025-03-20.xz": "ca_dfatd_sema_sanctions",
    "ch-seco/consolidated-list.excerpt.xml__2026-08-27": "ch_seco_sanctions",
    "eu-fsf/xmlFullSanctionsList_1_1.xml__2021-03-02.xz": "eu_fsf",
    "jp-mof/shisantouketsu20260828.excerpt.csv__2026-08-28": "jp_mof_sanctions",
    "uk-fcdo/UK-Sanctions-List.excerpt.xml__2026-09-10": "gb_fcdo_sanctions",
    "uk-ofsi/ConList.csv__2020-04-27.xz": "gb_hmt_sanctions",
    "uk-ofsi/ConList.xlsx__2023-06-05": "gb_hmt_sanctions",
    "un-sc/consolidated.xml__2026-02-27.xz": "un_sc_sanctions",
    "us-bis/dpl.txt__2022-09-02.xz": "us_bis_denied",
    "us-csl/consolidated.csv__2022-05-16.gz": "us_trade_csl",
    "us-ofac/CONS_ENHANCED.ZIP__2025-01-10": "us_ofac_cons",
    "us-ofac/cons_advanced.xml__2020-03-17.xz": "us_ofac_cons",
    "us-ofac/cons_prim.csv__2018-04-06.xz": "us_ofac_cons",
    "us-ofac/consolidated.xml__2025-03-28.xz": "us_ofac_cons",
}


@pytest.mark.parametrize("name", FILES)
def test_an_entry_is_found_again_in_its_file(official: Path, name: str) -> None:
    form, chosen = recognise(find_source(FILES[name]), find_list_files([official / name]))
    files = tuple(PublishedFile(file.name, file.open) for file in chosen)
    entries = [item for item in form.parse(files) if isinstance(item, Designation)]
    assert form.find_records
    for entry in (entries[0], entries[len(entries) // 2], entries[-1]):
        records = form.find_records(files, entry.locator)
        assert records, entry.locator
        assert all(_is_there(record, files) for record in records)
        text = " ".join(" ".join(record.text for record in records).split()).casefold()
        assert any(word.casefold() in text for word in entry.primary_name.replace(",", " ").split())


def _is_there(record: RawRecord, files: tuple[PublishedFile, ...]) -> bool:
    """Whether the record begins on its line, in files that have lines."""
    (file,) = (file for file in files if file.name == record.file)
    with file.open() as stream:
        content = stream.read()
    if content.startswith(b"PK"):
        return record.line > 0
    line = content.split(b"\n")[record.line - 1].decode("cp1252", "replace")
    begins = record.text.split("\n")[0].strip()[:12]
    return begins in line or not begins.isascii()
