"""What changed in an entry is said in words, the old value beside the new one."""

from __future__ import annotations

from datetime import date

from screening.domain.changes import FieldChange
from screening.domain.designation import AliasStrength, Country, Identifier, IdentifierType, Name, PartialDate
from screening.web.lists.saying import ValueChange, field_title, say_fields, say_value
from screening.web.marking import Piece


def changed(before: tuple[object, ...], after: tuple[object, ...]) -> list[ValueChange]:
    """The values of one field that differ."""
    (field,) = say_fields([FieldChange("remarks", before, after)])
    return list(field.values)


def test_words_that_differ_are_marked() -> None:
    (one,) = changed(("Deputy Minister of Oil",), ("Minister of Gas",))
    assert one.old == (Piece("Deputy", True), Piece("Minister of", False), Piece("Oil", True))
    assert one.new == (Piece("Minister of", False), Piece("Gas", True))


def test_of_a_long_text_only_what_is_near_to_the_difference_is_shown() -> None:
    words = [f"w{number}" for number in range(40)]
    (one,) = changed((" ".join([*words, "old", *words]),), (" ".join([*words, "new", *words]),))
    assert one.new[0].text == "… w32 w33 w34 w35 w36 w37 w38 w39"
    assert one.new[1] == Piece("new", True)
    assert one.new[2].text == "w0 w1 w2 w3 w4 w5 w6 w7 …"


def test_a_name_that_became_weak_is_one_value_that_changed() -> None:
    strong, weak = Name(text="ABU ALI"), Name(text="ABU ALI", strength=AliasStrength.WEAK)
    (one,) = changed((strong, Name(text="GONE")), (weak,))[:1]
    assert one.differs_beside
    assert (one.old_beside, one.new_beside) == ("a.k.a.", "weak a.k.a.")


def test_values_without_a_counterpart_are_gone_or_new() -> None:
    gone, new, other = changed(("A",), ("B", "C"))
    assert (gone.old, gone.new) == ((Piece("A", True),), ())
    assert [one.new[0].text for one in (new, other)] == ["B", "C"]


def test_values_are_said_as_people_write_them() -> None:
    passport = Identifier(
        type=IdentifierType.PASSPORT,
        value="X1",
        published_type="Passport",
        country=Country(text="Iran"),
        is_valid=False,
    )
    assert say_value(passport) == ("Passport X1", "Iran, said to be invalid")
    born = PartialDate(earliest=date(1960, 1, 1), latest=date(1960, 12, 31), text="1960", circa=True)
    assert say_value(born) == ("1960", "circa")
    assert say_value("CAR") == ("CAR", "")
    assert field_title("vessel.former_flags") == "Vessel: former flags"
