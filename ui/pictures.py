"""The pictures of a clip: its keyframes as a contact sheet, and their hashes."""

from typing import Any

from ui.blocks import Block, caution, quiet, rows
from ui.findings import no_result, place
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis, Keyframe
from verify.workbench.desk import Comfort, cautions, wording


def sheet(clip_id: str, analysis: Analysis, comfort: Comfort) -> dict[str, Any]:
    """Return the keyframes in order of time, each with its reason and a text in its place."""
    keyframes = analysis.keyframes or []
    video = analysis.footage.video
    note = f"{wording.counted(len(keyframes), 'frame')} picked to be looked at"
    if analysis.keyframes_left_out:
        note += f"; {wording.counted(analysis.keyframes_left_out, 'more candidate')} left out"
    note += (
        ". Open one to see it whole, brighter or larger; its time leads the player there. Arrow "
        "keys go from picture to picture."
    )
    return {
        "note": "Open it to see it whole." if _is_picture(analysis) else note,
        "upright": video is not None and video.height_px > video.width_px,
        "ratio": "16 / 9" if video is None else f"{video.width_px} / {video.height_px}",
        "chooses": not _is_picture(analysis),
        "cover": comfort.cover,
        "blur": comfort.blur,
        "grey": comfort.grey,
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


def _caption(keyframe: Keyframe, analysis: Analysis) -> dict[str, Any]:
    if _is_picture(analysis):
        return {"title": "The picture", "because": "", "where": "", "alt": "The picture"}
    at, because = shown_name(keyframe.timecode), wording.PICKED_WORDS[keyframe.picked_because]
    where = f"frame {keyframe.frame}"
    alt = f"{where.capitalize()} at {at}, {because}"
    return {"title": at, "because": because, "where": where, "alt": alt, "frame": keyframe.frame}


def hashes(analysis: Analysis) -> list[Block]:
    """Return the hashes of the keyframes."""
    keyframes = analysis.keyframes or []
    if not keyframes:
        return [quiet(no_result(analysis, "keyframes"))]
    captions = [_caption(keyframe, analysis) for keyframe in keyframes]
    weak = cautions.WEAK_PDQ_QUALITY
    pairs = [
        (
            f"{one['title']} {one['where']}",
            f"PDQ    {keyframe.pdq}  (quality {keyframe.pdq_quality}"
            f"{', weak' if keyframe.pdq_quality < weak else ''})\n"
            f"pHash  {keyframe.phash}\ndHash  {keyframe.dhash}",
        )
        for keyframe, one in zip(keyframes, captions, strict=True)
    ]
    return [caution(cautions.HASHES), rows(pairs, exact=True)]
