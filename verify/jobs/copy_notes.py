"""What is wrong with a copy, and what a person must know of one that is right."""

from collections.abc import Iterator
from fractions import Fraction

from verify.domain.derivation import Copy, CopyKind, Window
from verify.domain.shares import percent
from verify.media.comparison import Comparison
from verify.media.outline import Outline

# Below 0.3 in every copy that we made, of clips real and drawn; a picture that is mirrored or
# turned is beyond 0.9 wherever there is something to see.
LARGEST_DIFFERENCE = 0.5
# A block of AAC lasts 0.13 s at 8 kHz, and the last one is filled up.
_SOUND_END_TOLERANCE_S = 0.25
_HDR_NAMES = {"pq": "PQ", "hlg": "HLG"}


def fault(kind: CopyKind, tolerance_s: Fraction, outline: Outline, seen: Comparison) -> str | None:
    """Return why a copy is not to be handed out, as the end of a sentence, or None.

    Parameters
    ----------
    kind : CopyKind
        What was made.
    tolerance_s : Fraction
        How far the times of two frames may be apart, seconds.
    outline : Outline
        What the footage says of itself.
    seen : Comparison
        What was seen when both were played.
    """
    deviation_s = Fraction(*seen.largest_deviation_s)
    if seen.frames != seen.frames_wanted or seen.frames == 0:
        return f"it shows {seen.frames} frames where the file shows {seen.frames_wanted}"
    if deviation_s > tolerance_s:
        return f"the times of its frames differ from the file's by up to {float(deviation_s):.6f} s"
    if seen.largest_difference > LARGEST_DIFFERENCE:
        share = percent(seen.largest_difference)
        return f"its pictures differ from the file's by up to {share} of their contrast"
    if kind is CopyKind.STREAM_COPY:
        return None
    width, height = outline.square_size_px
    if (seen.width_px, seen.height_px) != (width + width % 2, height + height % 2):
        return f"it has {seen.width_px} x {seen.height_px} pixels"
    if seen.rotation_deg or not seen.pixel_format.startswith(("yuv420p", "yuvj420p")):
        return "browsers would not show it upright in its colours"
    return None


def notes(
    kind: CopyKind,
    asked_for: Window | None,
    outline: Outline,
    seen: Comparison,
    copy: Copy,
) -> list[str]:
    """Return a sentence for each thing in which the copy is not what the footage is.

    Parameters
    ----------
    kind : CopyKind
        What was made.
    asked_for : Window or None
        The part that was asked for.
    outline, seen : Outline, Comparison
        As for `fault`.
    copy : Copy
        The record of the copy.
    """
    found = [*_of_the_part(kind, asked_for, outline, copy), *_of_the_sound(kind, outline, seen)]
    if kind is not CopyKind.STREAM_COPY:
        found += _of_the_picture(outline, seen)
    if copy.largest_deviation_s > 0:
        found.append(
            f"Frames are up to {copy.largest_deviation_s:.6f} s off their times, because a movie "
            "file cannot hold the file's longest interval any finer."
        )
    if seen.corrupt_frames:
        found.append(
            f"{seen.corrupt_frames} damaged frames or packets were met on the way; what is shown "
            "of them is the decoder's guess."
        )
    return [*found, *seen.notes]


def _of_the_part(
    kind: CopyKind, asked_for: Window | None, outline: Outline, copy: Copy
) -> Iterator[str]:
    if asked_for is None:
        yield "Made for playing. Measure on the file itself, not on this copy."
    elif kind is CopyKind.EXACT_CUT:
        yield (
            f"Encoded anew. Its time zero is the frame at {copy.first_frame_s:.6f} s of the file."
        )
    else:
        yield "Its compressed frames are those of the file; nothing was encoded anew."
        before_s = Fraction(*outline.time_base) * (outline.origin_pts - copy.first_pts)
        if before_s:
            yield (
                f"Begins at the I-frame before, at {copy.first_frame_s:.6f} s of the file, "
                f"{float(before_s):.6f} s before the first frame asked for, because the frames "
                "between cannot be decoded without it."
            )
        if copy.last_frame_s >= asked_for.end_s:
            yield (
                f"Ends with the frame at {copy.last_frame_s:.6f} s, after the part asked for, "
                "because earlier frames are stored behind it."
            )


def _of_the_sound(kind: CopyKind, outline: Outline, seen: Comparison) -> Iterator[str]:
    if outline.audio is None:
        return
    if seen.sound_end_s is None:
        yield "The sound of this part was not copied: it is missing there, or cannot be held."
    elif kind is CopyKind.STREAM_COPY:
        yield "Sound begins and ends with its own packets, up to some hundredths of a second off."
    else:
        mixed = f", mixed down from {outline.audio.channels}" if outline.audio.channels > 2 else ""
        channels = "one channel" if outline.audio.channels == 1 else f"two channels{mixed}"
        yield f"The sound was encoded anew, as AAC with {channels}; gaps in it became silence."
    ends_s = seen.sound_end_s, seen.sound_end_wanted_s
    if ends_s[0] is not None and ends_s[1] is not None:
        apart_s = abs(ends_s[0] - ends_s[1])
        if apart_s > _SOUND_END_TOLERANCE_S:
            yield (
                f"Its sound ends at {ends_s[0]:.3f} s, the file's at {ends_s[1]:.3f} s: do not "
                "trust what is heard against what is seen."
            )


def _of_the_picture(outline: Outline, seen: Comparison) -> Iterator[str]:
    video = outline.video
    if outline.square_size_px != (video.width_px, video.height_px) and video.sample_aspect_ratio:
        across, down = video.sample_aspect_ratio
        yield (
            f"Its pixels are square. Those of the file are {across}:{down}, and its "
            f"{video.width_px} x {video.height_px} pixels are the ones that findings count."
        )
    width, height = outline.square_size_px
    for side, line in ((width, "column at the right"), (height, "row at the bottom")):
        if side % 2:
            yield f"One {line} repeats the one before it: such a copy needs even sizes."
    if video.hdr is not None:
        yield (
            f"The file is HDR ({_HDR_NAMES.get(video.hdr, video.hdr)}). Nothing was tone-mapped: "
            "the copy keeps the code values, at 8 bits, and players show them each in their own "
            "way. Judge neither brightness nor colour on it."
        )
    if seen.is_interlaced:
        yield "The file is interlaced; both fields of a frame are shown at once, as combs."
