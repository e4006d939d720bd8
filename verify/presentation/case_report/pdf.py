"""The report of a case as PDF: what the page says, on A4, in the same order.

The same report and time are the same bytes. Letters are DejaVu's (Latin, Greek, Cyrillic, Arabic,
Hebrew); what it lacks is said to be missing, not drawn as empty boxes.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.enums import PageMode, TextDirection
from fpdf.fonts import TTFFont
from fpdf.line_break import Fragment

from verify.presentation.case_report.model import (
    END_ISOLATE,
    ISOLATE,
    Block,
    Command,
    Drawing,
    Fact,
    Facts,
    Line,
    Lines,
    Report,
    Section,
    Stills,
    Table,
    Tone,
    plain,
    shortened,
)
from verify.presentation.case_report.text_lines import Run, lines_of
from verify.presentation.raster import png_of

_Style = Literal["", "B"]
_Colour = tuple[int, int, int]

_SANS, _MONO = "DejaVu", "DejaVuMono"
_FILES: dict[tuple[str, _Style], str] = {
    (_SANS, ""): "DejaVuSans.ttf",
    (_SANS, "B"): "DejaVuSans-Bold.ttf",
    (_MONO, ""): "DejaVuSansMono.ttf",
}
_INK, _SOFT, _RULE = (28, 30, 33), (92, 97, 105), (217, 218, 222)
_TONES: dict[Tone, _Colour] = {
    Tone.PLAIN: _SOFT,
    Tone.FOR: (11, 87, 164),
    Tone.AGAINST: (143, 29, 20),
    Tone.OPEN: (176, 58, 6),
}
_MARGIN_MM, _BOTTOM_MM = 18.0, 20.0
_LABEL_MM, _TERM_MM, _GAP_MM = 30.0, 40.0, 3.0
_STILL_MM = 84.0
_HIGHEST_STILL_MM = 90.0
_BODY_PT, _SMALL_PT = 9.5, 8.0
_LEADING = 0.5
"""Height of a line in mm for each point of its letters."""
_LONGEST_BOOKMARK = 80
# Narrower than on a screen, so that its letters are large enough on paper.
_DRAWING_PX = 800
_DRAWING_ROOM_MM = 85.0
_SVG_WIDTH = re.compile(r'(<svg[^>]* width=")[0-9]+')
_FRONT_SCALES = (1.0, 0.93, 0.87, 0.82)
_UNSEEN = f"{ISOLATE}{END_ISOLATE}\u200c\u200d"


def pdf_of(report: Report, created_utc: datetime) -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    created_utc : aware datetime
        What the document says of itself; the time of the state that it tells.
    """
    paper = _front_page(report, created_utc)
    paper.scale = 1.0
    paper.add_page()
    for section in report.sections:
        paper.write_section(section)
    written = bytes(paper.output())
    paper.close_fonts()
    return written


def _front_page(report: Report, created_utc: datetime) -> "_Paper":
    """Return a paper with its front, in the largest letters that keep it to a page."""
    *larger, smallest = _FRONT_SCALES
    for scale in larger:
        paper = _Paper(report, created_utc, scale)
        paper.add_page()
        paper.write_front()
        if paper.page == 1:
            return paper
        paper.close_fonts()
    paper = _Paper(report, created_utc, smallest)
    paper.add_page()
    paper.write_front()
    return paper


class _Paper(FPDF):
    """Pages, written from the top; `scale` makes letters smaller, so that page one is one."""

    def __init__(self, report: Report, created_utc: datetime, scale: float) -> None:
        super().__init__(format="A4")
        self.scale = scale
        self._widths: dict[tuple[str, str, Run], float] = {}
        self._report = report
        for (family, style), file in _FILES.items():
            self.add_font(family, style, _font_folder() / file)
        # The isolates turn what is between them, joiners join, and none of them is drawn.
        font = self.fonts[_SANS.lower()]
        letters = font.cmap if isinstance(font, TTFFont) else ()
        self._known = frozenset((*letters, *map(ord, _UNSEEN)))
        self.set_margins(_MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(True, _BOTTOM_MM)
        self.set_lang("en")
        self.set_title(plain(report.title))
        self.set_creator("Verify")
        self.set_creation_date(created_utc)
        self.page_mode = PageMode.USE_OUTLINES
        self.c_margin = 0

    def close_fonts(self) -> None:
        """Close the files of the fonts; nothing can be written afterwards."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def footer(self) -> None:
        """Write the foot of a page."""
        self.set_y(-12)
        edition = "public edition" if self._report.is_public else "internal edition"
        said = f"{self._report.eyebrow} · {edition}"
        self._letters(_SMALL_PT - 1, _SOFT)
        self.cell(self.epw - 20, 4, said)
        self.cell(20, 4, f"{self.page_no()} / {{nb}}", align="R")

    def write_front(self) -> None:
        """Write page one."""
        self._text(self._report.eyebrow, _SMALL_PT, _SOFT)
        self.ln(1)
        self._text(self._report.title, 17, style="B")
        self.ln(1.5 * self.scale)
        self._text(self._report.edition, _SMALL_PT, _SOFT)
        for section in self._report.front:
            self._heading(section.title, 12, 0)
            for block in section.blocks:
                self._write(block)
        self.ln(2 * self.scale)
        self._text(self._report.state, _SMALL_PT, _SOFT)

    def write_section(self, section: Section) -> None:
        """Write a section with its parts."""
        self._heading(section.title, 14, 0)
        for block in section.blocks:
            self._write(block)
        for part in section.parts:
            self._heading(part.title, 10.5, 1)
            for block in part.blocks:
                self._write(block)

    def _heading(self, title: str, size_pt: float, level: int) -> None:
        self._keep(size_pt * 1.5 + 14)
        self.ln(size_pt * 0.36 * self.scale)
        # A heading on a page, and not on the one before: its bookmark leads there.
        self.start_section(shortened(plain(title), _LONGEST_BOOKMARK), level)
        if level:
            self.set_draw_color(*_RULE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
            self.ln(1.5 * self.scale)
        self._text(title, size_pt, style="B")
        self.ln(1.2 * self.scale)

    def _write(self, block: Block) -> None:
        match block:
            case Lines():
                self._lines(block)
            case Facts():
                for fact in block.facts:
                    self._fact(fact)
                self.ln(1.5 * self.scale)
            case Table():
                self._table(block)
            case Stills():
                self._stills(block)
            case Drawing():
                self._drawing(block)
            case Command():
                self._command(block)

    def _lines(self, block: Lines) -> None:
        has_marks = any(line.mark for line in block.lines)
        indent = _LABEL_MM + _GAP_MM if has_marks else 0.0
        size, colour = (_SMALL_PT, _SOFT) if block.is_quiet else (_BODY_PT, _INK)
        for line in block.lines:
            self._keep(9)
            self._mark(line)
            self._text(line.text, size, colour, indent=indent)
            for under in line.under:
                self._text(under, _SMALL_PT, _SOFT, indent=indent)
            self.ln(1.3 * self.scale)
        self.ln(0.8 * self.scale)

    def _mark(self, line: Line) -> None:
        if not line.mark:
            return
        top, page = self.y, self.page
        self._text(line.mark, _SMALL_PT, _TONES[line.tone], style="B", width=_LABEL_MM)
        if self.page == page:
            self.y = top

    def _fact(self, fact: Fact) -> None:
        self._keep(8)
        top, page = self.y, self.page
        self._text(fact.term, _SMALL_PT, _SOFT, width=_TERM_MM)
        below = self.y
        if self.page == page:
            self.y = top
        indent = _TERM_MM + _GAP_MM
        family = _MONO if fact.is_code else _SANS
        self._text(fact.value, _SMALL_PT + 0.5, indent=indent, family=family)
        for note in fact.notes:
            self._text(note, _SMALL_PT - 0.5, _SOFT, indent=indent)
        if self.page == page:
            self.y = max(self.y, below)
        self.ln(0.9)

    def _table(self, table: Table) -> None:
        whole = sum(table.widths)
        widths = [share / whole * (self.epw + _GAP_MM) - _GAP_MM for share in table.widths]
        self._keep(16)
        self._row(table.head, widths, _SOFT)
        for row in table.rows:
            height = max(
                self._height(cell, _SMALL_PT, width)
                for cell, width in zip(row, widths, strict=True)
            )
            if height > self.eph - 10:
                # No page holds it: its cells stand one below the other.
                for head, cell in zip(table.head, row, strict=True):
                    self._fact(Fact(head, cell))
                continue
            self._keep(height + 2.5)
            self.set_draw_color(*_RULE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
            self.ln(0.8 * self.scale)
            self._row(row, widths, _INK)
        self.ln(2 * self.scale)

    def _row(self, cells: tuple[str, ...], widths: list[float], colour: _Colour) -> None:
        top, left, lowest = self.y, 0.0, self.y
        for cell, width in zip(cells, widths, strict=True):
            self.y = top
            self._text(cell, _SMALL_PT, colour, indent=left, width=width)
            lowest = max(lowest, self.y)
            left += width + _GAP_MM
        self.y = lowest + 0.8

    def _stills(self, block: Stills) -> None:
        for start in range(0, len(block.stills), 2):
            pair = block.stills[start : start + 2]
            sizes = [_fitted(one.picture.width_px, one.picture.height_px) for one in pair]
            highest = max(height for _, height in sizes)
            captions = max(self._height(one.caption, _SMALL_PT, _STILL_MM) for one in pair)
            self._keep(highest + captions + 3)
            top, lowest = self.y, self.y
            for place, (still, (width, height)) in enumerate(zip(pair, sizes, strict=True)):
                left = place * (self.epw - _STILL_MM)
                self.image(
                    io.BytesIO(still.picture.jpeg),
                    self.l_margin + left,
                    top,
                    width,
                    height,
                    alt_text=plain(still.alt),
                )
                self.y = top + height + 1
                self._text(still.caption, _SMALL_PT, _SOFT, indent=left, width=_STILL_MM)
                lowest = max(lowest, self.y)
            self.y = lowest + 2.5

    def _drawing(self, drawing: Drawing) -> None:
        png = io.BytesIO(png_of(_SVG_WIDTH.sub(rf"\g<1>{_DRAWING_PX}", drawing.svg, count=1)))
        self._keep(_DRAWING_ROOM_MM)
        top = self.y
        drawn = self.image(png, self.l_margin, top, self.epw, alt_text=plain(drawing.alt))
        self.y = top + drawn.rendered_height + 1
        self._text(drawing.caption, _SMALL_PT, _SOFT)
        self.ln(1.5 * self.scale)

    def _command(self, block: Command) -> None:
        self._keep(10)
        for line in block.text.splitlines():
            self._text(line, _SMALL_PT, family=_MONO, indent=4)
        self.ln(2 * self.scale)

    def _keep(self, height_mm: float) -> None:
        """Go to the next page if not so much is left of this one."""
        if self.y + height_mm > self.h - _BOTTOM_MM and self.y > _MARGIN_MM + 1:
            self.add_page()

    @property
    def _leading(self) -> float:
        return _LEADING * self.scale

    def _letters(
        self, size_pt: float, colour: _Colour, style: _Style = "", family: str = _SANS
    ) -> None:
        self.set_font(family, style, size_pt * self.scale)
        self.set_text_color(*colour)

    def _text(
        self,
        text: str,
        size_pt: float,
        colour: _Colour = _INK,
        style: _Style = "",
        *,
        indent: float = 0.0,
        width: float | None = None,
        family: str = _SANS,
    ) -> None:
        self._letters(size_pt, colour, style, family)
        drawn = _drawable(text, self._known)
        across = self.epw - indent if width is None else width
        self.x = self.l_margin + indent
        height = size_pt * self._leading
        lines, is_right_to_left = lines_of(drawn, across, self._measured)
        left = self.x
        for line in lines:
            if self.y + height > self.page_break_trigger:
                self.add_page()
            widths = [self._measured(run) for run in line]
            self.x = left + (across - sum(widths) if is_right_to_left else 0.0)
            for run, width_of_run in zip(line, widths, strict=True):
                self._shape(run)
                self.cell(width_of_run, height, run.text)
            self.y += height
        self.x = self.l_margin
        self.set_text_shaping(False)

    def _shape(self, run: Run) -> None:
        """Shape letters only where they join or carry marks."""
        turned = run.is_right_to_left
        if turned or not run.text.isascii():
            self.set_text_shaping(True, direction="rtl" if turned else "ltr")
            direction = TextDirection.RTL if turned else TextDirection.LTR
            if self.text_shaping:
                self.text_shaping["fragment_direction"] = direction
                self.text_shaping["paragraph_direction"] = direction
        else:
            self.set_text_shaping(False)

    def _measured(self, run: Run) -> float:
        key = (self.font_family, self.font_style, run)
        font = self.current_font
        if key not in self._widths and font is not None:
            self._shape(run)
            _, points = font.get_text_width(run.text, 1000, self.text_shaping)
            self._widths[key] = points / 1000 / self.k
        return self._widths[key] * self.font_size_pt

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        """Keep a run in one piece: the library parts letters from their vowel signs."""
        if not self.text_shaping or not text:
            return super()._preload_bidirectional_text(text, markdown)
        return (Fragment(text, self._get_current_graphics_state(), self.k),)

    def _height(self, text: str, size_pt: float, width: float) -> float:
        self._letters(size_pt, _INK)
        lines, _ = lines_of(_drawable(text, self._known), width, self._measured)
        return len(lines) * size_pt * self._leading


def _fitted(width_px: int, height_px: int) -> tuple[float, float]:
    """Return width and height of a still on paper, millimetres; small ones stay small."""
    scale = min(_STILL_MM / width_px, _HIGHEST_STILL_MM / height_px, 0.264)
    return width_px * scale, height_px * scale


def _drawable(text: str, known: frozenset[int]) -> str:
    """Return a text with a note in the place of letters that the font has not."""
    if all(ord(one) in known for one in text):
        return text
    made: list[str] = []
    missing = 0
    for one in [*text, ""]:
        if one and ord(one) not in known:
            missing += 1
            continue
        if missing:
            made.append(f"[{missing} letters not in this font; see the page]")
            missing = 0
        made.append(one)
    return "".join(made)


@cache
def _font_folder() -> Path:
    """Return where the fonts in matplotlib's data lie: a bare machine has none."""
    package = find_spec("matplotlib")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib")
    return Path(package.submodule_search_locations[0], "mpl-data", "fonts", "ttf")
