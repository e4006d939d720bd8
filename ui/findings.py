"""From findings to what the parts of the clip's page show: plain data, no markup, no decision.

Every text here ends up on the page as text. Names, tags and reasons that came out of a file pass
through `shown_name`, which leaves nothing that reorders or hides.
"""

from typing import Any

from verify.domain.errors import shown_name
from verify.domain.findings import Analysis, Flash, Keyframe
from verify.workbench.desk import (
    MOST_SHOWN,
    Comfort,
    Standing,
    claims,
    match_wording,
    shown_matches,
    summary,
    warnings,
    wording,
)

_MATCHES_NOTE = (
    "A match says that pictures look alike, not which is older or what they show. Dates are "
    "claims, with who makes them. Look at both clips before you rely on it."
)
_CLAIMED_NOTE = "What the file says of itself. Every word of it may have been typed by anyone."


def place(clip_id: str, name: str) -> str:
    """Return the address of a result file within the app."""
    return f"/wb/clips/{clip_id}/{name}"


def headline(standing: Standing, analysis: Analysis) -> dict[str, Any]:
    """Return name, sentences, warnings and the few facts that stand beside them."""
    footage = analysis.footage
    facts = [
        ["SHA-256", footage.sha256],
        ["Size", f"{footage.size_bytes:,} bytes"],
        ["Received", f"{standing.clip.received_utc:%d %B %Y, %H:%M} UTC"],
        ["Measured with", f"Verify {analysis.tool.version}, FFmpeg {analysis.tool.ffmpeg}"],
    ]
    return {
        "name": shown_name(standing.clip.untrusted_name),
        "paragraphs": [shown_name(text) for text in summary(analysis)],
        "warnings": [shown_name(text) for text in warnings(analysis)],
        "facts": [[name, shown_name(value)] for name, value in facts],
    }


def matches(
    clip_id: str, analysis: Analysis, files: list[str], comfort: Comfort
) -> dict[str, Any] | None:
    """Return the entries that look like the clip, in words, and pictures; None if none do."""
    if analysis.archive is None or not analysis.archive.matches:
        return None
    said = match_wording.answer_words(analysis.archive)
    return {
        "note": f"{said} {_MATCHES_NOTE}",
        "cover": comfort.cover,
        "blur": comfort.blur,
        "matches": [
            {
                "grade": match.grade,
                "strong": match.is_strong,
                "name": match.name,
                "rejected": match.is_rejected,
                "judgement": match.judgement,
                "facts": match.facts,
                "pictures": [
                    {"src": place(clip_id, file), "alt": f"{whose} at about the middle of it"}
                    for side, whose in (("here", "This clip"), ("there", "The entry"))
                    if (file := f"seen-before/{number:04}-{side}.jpg") in files
                ],
            }
            for number, match in enumerate(shown_matches(analysis.archive, {}), start=1)
        ],
    }


def match_names(analysis: Analysis) -> dict[str, str]:
    """Return the entries that are shown by their keys, as a person tells them apart."""
    found = analysis.archive
    if found is None:
        return {}
    return {
        match.footage.sha256: shown_name(
            f"{number}. {match.footage.name} ({match.footage.sha256[:12]})"
        )
        for number, match in enumerate(found.matches[:MOST_SHOWN], start=1)
        if match.footage.sha256 != found.query.sha256
    }


def light(analysis: Analysis) -> dict[str, Any]:
    """Return the rises in light, with the numbers of the report, the curve and `flashes.csv`."""
    flashes, keyframes = analysis.flashes or [], analysis.keyframes or []
    rejected = [flash for flash in flashes if not flash.accepted]
    note = "Choose an onset to see its frame."
    if analysis.flashes is not None and len(rejected) == len(flashes):
        note = "No flash was found; a faint, small or very short one can be missed."
    return {
        "note": note,
        "others": f"{wording.counted(len(rejected), 'rise')} in light not accepted, and why",
        "rises": [_rise(number, flash, keyframes) for number, flash in enumerate(flashes, 1)],
    }


def _rise(number: int, flash: Flash, keyframes: list[Keyframe]) -> dict[str, Any]:
    at_onset = [keyframe.file for keyframe in keyframes if keyframe.frame == flash.onset_frame]
    state = "" if flash.accepted else ", not accepted"
    return {
        "number": number,
        "accepted": flash.accepted,
        "onset": wording.short_timecode(flash.onset_s),
        "error": f"± {flash.onset_error_s:.3f} s",
        "frame": f"frame {flash.onset_frame}",
        "frame_number": flash.onset_frame,
        "peak": wording.short_timecode(flash.peak_s),
        "rise": f"rise {flash.rise_luminance:.3f}{' or more' if flash.saturated else ''}",
        "half_life": "not seen" if flash.half_life_s is None else f"{flash.half_life_s:.2f} s",
        "area": f"{100 * flash.area_share:.0f} %",
        "what": f"{wording.FLASH_WORDS[flash.kind].capitalize()}{state}.",
        "why": shown_name(flash.reason),
        "hints": [shown_name(wording.hint_words(hint)) for hint in flash.hints],
        "picture": at_onset[0] if at_onset else None,
    }


def pictures(clip_id: str, analysis: Analysis) -> dict[str, Any]:
    """Return the keyframes in order of time, each with its reason and a text in its place."""
    keyframes = analysis.keyframes or []
    video = analysis.footage.video
    note = f"{wording.counted(len(keyframes), 'frame')} picked to be looked at"
    if analysis.keyframes_left_out:
        note += f"; {wording.counted(analysis.keyframes_left_out, 'more candidate')} left out"
    note += ". Choose one to see it whole; arrow keys go on from there."
    return {
        "note": "Choose it to see it whole." if _is_picture(analysis) else note,
        "upright": video is not None and video.height_px > video.width_px,
        "ratio": "16 / 9" if video is None else f"{video.width_px} / {video.height_px}",
        "pictures": [
            {
                "file": keyframe.file,
                "src": place(clip_id, keyframe.file),
                "of_flash": keyframe.picked_because in wording.FLASH_PICKS,
                **_caption(keyframe, analysis),
            }
            for keyframe in keyframes
        ],
    }


def _is_picture(analysis: Analysis) -> bool:
    return analysis.footage.kind == "picture"


def _caption(keyframe: Keyframe, analysis: Analysis) -> dict[str, str]:
    if _is_picture(analysis):
        return {"title": "The picture", "because": "", "where": "", "alt": "The picture"}
    at, because = shown_name(keyframe.timecode), wording.PICKED_WORDS[keyframe.picked_because]
    where = f"frame {keyframe.frame}"
    alt = f"{where.capitalize()} at {at}, {because}"
    return {"title": at, "because": because, "where": where, "alt": alt}


def hashes(analysis: Analysis) -> dict[str, Any]:
    """Return the hashes of the keyframes."""
    captions = [_caption(keyframe, analysis) for keyframe in analysis.keyframes or []]
    rows = [
        [
            f"{caption['title']} {caption['where']}",
            f"PDQ    {keyframe.pdq}  (quality {keyframe.pdq_quality}"
            f"{', weak' if keyframe.pdq_quality < 50 else ''})\n"
            f"pHash  {keyframe.phash}\ndHash  {keyframe.dhash}",
        ]
        for keyframe, caption in zip(analysis.keyframes or [], captions, strict=True)
    ]
    note = (
        "A small distance between two hashes is a lead, not an identity. Dark or plain frames hash "
        "alike: a PDQ quality below 50 warns of that."
    )
    return {"groups": [{"note": note, "rows": rows, "exact": True}]}


def claimed(analysis: Analysis) -> dict[str, Any]:
    """Return what the file says of itself."""
    metadata = analysis.metadata
    if metadata is None:
        return {"groups": [{"note": "The metadata could not be read.", "rows": []}]}
    first = [[one.label, "\n".join((one.text, *one.notes))] for one in claims(analysis)]
    groups: list[tuple[str | None, str | None, list[Any]]] = [
        (None, _CLAIMED_NOTE, first),
        ("Container", None, list(metadata.untrusted_container_tags.items())),
        *(
            (
                f"Stream {stream.index}: {stream.kind}, {stream.codec or 'codec not known'}",
                None,
                list(stream.untrusted_tags.items()),
            )
            for stream in metadata.streams
        ),
        ("EXIF", None, list((metadata.untrusted_exif or {}).items())),
        ("XMP", None, list(metadata.xmp.untrusted_fields.items()) if metadata.xmp else []),
    ]
    return {
        "groups": [
            {
                "title": None if title is None else shown_name(title),
                "note": note,
                "rows": [[_shown(name), _shown(value)] for name, value in rows],
            }
            for title, note, rows in groups
            if rows or note
        ]
    }


def not_done(analysis: Analysis) -> dict[str, Any]:
    """Return the analyses that gave no result, with reasons, and what the sandbox leaves open."""
    rows = [[one.analysis.replace("_", " "), shown_name(one.reason)] for one in analysis.skipped]
    note = f"Sandbox: {wording.sandbox_words(analysis.sandbox)}"
    return {"groups": [{"note": shown_name(note), "rows": rows}]}


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


def _shown(text: str) -> str:
    return "\n".join(shown_name(line) for line in text.split("\n"))
