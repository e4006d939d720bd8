"""Sheets saved as text: encodings and delimiters are told by content, and never decoded loosely."""

import pytest

from verify.exchange.sheets.cells import BadSheet
from verify.exchange.sheets.delimited import encoding_of, read_delimited

GERMAN = "Dateiname;Bemerkung\nÜberflug über Köln.mp4;gehört in Köln, spät\n"
FRENCH = "fichier;remarque\nété à Orléans.mp4;filmé près de l'église, déjà vérifié à côté\n"
ARABIC = "الملف;ملاحظة\nإدلب.mp4;غارة ليلية على المدينة\n"
RUSSIAN = "Файл;Заметка\nКиев.mp4;ночной удар по городу\n"
UKRAINIAN = "Файл;Примітка\nКиїв.mp4;нічний удар по місту, є їжа\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (GERMAN, "utf-8", "utf-8-sig"),
        (ARABIC, "utf-8-sig", "utf-8-sig"),
        (ARABIC, "utf-16", "utf-16"),
        (ARABIC, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "cp1252", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (ARABIC, "cp1256", "cp1256"),
        (RUSSIAN, "cp1251", "cp1251"),
        (UKRAINIAN, "cp1251", "cp1251"),
    ],
)
def test_an_encoding_is_told_and_said(text: str, encoding: str, told: str) -> None:
    content = text.encode(encoding)
    assert encoding_of(content) == told
    sheet = read_delimited(content)
    assert ["\n".join(map(str, row.cells)) for row in sheet.rows] == [
        line.replace(";", "\n") for line in text.splitlines()
    ]
    assert any(told in note for note in sheet.notes) == (told != "utf-8-sig")


def test_lines_in_several_encodings_are_refused_by_number() -> None:
    content = "name;note\nKöln.mp4;\n".encode() + "Köln.mp4;über\n".encode("cp1252")
    with pytest.raises(BadSheet, match=r"mixes encodings: 1 of its lines .* such as line 3"):
        read_delimited(content)
    # Whoever knows better says so.
    assert read_delimited(content, "cp1252").rows[2].cells[0] == "Köln.mp4"


def test_bytes_that_the_encoding_named_does_not_have_are_refused() -> None:
    with pytest.raises(BadSheet, match="is not utf-8-sig"):
        read_delimited(GERMAN.encode("cp1252"), "utf-8-sig")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_delimiter_is_told_by_the_rows(sign: str) -> None:
    rows = [["name", "note"], ["a.mp4", "one"], ["b.mp4", "two, three; four"]]
    text = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    assert [row.cells for row in read_delimited(text.encode()).rows] == rows


def test_a_spreadsheets_own_hint_is_followed_and_counted_as_a_line() -> None:
    sheet = read_delimited(b"sep=;\r\nname;note\r\na, b;c\r\n")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ["name", "note"]),
        (3, ["a, b", "c"]),
    ]


def test_a_quoted_cell_goes_over_lines_and_rows_keep_the_number_of_their_first() -> None:
    sheet = read_delimited(b'name,note\na.mp4,"one\ntwo"\n\nb.mp4,three\n')
    assert [(row.number, row.cells[-1]) for row in sheet.rows] == [
        (1, "note"),
        (2, "one\ntwo"),
        (5, "three"),
    ]


@pytest.mark.parametrize(
    "content", [b"name,note\nab\0c,d\n", b"," * 300 + b"\n", b'"' + b"x" * 200_000 + b'"\n']
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(BadSheet):
        read_delimited(content)
