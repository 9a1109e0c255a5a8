from __future__ import annotations

import pytest

from screening.sources.scripts import script_of
from screening.sources.un_names import name_in_note, split_names


@pytest.mark.parametrize(
    ("wording", "names"),
    [
        ("Anna Quill", [("Anna Quill", None)]),
        ("Anna\n   Quill ", [("Anna Quill", None)]),
        ("Quill, Anna", [("Quill, Anna", None)]),
        ("Anna Quill; Hana Quill;", [("Anna Quill", None), ("Hana Quill", None)]),
        ("Anna Quill; Anna Quill", [("Anna Quill", None)]),
        ("Feather House (FH)", [("Feather House (FH)", None)]),
        ("Jin Yumao (金羽毛)", [("Jin Yumao", None), ("金羽毛", None)]),
        ("金羽毛(香港)有限公司", [("金羽毛(香港)有限公司", None)]),
        ("Pero (original script: Перо)", [("Pero", None), ("Перо", None)]),
        ("بيرو (Pero; Piro)", [("بيرو", None), ("Pero", None), ("Piro", None)]),
        ("بيرو (Pero of Libya (POL))", [("بيرو", None), ("Pero of Libya (POL)", None)]),
        ("بيرو (Pero Network - sub-unit name)", [("بيرو", None), ("Pero Network", "sub-unit name")]),
        ("La Pluma (COMBAT NAME)", [("La Pluma", "COMBAT NAME")]),
        ("Ana Quill, born in Tripoli on 01 Jan.1967", [("Ana Quill", "born in Tripoli on 01 Jan.1967")]),
        ("Ana Quill (Oman passport no. 1),", [("Ana Quill", "Oman passport no. 1")]),
        ("Road Office (Northern Area", [("Road Office (Northern Area", None)]),
        ("a) b) Ana", [("a) b) Ana", None)]),
        (" ; -", []),
    ],
)
def test_several_names_in_one_element_are_told_apart(
    wording: str, names: list[tuple[str, str | None]]
) -> None:
    assert split_names(wording) == names


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("original script: Абу Банат", "Абу Банат"),
        ("previously listed as, in Arabic: مرعي", "مرعي"),
        ("original script: unknown", None),
        ("nom de guerre", None),
        (None, None),
    ],
)
def test_a_name_in_another_script_is_found_in_a_note(note: str | None, name: str | None) -> None:
    assert name_in_note(note) == name


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Kim", "Latn"),
        ("Łódź", "Latn"),
        ("Ким", "Cyrl"),
        ("김정은", "Kore"),
        ("金正恩", "Hani"),
        ("كيم", "Arab"),
        ("ኤርሚኣስ", "Ethi"),
        ("123", None),
    ],
)
def test_the_script_of_a_name_is_recognised(text: str, script: str | None) -> None:
    assert script_of(text) == script
