"""Colours and letters of the app, those of the report: calm, readable, nothing to download."""

from typing import Any

_SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_SERIF = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, 'Noto Serif', serif"
_MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

LIGHT = {
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f6f5f2",
    "textColor": "#1c1e21",
    "borderColor": "#d9dade",
    "linkColor": "#0b57a4",
    "primaryColor": "#0b57a4",
}
DARK = {
    "backgroundColor": "#16181b",
    "secondaryBackgroundColor": "#1f2226",
    "textColor": "#eceae6",
    "borderColor": "#35383e",
    "linkColor": "#8cc2ff",
    "primaryColor": "#6aa9ea",
}


def _either(option: str) -> str:
    return f"light-dark({LIGHT[option]}, {DARK[option]})"


_EDGE = "light-dark(#767a82, #8b9099)"
# What opens over a page lies outside of what Streamlit gives the scheme of colours to. It writes
# white on its primary colour, which no blue that is read on dark pages bears; the edge of what is
# not chosen is hardly seen; its links to pages look like text, those to their own page like a tab,
# and no line shows which of them, or which part of a date, has the focus.
RULES = f"""<style>
:root {{ color-scheme: light dark }}
[data-testid=stBaseButton-primary], [data-tag], [data-tag] * {{
  color: {_either("backgroundColor")} }}
[data-testid=stRadioOption]:not(:has(:checked)) > div > div:first-child,
[data-testid=stCheckbox]:not(:has(:checked)) label > span + div {{
  outline: 1px solid {_EDGE}; outline-offset: -1px }}
[data-testid=stPageLink] a p {{ color: {_either("linkColor")}; text-decoration: underline;
  font-weight: 400 }}
[data-testid=stPageLink] a {{ padding-inline: 0 }}
[data-testid=stPageLink] a * {{ white-space: normal; overflow-wrap: anywhere }}
[data-testid=stPageLink] a:not(:hover) {{ background: none }}
a:focus-visible, [role=spinbutton]:focus-visible,
[data-testid=stBaseButton-borderlessIcon]:focus-visible {{
  outline: 2px solid {_either("linkColor")} !important; outline-offset: 1px }}
[class*=st-key-claim-] {{ scroll-margin-top: 4.5rem }}
.st-key-door, .st-key-popovers, .st-key-outcomes {{ position: absolute }}
[data-testid=stPopoverBody]:focus-visible {{ outline-offset: -3px }}
</style>"""
THEME: dict[str, Any] = {
    "theme.font": _SANS,
    "theme.headingFont": _SERIF,
    "theme.codeFont": _MONO,
    "theme.baseFontSize": 16,
    "theme.baseRadius": "4px",
    "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.15rem", "1rem", "1rem", "1rem"],
    "theme.paddingTop": "1.25rem",
    **{f"theme.light.{option}": value for option, value in LIGHT.items()},
    **{f"theme.dark.{option}": value for option, value in DARK.items()},
}
"""Streamlit's options; both palettes are given, the browser's preference decides."""
