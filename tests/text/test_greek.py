"""Greek names in Latin, and foreign names in Greek."""

from __future__ import annotations

import pytest

from screening.matching import compare_names
from screening.text.fold import fold
from screening.text.greek import foreign_in_greek


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Γιώργος Παπανδρέου", "giorgos papandreou"),
        ("Ευάγγελος Λάμπρου", "evangelos lamprou"),
        ("Ευτυχία Μπακογιάννη", "eftychia bakogianni"),
        ("ΧΡΙΣΤΟΣ ΓΚΙΚΑΣ", "christos gikas"),
    ],
)
def test_a_greek_name_is_written_as_greeks_write_it(greek: str, latin: str) -> None:
    assert fold(greek) == latin


def test_two_letters_stand_for_one_foreign_sound() -> None:
    assert foreign_in_greek("Ντέιβιντ Μπέντζαμιν Χάου") == "deivid benjamin hau"


@pytest.mark.parametrize(
    ("asked", "listed"),
    [("Ρόμπερτ Χάντερμπουργκ", "Robert Hunterburg"), ("Βλαντίμιρ Πούτιν", "PUTIN, Vladimir")],
)
def test_a_foreign_name_in_greek_is_found(asked: str, listed: str) -> None:
    assert compare_names(asked, listed, "individual") >= 0.7
