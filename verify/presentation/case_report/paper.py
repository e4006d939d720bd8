"""A4 paper on which texts of any direction are written, in letters that come along with us.

The same texts and time are the same bytes. Letters are DejaVu's (Latin, Greek, Cyrillic, Arabic,
Hebrew); what it lacks is said to be missing, not drawn as empty boxes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.enums import PageMode, TextDirection
from fpdf.fonts import TTFFont
from fpdf.line_break import Fragment

from verify.presentation.case_report.model import END_ISOLATE, ISOLATE
from verify.presentation.case_report.text_lines import Run, lines_of
from verify.presentation.passages import Passage, Span, Style

Weight = Literal["", "B", "I"]
Colour = tuple[int, int, int]

SANS, MONO = "DejaVu", "DejaVuMono"
INK, SOFT, RULE = (28, 30, 33), (92, 97, 105), (217, 218, 222)
MARGIN_MM, BOTTOM_MM = 18.0, 20.0
_FILES: dict[tuple[str, Weight], str] = {
    (SANS, ""): "DejaVuSans.ttf",
    (SANS, "B"): "DejaVuSans-Bold.ttf",
    (MONO, ""): "DejaVuSansMono.ttf",
}
_STYLES: dict[Style, tuple[str, Weight]] = {
    Style.STRONG: (SANS, "B"),
    Style.EMPHASIS: (SANS, "I"),
    Style.CODE: (MONO, ""),
    Style.ADDRESS: (MONO, ""),
}
_SLANTED = "DejaVuSans-Oblique.ttf"
_INDENT_MM = 5.0
_BAR_MM = 0.6
_LEADING = 0.5
"""Height of a line in mm for each point of its letters."""
_UNSEEN = f"{ISOLATE}{END_ISOLATE}\u200c\u200d"


class Paper(FPDF):
    """Pages to write on; `scale` makes letters and their distances smaller."""

    def __init__(self, scale: float) -> None:
        super().__init__(format="A4")
        self.scale = scale
        self._widths: dict[tuple[str, str, Run], float] = {}
        for (family, style), file in _FILES.items():
            self.add_font(family, style, _font_folder() / file)
        # The isolates turn what is between them, joiners join, and none of them is drawn.
        font = self.fonts[SANS.lower()]
        letters = font.cmap if isinstance(font, TTFFont) else ()
        self._known = frozenset((*letters, *map(ord, _UNSEEN)))
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, BOTTOM_MM)
        self.set_lang("en")
        self.set_creator("Verify")
        self.page_mode = PageMode.USE_OUTLINES
        self.c_margin = 0

    def close_fonts(self) -> None:
        """Close the files of the fonts; nothing can be written afterwards."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def keep_together(self, height_mm: float) -> None:
        """Go to the next page if not so much is left of this one."""
        if self.y + height_mm > self.h - BOTTOM_MM and self.y > MARGIN_MM + 1:
            self.add_page()

    @property
    def _leading(self) -> float:
        return _LEADING * self.scale

    def use_letters(
        self, size_pt: float, colour: Colour, style: Weight = "", family: str = SANS
    ) -> None:
        """Write with these letters from here on."""
        self.set_font(family, style, size_pt * self.scale)
        self.set_text_color(*colour)

    def write_text(
        self,
        text: str,
        size_pt: float,
        colour: Colour = INK,
        style: Weight = "",
        *,
        indent: float = 0.0,
        width: float | None = None,
        family: str = SANS,
    ) -> None:
        """Write a text below what is there; all sizes are in mm but that of letters, in points."""
        self.use_letters(size_pt, colour, style, family)
        drawn = _drawable(text, self._known)
        across = self.epw - indent if width is None else width
        lines, is_right_to_left = lines_of(drawn, across, self._measured)
        self._write_lines(lines, size_pt, indent, across, is_right_to_left=is_right_to_left)

    def write_passages(
        self, passages: Sequence[Passage], size_pt: float, colour: Colour, indent: float
    ) -> None:
        """Write what somebody set out in lists, quotes and styles, below what is there."""
        for passage in passages:
            set_in = indent + passage.depth * _INDENT_MM
            across = self.epw - set_in
            text, styles = "", []
            lead = Span(f"{passage.lead} " if passage.lead else "")
            for span in (lead, *passage.spans):
                drawn = _drawable(span.text, self._known)
                text += drawn
                styles += [span.style] * len(drawn)
            self.use_letters(size_pt, SOFT if passage.is_quoted else colour)
            lines, turned = lines_of(text, across, self._measured, styles)
            top, page = self.y, self.page
            self._write_lines(lines, size_pt, set_in, across, is_right_to_left=turned)
            if passage.is_quoted and self.page == page:
                self.set_fill_color(*RULE)
                beside = self.epw + 1.4 if turned else set_in - 2
                self.rect(self.l_margin + beside, top, _BAR_MM, self.y - top, style="F")

    def _write_lines(
        self,
        lines: Sequence[Sequence[Run]],
        size_pt: float,
        indent: float,
        across: float,
        *,
        is_right_to_left: bool,
    ) -> None:
        left, height = self.l_margin + indent, size_pt * self._leading
        for line in lines:
            if self.y + height > self.page_break_trigger:
                self.add_page()
            widths = [self._measured(run) for run in line]
            self.x = left + (across - sum(widths) if is_right_to_left else 0.0)
            for run, width_of_run in zip(line, widths, strict=True):
                with self._letters_of(run):
                    self._shape(run)
                    self.cell(width_of_run, height, run.text)
            self.y += height
        self.x = self.l_margin
        self.set_text_shaping(False)

    @contextmanager
    def _letters_of(self, run: Run) -> Iterator[None]:
        """Use the letters of a run's style, where they are all there, and go back."""
        if run.style not in _STYLES:
            yield
            return
        before = (self.font_family, self.font_style)
        family, weight = _STYLES[run.style]
        if weight == "I" and (SANS.lower() + "I") not in self.fonts:
            self.add_font(SANS, "I", _font_folder() / _SLANTED)
        self.set_font(family, weight)
        font = self.current_font
        if isinstance(font, TTFFont) and not all(
            ord(one) in font.cmap or one in _UNSEEN for one in run.text
        ):
            self.set_font(*before)
        yield
        self.set_font(*before)

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
        if key not in self._widths:
            with self._letters_of(run):
                font = self.current_font
                if font is None:
                    raise RuntimeError("no letters were chosen")
                self._shape(run)
                _, points = font.get_text_width(run.text, 1000, self.text_shaping)
                self._widths[key] = points / 1000 / self.k
        return self._widths[key] * self.font_size_pt

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        """Keep a run in one piece: the library parts letters from their vowel signs."""
        if not self.text_shaping or not text:
            return super()._preload_bidirectional_text(text, markdown)
        return (Fragment(text, self._get_current_graphics_state(), self.k),)

    def height_of(self, text: str, size_pt: float, width: float) -> float:
        """Return how high a text comes to be, mm."""
        self.use_letters(size_pt, INK)
        lines, _ = lines_of(_drawable(text, self._known), width, self._measured)
        return len(lines) * size_pt * self._leading


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
