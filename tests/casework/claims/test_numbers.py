"""Quantities: their intervals, comparators, and what they count."""

import re

import pytest

from tests.casework.claims.texts import claims
from verify.domain.claims import Number

# Each quantity in brackets, and what is made of it: from, to, comparator, of what.
_CASES = [
    ("A landslide killed [at least 12] people.", "12 - >= killed"),
    (
        "[Nine] were injured, [three] of them badly, and [up to 40] are missing.",
        "9 9 = injured, 3 3 = injured, - 40 <= missing",
    ),
    ("The blast left [two] dead.", "2 2 = killed"),
    ("Police put the death toll at [31] on Friday.", "31 31 = killed"),
    ("[Between 300 and 350] people fled.", "300 350 range evacuated"),
    ("[Dozens] were wounded by shellfire.", "24 99 vague injured"),
    ("The mast fell [150 feet].", "45.7 45.7 = m"),
    ("The plume rose [some 12 miles].", "19.3 19.3 ~ km"),
    ("A [6-metre] wave hit the pier.", "6 6 = m"),
    ("The clip runs for [1 minute and 12 seconds].", "72 72 = s"),
    ("The bang came [half a second] later, he said.", "0.5 0.5 = s"),
    ("[Half] of the [1.5 million] litres burned.", "50 50 = percent, 1.5e+06 1.5e+06 = other"),
    ("Damage is put at [more than €2.4 million], it was said.", "2.4e+06 - > money"),
    ("The driver, [52], was arrested.", "52 52 = years_age"),
    ("The lamp flashed [twice].", "2 2 = flashes"),
    ("[Two]-hour delays followed the collision of a [three]-storey bus.", "2 2 = h, 3 3 = other"),
    ("A [9mm] pistol was found on platform 4 near the A12.", "9 9 = mm"),
    ("[Three] guards and [four] soldiers were wounded.", "3 3 = injured, 4 4 = injured"),
    ("Damage was put at [$95m to $120m].", "9.5e+07 1.2e+08 range money"),
    ("Aid of [Rs 5 lakh] went to the victims.", "500000 500000 = money"),
    ("A [pair] of Su-24s lost [about 25 kilos] of bombs.", "2 2 = aircraft, 0.025 0.025 ~ t"),
    ("The fire cut output by [a fifth] over [25] minutes.", "20 20 = percent, 25 25 = min"),
    ("The crew of [14] left; the hull was cut in two.", "14 14 = people"),
    ("[Five] died, children [under the age of ten].", "5 5 = killed, - 10 < years_age"),
    ("It fell to [minus 14 degrees Celsius].", "-14 -14 = degC"),
    ("She put the dead at [23] and the injured at [106].", "23 23 = killed, 106 106 = injured"),
    ("The storm at 0512 cost [five] lives.", "5 5 = killed"),
    ("[Twenty-one] shells fell within [300m] of the school.", "21 21 = shells, 300 300 = m"),
]


def _values(number: Number) -> str:
    sides = ["-" if side is None else f"{side:g}" for side in (number.min, number.max)]
    return " ".join((*sides, number.comparator, number.unit_or_category))


@pytest.mark.parametrize(("marked", "expected"), _CASES)
def test_a_quantity_is_an_interval_of_something(marked: str, expected: str) -> None:
    sentence = marked.replace("[", "").replace("]", "")

    found = [number for claim in claims(sentence) for number in claim.numbers]

    assert ", ".join(_values(number) for number in found) == expected
    assert [number.text for number in found] == re.findall(r"\[(.*?)\]", marked)


def test_dates_clocks_names_and_ranks_are_no_quantities() -> None:
    sentence = "On 3 May 2024 at 17:40 a Mi-8 landed at gate 12 for the third time, one hears."

    assert [number for claim in claims(sentence) for number in claim.numbers] == []


def test_digits_of_other_scripts_are_read_and_kept() -> None:
    (claim,) = claims("The notice says that ٣٣ people were killed.")

    assert [(one.text, _values(one)) for one in claim.numbers] == [("٣٣", "33 33 = killed")]
