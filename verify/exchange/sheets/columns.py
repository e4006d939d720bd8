"""Which column of a sheet says what: as the user says, or guessed from the first row's words."""

import re
import unicodedata
from collections.abc import Mapping

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from verify.exchange.sheets.cells import BadSheet, Row, Sheet, text_of
from verify.presentation.tables import unguard_text

MEANINGS = ("sha256", "name", "address", "date", "note")
_ROWS_TO_TELL = 20
_LETTERS = re.compile("[A-Za-z]{1,3}")

# English, German, French, Spanish, Arabic, Russian, Ukrainian; as `_plain` makes them.
_WORDS = {
    "sha256": "sha256 sha-256 sha_256 hash checksum prüfsumme empreinte suma хеш хэш геш",
    "name": "file filename file_name name clip video datei dateiname name fichier nom archivo "
    "fichero nombre ملف الملف اسم_الملف اسم الاسم файл имя имя_файла название назва ім'я "
    "назва_файлу ім'я_файлу файлу",
    "address": "link url address source source_url post quelle adresse lien source enlace "
    "dirección fuente رابط الرابط المصدر ссылка адрес источник посилання адреса джерело",
    "date": "date day posted datum tag date jour fecha día تاريخ التاريخ اليوم дата день "
    "дата_публикации дата_публікації upload_date",
    "note": "note notes remark remarks comment comments description notiz notizen bemerkung "
    "anmerkung kommentar beschreibung remarque remarques commentaire nota notas comentario "
    "observaciones ملاحظة ملاحظات الملاحظات تعليق وصف примечание примечания комментарий описание "
    "заметка примітка примітки коментар опис нотатка",
}


def _plain(text: str) -> str:
    """Return a word without accents, case and vowel signs; spaces as `_`."""
    split = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ʼ", "'")).casefold()
    letters = "".join(sign for sign in split if not unicodedata.combining(sign))
    return re.sub(r"[\s_]+", "_", letters.strip(" \t\r\n:*#.-_\ufeff"))


_MEANING_OF = {_plain(word): meaning for meaning, words in _WORDS.items() for word in words.split()}


def parse_columns(text: str) -> dict[str, str]:
    """Return what a user said of columns, such as `name=A,address="Link, old",date=C`.

    Raises
    ------
    BadSheet
        If it is not of that form or names another meaning.
    """
    found = {}
    parts = re.findall(r"""\s*(?:([^=,\s]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,]*))|([^,]+))""", text)
    for meaning, *said, stray in parts:
        if stray or meaning.lower() not in MEANINGS:
            raise BadSheet(
                f"has no columns that {text!r} could name",
                'Say such as name=A,address="Link",date=C,note=Notes (or sha256=...).',
            )
        found[meaning.lower()] = "".join(said).strip()
    return found


class Columns:
    """Where in a row to find what, and from which row on.

    Attributes
    ----------
    header : Row or None
        The row that names the columns; None if there is none.
    places : dict of str to int
        Column from 0, by meaning.
    """

    def __init__(self, header: Row | None, places: Mapping[str, int]) -> None:
        self.header = header
        self.places = dict(places)

    def said(self) -> str:
        """Return a sentence that says which column was taken for what."""
        each = [f"{meaning} from {self.label(meaning)}" for meaning in self.places]
        heading = "no heading" if self.header is None else f"heading in row {self.header.number:,}"
        return f"Columns ({heading}): {', '.join(each)}."

    def label(self, meaning: str) -> str:
        """Return a column's letter, with its heading."""
        place = self.places[meaning]
        letter = str(get_column_letter(place + 1))
        if self.header is None:
            return letter
        return f'{letter} "{text_of(self.header.cells[place])[:60]}"'


def columns_of(sheet: Sheet, wanted: Mapping[str, str]) -> Columns:
    """Return where a sheet says what.

    Parameters
    ----------
    wanted : dict of str to str
        As the user said; a heading or a letter. Empty to guess.

    Raises
    ------
    BadSheet
        If a column is not there, or none can be told that says which footage a row is of.
    """
    header = _header(sheet, wanted)
    if wanted:
        places = {meaning: _place(label, header) for meaning, label in wanted.items()}
    else:
        places = _guessed(header)
    if not places.keys() & {"sha256", "name", "address"}:
        headings = [text_of(cell)[:40] for cell in header.cells[:20]] if header else []
        raise BadSheet(
            f"has no column that says which footage a row is of; its first row holds {headings}",
            'Name the columns, such as --columns name=A,address="Link",date=C,note=Notes.',
        )
    return Columns(header, places)


def _header(sheet: Sheet, wanted: Mapping[str, str]) -> Row | None:
    rows = sheet.rows[:_ROWS_TO_TELL]
    labels = {_plain(label) for label in wanted.values()}

    def likeness(row: Row) -> int:
        words = {_plain(text_of(cell)) for cell in row.cells}
        return len(words & labels) if labels & words else len(words & _MEANING_OF.keys())

    # The first one of those that are alike: what stands above it is a title.
    found = max(rows, key=likeness, default=None)
    return found if found is not None and likeness(found) else None


def _guessed(header: Row | None) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header.cells if header else ()):
        meaning = _MEANING_OF.get(_plain(text_of(cell)))
        if meaning is not None:
            places.setdefault(meaning, place)
    return {meaning: places[meaning] for meaning in MEANINGS if meaning in places}


def _place(label: str, header: Row | None) -> int:
    headings = [_plain(text_of(cell)) for cell in header.cells] if header else []
    if _plain(label) in headings:
        if headings.count(_plain(label)) > 1:
            raise BadSheet(f"has several columns {label!r}", "Name the column by its letter.")
        return headings.index(_plain(label))
    if _LETTERS.fullmatch(label):
        return int(column_index_from_string(label.upper())) - 1
    raise BadSheet(f"has no column {label!r}", "Name its letter, such as A, or its heading.")


def cell_text(row: Row, places: Mapping[str, int], meaning: str) -> str:
    """Return what a row says in a column, nothing if it does not reach so far."""
    place = places.get(meaning)
    if place is None or place >= len(row.cells):
        return ""
    # Of a log that was written here and filled in by the desk.
    return unguard_text(text_of(row.cells[place]))
