"""FFmpeg releases with published holes in what opens footage, as far as we know them.

A short list of what we looked up, not a scanner: that a version is not on it says little. A
distribution may mend a hole without changing the number; the number alone cannot tell that.
"""

from dataclasses import dataclass

from verify.media.ffmpeg.installed import release_of
from verify.media.formats import PICTURE_CODECS, SOUND_CODECS

Release = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Advisory:
    """One published hole.

    Attributes
    ----------
    name : str
        Its CVE number.
    decoder : str
        FFmpeg's name of the decoder that has it.
    what : str
        Where it is and what it lets a file do.
    affected : tuple of (release, release)
        Half-open ranges of affected releases: the first, and the first that is mended.
    source : str
        Where the ranges are published.
    """

    name: str
    decoder: str
    what: str
    affected: tuple[tuple[Release, Release], ...]
    source: str

    @property
    def is_in_reach(self) -> bool:
        """Whether that decoder is ever opened here, in any release."""
        return self.decoder in PICTURE_CODECS | SOUND_CODECS

    @property
    def mended_in(self) -> tuple[str, ...]:
        """The releases that mend it, oldest first."""
        return tuple(".".join(map(str, mended)) for _first, mended in self.affected)


_EVER: Release = (0, 0, 0)
ADVISORIES = (
    Advisory(
        name="CVE-2026-8461",
        decoder="magicyuv",
        what="the MagicYUV decoder writes out of bounds",
        affected=((_EVER, (7, 1, 5)), ((8, 0, 0), (8, 0, 3)), ((8, 1, 0), (8, 1, 2))),
        source="https://nvd.nist.gov/vuln/detail/CVE-2026-8461",
    ),
    Advisory(
        name="CVE-2026-125267",
        decoder="apac",
        what="the APAC sound decoder writes out of bounds",
        affected=((_EVER, (8, 1, 3)), ((9, 0, 0), (9, 0, 2))),
        source="https://www.cve.org/CVERecord?id=CVE-2026-125267",
    ),
    Advisory(
        name="CVE-2026-125244",
        decoder="vvc",
        what="the VVC (H.266) decoder writes out of bounds",
        affected=(((7, 0, 0), (8, 1, 3)), ((9, 0, 0), (9, 0, 2))),
        source="https://www.cve.org/CVERecord?id=CVE-2026-125244",
    ),
)


def known_holes(version: str) -> list[Advisory]:
    """Return the listed holes of a version; none for a build that names no release.

    Parameters
    ----------
    version : str
        As ffmpeg prints it, such as "8.1.2" or "5.1.9-0+deb12u1".

    Examples
    --------
    >>> [hole.name for hole in known_holes("8.1.2")]
    ['CVE-2026-125267', 'CVE-2026-125244']
    >>> known_holes("9.0.2")
    []
    """
    release = release_of(version)
    if release is None:
        return []
    return [
        advisory
        for advisory in ADVISORIES
        if any(first <= release < mended for first, mended in advisory.affected)
    ]
