"""The report of a case as PDF: what the page says, on A4, in the same order.

The same report and time are the same bytes. Letters are DejaVu's (Latin, Greek, Cyrillic, Arabic,
Hebrew); what it lacks is said to be missing, not drawn as empty boxes.
"""

import io
import re
from datetime import datetime

from verify.presentation.case_report.model import (
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
    Words,
    plain,
    shortened,
)
from verify.presentation.case_report.paper import INK, MONO, RULE, SANS, SOFT, Colour, Paper
from verify.presentation.raster import png_of

_TONES: dict[Tone, Colour] = {
    Tone.PLAIN: SOFT,
    Tone.FOR: (11, 87, 164),
    Tone.AGAINST: (143, 29, 20),
    Tone.OPEN: (176, 58, 6),
}
_LABEL_MM, _TERM_MM, _GAP_MM = 30.0, 40.0, 3.0
_STILL_MM = 84.0
_HIGHEST_STILL_MM = 90.0
_BODY_PT, _SMALL_PT = 9.5, 8.0
_LONGEST_BOOKMARK = 80
# Narrower than on a screen, so that its letters are large enough on paper.
_DRAWING_PX = 800
_DRAWING_ROOM_MM = 85.0
_SVG_WIDTH = re.compile(r'(<svg[^>]* width=")[0-9]+')
_FRONT_SCALES = (1.0, 0.93, 0.87, 0.82)


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


class _Paper(Paper):
    """The pages of a report, written from the top."""

    def __init__(self, report: Report, created_utc: datetime, scale: float) -> None:
        super().__init__(scale)
        self._report = report
        self.set_title(plain(report.title))
        self.set_creation_date(created_utc)

    def footer(self) -> None:
        """Write the foot of a page."""
        self.set_y(-12)
        edition = "public edition" if self._report.is_public else "internal edition"
        said = f"{self._report.eyebrow} · {edition}"
        self.use_letters(_SMALL_PT - 1, SOFT)
        self.cell(self.epw - 20, 4, said)
        self.cell(20, 4, f"{self.page_no()} / {{nb}}", align="R")

    def write_front(self) -> None:
        """Write page one."""
        self.write_text(self._report.eyebrow, _SMALL_PT, SOFT)
        self.ln(1)
        self.write_text(self._report.title, 17, style="B")
        self.ln(1.5 * self.scale)
        self.write_text(self._report.edition, _SMALL_PT, SOFT)
        for section in self._report.front:
            self._heading(section.title, 12, 0)
            for block in section.blocks:
                self._write(block)
        self.ln(2 * self.scale)
        self.write_text(self._report.state, _SMALL_PT, SOFT)

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
        self.keep_together(size_pt * 1.5 + 14)
        self.ln(size_pt * 0.36 * self.scale)
        # A heading on a page, and not on the one before: its bookmark leads there.
        self.start_section(shortened(plain(title), _LONGEST_BOOKMARK), level)
        if level:
            self.set_draw_color(*RULE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
            self.ln(1.5 * self.scale)
        self.write_text(title, size_pt, style="B")
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
        size, colour = (_SMALL_PT, SOFT) if block.is_quiet else (_BODY_PT, INK)
        for line in block.lines:
            self.keep_together(9)
            self._mark(line)
            self._words(line.text, size, colour, indent)
            for under in line.under:
                self._words(under, _SMALL_PT, SOFT, indent)
            self.ln(1.3 * self.scale)
        self.ln(0.8 * self.scale)

    def _words(self, words: Words, size_pt: float, colour: Colour, indent: float) -> None:
        if isinstance(words, str):
            self.write_text(words, size_pt, colour, indent=indent)
        else:
            self.write_passages(words, size_pt, colour, indent)

    def _mark(self, line: Line) -> None:
        if not line.mark:
            return
        top, page = self.y, self.page
        self.write_text(line.mark, _SMALL_PT, _TONES[line.tone], style="B", width=_LABEL_MM)
        if self.page == page:
            self.y = top

    def _fact(self, fact: Fact) -> None:
        self.keep_together(8)
        top, page = self.y, self.page
        self.write_text(fact.term, _SMALL_PT, SOFT, width=_TERM_MM)
        below = self.y
        if self.page == page:
            self.y = top
        indent = _TERM_MM + _GAP_MM
        family = MONO if fact.is_code else SANS
        self.write_text(fact.value, _SMALL_PT + 0.5, indent=indent, family=family)
        for note in fact.notes:
            self.write_text(note, _SMALL_PT - 0.5, SOFT, indent=indent)
        if self.page == page:
            self.y = max(self.y, below)
        self.ln(0.9)

    def _table(self, table: Table) -> None:
        whole = sum(table.widths)
        widths = [share / whole * (self.epw + _GAP_MM) - _GAP_MM for share in table.widths]
        self.keep_together(16)
        self._row(table.head, widths, SOFT)
        for row in table.rows:
            height = max(
                self.height_of(cell, _SMALL_PT, width)
                for cell, width in zip(row, widths, strict=True)
            )
            if height > self.eph - 10:
                # No page holds it: its cells stand one below the other.
                for head, cell in zip(table.head, row, strict=True):
                    self._fact(Fact(head, cell))
                continue
            self.keep_together(height + 2.5)
            self.set_draw_color(*RULE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
            self.ln(0.8 * self.scale)
            self._row(row, widths, INK)
        self.ln(2 * self.scale)

    def _row(self, cells: tuple[str, ...], widths: list[float], colour: Colour) -> None:
        top, left, lowest = self.y, 0.0, self.y
        for cell, width in zip(cells, widths, strict=True):
            self.y = top
            self.write_text(cell, _SMALL_PT, colour, indent=left, width=width)
            lowest = max(lowest, self.y)
            left += width + _GAP_MM
        self.y = lowest + 0.8

    def _stills(self, block: Stills) -> None:
        for start in range(0, len(block.stills), 2):
            pair = block.stills[start : start + 2]
            sizes = [_fitted(one.picture.width_px, one.picture.height_px) for one in pair]
            highest = max(height for _, height in sizes)
            captions = max(self.height_of(one.caption, _SMALL_PT, _STILL_MM) for one in pair)
            self.keep_together(highest + captions + 3)
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
                self.write_text(still.caption, _SMALL_PT, SOFT, indent=left, width=_STILL_MM)
                lowest = max(lowest, self.y)
            self.y = lowest + 2.5

    def _drawing(self, drawing: Drawing) -> None:
        png = io.BytesIO(png_of(_SVG_WIDTH.sub(rf"\g<1>{_DRAWING_PX}", drawing.svg, count=1)))
        self.keep_together(_DRAWING_ROOM_MM)
        top = self.y
        drawn = self.image(png, self.l_margin, top, self.epw, alt_text=plain(drawing.alt))
        self.y = top + drawn.rendered_height + 1
        self.write_text(drawing.caption, _SMALL_PT, SOFT)
        self.ln(1.5 * self.scale)

    def _command(self, block: Command) -> None:
        self.keep_together(10)
        for line in block.text.splitlines():
            self.write_text(line, _SMALL_PT, family=MONO, indent=4)
        self.ln(2 * self.scale)


def _fitted(width_px: int, height_px: int) -> tuple[float, float]:
    """Return width and height of a still on paper, millimetres; small ones stay small."""
    scale = min(_STILL_MM / width_px, _HIGHEST_STILL_MM / height_px, 0.264)
    return width_px * scale, height_px * scale
