"""From findings to what the clip's page shows first and last: plain data, no markup, no decision.

Every text here ends up on the page as text. Names, tags and reasons that came out of a file pass
through `shown_name`, which leaves nothing that reorders or hides.
"""

from typing import Any

from ui.blocks import Block, heading, prose, quiet, rows
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis
from verify.workbench.desk import Standing, summary, warnings, wording


def place(clip_id: str, name: str) -> str:
    """Return the address of a result file within the app."""
    return f"/wb/clips/{clip_id}/{name}"


def headline(name: str, seen: str, problems: list[str]) -> dict[str, Any]:
    """Return a clip's name, whether it was seen before, and what puts the rest in doubt."""
    return {
        "name": shown_name(name),
        "seen": shown_name(seen),
        "warnings": [shown_name(text) for text in problems],
    }


def doubts(analysis: Analysis) -> list[str]:
    """Return what puts the other findings in doubt, the worst first."""
    return warnings(analysis)


def in_short(standing: Standing, analysis: Analysis) -> list[Block]:
    """Return the findings in sentences, and the few facts to tell the file by."""
    footage = analysis.footage
    facts = [
        ("Name", standing.clip.untrusted_name),
        ("SHA-256", footage.sha256),
        ("Size", f"{footage.size_bytes:,} bytes"),
        ("Received", f"{standing.clip.received_utc:%d %B %Y, %H:%M} UTC"),
        ("Measured with", f"Verify {analysis.tool.version}, FFmpeg {analysis.tool.ffmpeg}"),
    ]
    return [*map(prose, summary(analysis)), heading("The file"), rows(facts)]


def not_done(analysis: Analysis) -> list[Block]:
    """Return the analyses that gave no result, with reasons, and what the sandbox leaves open."""
    pairs = [(wording.analysis_words(one.analysis), one.reason) for one in analysis.skipped]
    sandbox = quiet(f"Sandbox: {wording.sandbox_words(analysis.sandbox)}")
    return [rows(pairs) if pairs else quiet("Nothing was left out."), sandbox]


def no_result(analysis: Analysis, name: str) -> str:
    """Return why an analysis gave nothing."""
    reasons = (one.reason for one in analysis.skipped if one.analysis == name)
    return f"No result: {next(reasons, 'no reason was recorded')}."


def links(clip_id: str, files: list[str]) -> list[dict[str, Any]]:
    """Return what can be opened or saved of a clip's results."""
    wanted = [
        ("report.html", "Open the report", True),
        ("report.html", "Save the report", False),
        ("contact-sheet.jpg", "Contact sheet", False),
        ("hashes.csv", "Hashes (CSV)", False),
        ("brightness.csv", "Brightness (CSV)", False),
        ("flashes.csv", "Flashes (CSV)", False),
    ]
    shown = [
        {"text": text, "href": place(clip_id, name), "page": page}
        for name, text, page in wanted
        if name in files
    ]
    archives = [("keyframes.zip", "Keyframes (ZIP)"), ("everything.zip", "Everything (ZIP)")]
    return shown + [
        {"text": text, "href": place(clip_id, name), "page": False} for name, text in archives
    ]
