"""Columns: guessed in the words of several languages and said aloud, or as the user names them."""

import pytest

from verify.exchange.sheets.cells import BadSheet, Row, Sheet
from verify.exchange.sheets.columns import columns_of, parse_columns


def sheet(*rows: list[str]) -> Sheet:
    return Sheet([Row(number, row) for number, row in enumerate(rows, 1)], [])


@pytest.mark.parametrize(
    "headings",
    [
        ["File name", "Link", "Date", "Notes"],
        ["Dateiname", "Quelle", "Datum", "Bemerkung"],
        ["Nom", "Lien", "Date", "Remarques"],
        ["ARCHIVO", "Enlace", "Fecha", "Observaciones"],
        ["اسم الملف", "الرابط", "التاريخ", "ملاحظات"],
        ["Имя файла", "Ссылка", "Дата", "Примечание"],
        ["Назва файлу", "Посилання", "Дата", "Примітка"],
    ],
)
def test_columns_are_guessed_from_their_headings(headings: list[str]) -> None:
    columns = columns_of(sheet(["our log"], headings, ["a.mp4", "", "", ""]), {})
    assert columns.places == {"name": 0, "address": 1, "date": 2, "note": 3}
    assert columns.header is not None
    assert columns.header.number == 2
    assert f'heading in row 2): name from A "{headings[0]}"' in columns.said()


def test_columns_are_taken_as_named_by_letter_or_heading() -> None:
    wanted = parse_columns("""name=A, address="Link, old",date=c,note='Notes'""")
    assert wanted == {"name": "A", "address": "Link, old", "date": "c", "note": "Notes"}
    columns = columns_of(sheet(["x", "Notes", "y", "link,  OLD"]), wanted)
    assert columns.places == {"name": 0, "note": 1, "date": 2, "address": 3}


def test_with_letters_alone_a_first_row_that_is_no_heading_counts() -> None:
    columns = columns_of(sheet(["a.mp4", "https://example.org"]), {"name": "A"})
    assert columns.header is None
    assert columns.said() == "Columns (no heading): name from A."


@pytest.mark.parametrize("text", ["name", "title=A", "=A", "name=A,B"])
def test_what_names_no_column_is_refused(text: str) -> None:
    with pytest.raises(BadSheet, match="no columns that"):
        parse_columns(text)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({}, "no column that says which footage"),
        ({"note": "A"}, "no column that says which footage"),
        ({"name": "Video title"}, "no column 'Video title'"),
        ({"name": "twice"}, "several columns 'twice'"),
    ],
)
def test_a_column_that_cannot_be_told_is_refused(wanted: dict[str, str], says: str) -> None:
    with pytest.raises(BadSheet, match=says):
        columns_of(sheet(["twice", "twice", "other"]), wanted)
