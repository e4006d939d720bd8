"""A4 paper on which texts of any direction are written, in letters that come along with us.

The same texts and time are the same bytes. Letters are DejaVu's (Latin, Greek, Cyrillic, Arabic,
Hebrew); what it lacks is said to be missing, not drawn as empty boxes.
"""

from collections.abc import Sequence
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

Style = Literal["", "B"]
Colour = tuple[int, int, int]

SANS, MONO = "DejaVu", "DejaVuMono"
INK, SOFT, RULE = (28, 30, 33), (92, 97, 105), (217, 218, 222)
MARGIN_MM, BOTTOM_MM = 18.0, 20.0
_FILES: dict[tuple[str, Style], str] = {
    (SANS, ""): "DejaVuSans.ttf",
    (SANS, "B"): "DejaVuSans-Bold.ttf",
    (MONO, ""): "DejaVuSansMono.ttf",
}
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
        self, size_pt: float, colour: Colour, style: Style = "", family: str = SANS
    ) -> None:
        """Write with these letters from here on."""
        self.set_font(family, style, size_pt * self.scale)
        self.set_text_color(*colour)

    def write_text(
        self,
        text: str,
        size_pt: float,
        colour: Colour = INK,
        style: Style = "",
        *,
        indent: float = 0.0,
        width: float | None = None,
        family: str = SANS,
    ) -> None:
        """Write a text below what is there; all sizes are in mm but that of letters, in points."""
        self.use_letters(size_pt, colour, style, family)
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
