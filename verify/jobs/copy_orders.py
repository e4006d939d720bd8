"""What is ordered of ffmpeg for each kind of copy, and what the copy must show to be handed out."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from verify.domain.derivation import CopyKind
from verify.domain.errors import CopyFailedError
from verify.domain.limits import DecodeLimits
from verify.media.ffmpeg.calls import Recoding, StreamCopy, recoding_call, stream_copy_call
from verify.media.formats import SOUND_CODECS
from verify.media.outline import Outline

# A cut is looked at more closely than a clip that is played through.
_CRF = {CopyKind.REVIEW: 18, CopyKind.EXACT_CUT: 12}
_SOUND_THAT_MP4_HOLDS = frozenset(("aac", "mp3", "ac3", "eac3", "alac", "opus", "mp2"))
_OTHER_WAY = "Play the file itself, or take the frames with verify keyframes --at."
_EXACT_INSTEAD = "Leave out --as-stored; the cut is then encoded anew, and exact."


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """One copy to be made.

    Attributes
    ----------
    kind : CopyKind
        What it is for and how it is made.
    arguments : list of str
        The call of ffmpeg.
    part_pts : pair of int, or of int and None
        The part of the footage that it must show, half-open, in the footage's PTS.
    tolerance_s : Fraction
        How far the time of a frame may be off, seconds.
    """

    kind: CopyKind
    arguments: list[str]
    part_pts: tuple[int, int | None]
    tolerance_s: Fraction

    @property
    def advice(self) -> str:
        """What to do if it does not succeed."""
        return _EXACT_INSTEAD if self.kind is CopyKind.STREAM_COPY else _OTHER_WAY


def encoded_anew(kind: CopyKind, outline: Outline, limits: DecodeLimits) -> CopyOrder:
    """Return the order for a review copy or an exact cut.

    Parameters
    ----------
    kind : CopyKind
        Which of the two.
    outline : Outline
        What the footage is, and which part of it is wanted.
    limits : DecodeLimits
        What the call may cost.
    """
    time_base = Fraction(*outline.time_base)
    width_px, height_px = outline.square_size_px
    copy = Recoding(
        time_base=time_base,
        origin_pts=outline.origin_pts,
        end_pts=outline.end_pts,
        longest_interval=outline.longest_interval,
        last_interval=outline.last_interval,
        width_px=width_px,
        height_px=height_px,
        sound_channels=_readable_channels(outline),
        crf=_CRF[kind],
    )
    is_exact = copy.timescale == time_base.denominator
    return CopyOrder(
        kind=kind,
        arguments=recoding_call(copy, limits),
        part_pts=(outline.origin_pts, outline.end_pts),
        tolerance_s=Fraction(0) if is_exact else Fraction(1, copy.timescale),
    )


def _readable_channels(outline: Outline) -> int:
    if outline.audio is None or outline.audio.codec not in SOUND_CODECS:
        return 0
    return outline.audio.channels


def taken_over(path: Path, outline: Outline, limits: DecodeLimits) -> CopyOrder:
    """Return the order for a cut whose compressed frames stay as they are.

    Parameters
    ----------
    path : Path
        The footage, for the error.
    outline, limits : Outline, DecodeLimits
        As for `encoded_anew`.

    Raises
    ------
    CopyFailedError
        If no I-frame before the part stands for itself.
    """
    start = outline.i_frame_start
    if start is None:
        cause = "no I-frame before that part can be decoded without the frames before it"
        raise CopyFailedError(path, cause, _EXACT_INSTEAD)
    time_base = Fraction(*outline.time_base)
    copy = StreamCopy(
        start_s=Fraction(*start.seek_s),
        packets=start.packets,
        length_s=(start.end_pts - start.start_pts) * time_base,
        timescale=time_base.denominator,
        has_sound=outline.audio is not None and outline.audio.codec in _SOUND_THAT_MP4_HOLDS,
    )
    return CopyOrder(
        kind=CopyKind.STREAM_COPY,
        arguments=stream_copy_call(copy, limits),
        part_pts=(start.start_pts, start.end_pts),
        tolerance_s=Fraction(0),
    )
