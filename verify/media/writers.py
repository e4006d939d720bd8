"""Known writers whose files look like this one: devices, programs, libraries, platforms.

A name in a file is a claim, and a structure can be made by anyone who writes boxes in that order;
what a match tells is who may have written the file last, never what was changed. A profile stands
here only with a source for its marks. There is none for Telegram, Facebook and Instagram: we have
no source that tells their files from others'.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from verify.domain.claimed import ContainerTree, WriterConfidence, WriterKind, WriterMatch
from verify.media.software import editors_named

_OWN_FILES = "files written by us with FFmpeg 8 through PyAV"
_FFPROBE_OUTPUT = "ffprobe output of files that others had from the platform"
_MP4RA = "list of brands of the MP4 registration authority"
_PUBLIC_OUTPUT = "ffprobe output of such files in public repositories"
_HANDLERS_STAY = (
    " FFmpeg's libraries, which wrote this file, keep the handler names of their source, so the "
    "name may tell of an earlier file."
)
_MOST_SHOWN = 80
# Honest files fit up to five; one made to fit all is not worth a longer list.
_MOST_MATCHES = 30


@dataclass(frozen=True, slots=True)
class WriterTraits:
    """What the marks of writers are looked for in.

    Attributes
    ----------
    tags : mapping of str to str
        Of container, streams ("stream 0 handler_name"), EXIF and XMP; printable.
    tree : ContainerTree or None
        None for files that are not made of boxes.
    box_paths : frozenset of str
        Paths of all boxes read.
    """

    tags: Mapping[str, str]
    tree: ContainerTree | None
    box_paths: frozenset[str]


Mark = Callable[[WriterTraits], str | None]
"""Returns a sentence on what was found, or None."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """A writer and its marks.

    `named` marks say its name and `own` marks are known from it alone: any one is enough.
    `structure` marks count together only.
    """

    name: str
    kind: WriterKind
    known_from: str
    caution: str
    named: tuple[Mark, ...] = ()
    own: tuple[Mark, ...] = ()
    structure: tuple[Mark, ...] = ()
    structure_is: WriterConfidence = WriterConfidence.DISTINCTIVE


def _tag(name: str, start: str) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        for key, text in traits.tags.items():
            if key.lower().split(" ")[-1] == name and text.lower().startswith(start):
                return f"The tag {key} says: {text[:_MOST_SHOWN]}"
        return None

    return look


def _handler(name: str) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        names = [h.untrusted_name for h in traits.tree.handlers] if traits.tree else []
        # Matroska and others that FFmpeg makes from MP4 keep the handler's name as a tag.
        names += [text for key, text in traits.tags.items() if key.lower().endswith("handler_name")]
        found = next((text for text in names if name.lower() in text.lower()), None)
        return None if found is None else f"A track's handler is named: {found[:_MOST_SHOWN]}"

    return look


def _handlers_only(*allowed: str) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        names = {h.untrusted_name for h in traits.tree.handlers} if traits.tree else set()
        if not names or not names <= set(allowed):
            return None
        shown = " and ".join(f'"{name}"' for name in sorted(names) if name) or "empty"
        return f"The handler names of all tracks are {shown}."

    return look


def _brands(major: str, *compatible: str, minor: int | None = None) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        tree = traits.tree
        if tree is None or tree.untrusted_major_brand != major:
            return None
        if not set(compatible) <= set(tree.untrusted_compatible_brands):
            return None
        if minor is not None and tree.minor_version != minor:
            return None
        stated = " ".join(tree.untrusted_compatible_brands)
        return f"Its brand is {major}, version {tree.minor_version}, compatible with {stated}."

    return look


def _box(*paths: str) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        found = [path for path in paths if path in traits.box_paths]
        return f"It has the box {', '.join(found)}." if found else None

    return look


def _either(*marks: Mark) -> Mark:
    def look(traits: WriterTraits) -> str | None:
        return next((text for mark in marks if (text := mark(traits))), None)

    return look


_NAMED_BY_ANYONE = "Anyone can write such a name, and programs copy it along."
_PROFILES = (
    _Profile(
        "FFmpeg's libraries",
        WriterKind.LIBRARY,
        f"{_OWN_FILES}; {_FFPROBE_OUTPUT}",
        "Download tools, platforms, converters and editors use them and cameras seldom do: likely "
        "a copy, whose other tags may be lost or new.",
        named=(_tag("encoder", "lavf"), _tag("software", "lavf"), _tag("writing_app", "lavf")),
        structure=(
            _handlers_only("VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler"),
            _brands("isom", "isom", "iso2", "mp41", minor=512),
        ),
    ),
    _Profile(
        "Apple device",
        WriterKind.DEVICE,
        "the iPhone 6 file of the test footage",
        f"{_NAMED_BY_ANYONE} Editing on the phone and sending as a file keep it too.",
        named=(_tag("com.apple.quicktime.make", "apple"),),
    ),
    _Profile(
        "Apple's media framework",
        WriterKind.LIBRARY,
        "files of iPhones and of an app on one, in the test footage",
        "Apple's cameras, its editors, and apps of others on its systems all write through it.",
        named=(_handler("Core Media "), _handler("Apple Video Media Handler")),
    ),
    _Profile(
        "Android",
        WriterKind.DEVICE,
        "a phone's file in the test footage; MPEG4Writer.cpp of the Android Open Source Project",
        "Android's camera and apps that record, cut or send through its library look the same.",
        named=(_tag("com.android.version", ""),),
        structure=(
            _handlers_only("VideoHandle", "SoundHandle"),
            _brands("mp42", "isom", "mp42", minor=0),
        ),
    ),
    _Profile(
        "Samsung device",
        WriterKind.DEVICE,
        "two phones' files in the test footage; ExifTool's table of QuickTime tags",
        "Other makers are not known to write these boxes, but they can be copied along.",
        own=(_box("moov/udta/smta", "moov/udta/SDLN", "moov/udta/smrd"),),
    ),
    _Profile(
        "GoPro camera",
        WriterKind.DEVICE,
        "the maker's description of its MP4 structure (gpmf-parser)",
        f"{_NAMED_BY_ANYONE} GoPro's own editor writes it as well.",
        named=(_handler("GoPro AVC"), _handler("GoPro H.265"), _handler("GoPro MET")),
    ),
    _Profile(
        "DJI drone or camera",
        WriterKind.DEVICE,
        _PUBLIC_OUTPUT,
        _NAMED_BY_ANYONE,
        named=(
            *(_handler("DJI.AVC"), _handler("DJI.HEVC"), _handler("DJI.Meta")),
            _tag("encoder", "dji"),
        ),
    ),
    _Profile(
        "Sony camera (XAVC)",
        WriterKind.DEVICE,
        _MP4RA,
        "Sony's editing programs write the brand as well.",
        named=(_brands("XAVC"),),
    ),
    _Profile("Canon camera", WriterKind.DEVICE, _MP4RA, _NAMED_BY_ANYONE, named=(_brands("CAEP"),)),
    _Profile("Nikon camera", WriterKind.DEVICE, _MP4RA, _NAMED_BY_ANYONE, named=(_brands("niko"),)),
    _Profile(
        "YouTube or another service of Google",
        WriterKind.PLATFORM,
        _PUBLIC_OUTPUT,
        "Files that Google's other services or Android apps with its library wrote name it too.",
        named=(_handler("ISO Media file produced by Google"),),
    ),
    _Profile(
        "X (Twitter)",
        WriterKind.PLATFORM,
        _PUBLIC_OUTPUT,
        "It tells that a copy went through the platform, not who posted it or when.",
        named=(_handler("Twitter-vork muxer"),),
    ),
    _Profile(
        "TikTok",
        WriterKind.PLATFORM,
        _FFPROBE_OUTPUT,
        "It tells that a copy went through the platform, not who posted it or when.",
        named=(_tag("comment", "vid:v"), _tag("vid_md5", ""), _tag("aigc_info", "")),
    ),
    _Profile(
        "WhatsApp",
        WriterKind.PLATFORM,
        f"{_FFPROBE_OUTPUT}; for the box, questions by people who took such files apart",
        "The brands and the missing handler names alone fit Android apps and other messengers too.",
        own=(_box("beam"),),
        structure=(
            _handlers_only(""),
            _either(
                _brands("mp42", "mp42", "isom", minor=0), _brands("mp4v", "mp42", "isom", minor=0)
            ),
        ),
        structure_is=WriterConfidence.COMMON,
    ),
    _Profile(
        "MainConcept's library, as in Adobe Premiere Pro and Media Encoder",
        WriterKind.LIBRARY,
        f"the signed clips of the test footage; {_PUBLIC_OUTPUT}",
        "Programs of other makers license the same library.",
        named=(_handler("Mainconcept"),),
    ),
    _Profile(
        "GPAC (MP4Box)",
        WriterKind.LIBRARY,
        _PUBLIC_OUTPUT,
        "Platforms and download tools have used it.",
        named=(_handler("GPAC ISO"), _tag("encoder", "gpac"), _tag("comment", "gpac")),
    ),
    _Profile(
        "L-SMASH",
        WriterKind.LIBRARY,
        f"x264's own source code; {_PUBLIC_OUTPUT}",
        "x264's command line and editors use it.",
        named=(_handler("L-SMASH"),),
    ),
    _Profile(
        "Bento4",
        WriterKind.LIBRARY,
        "Bento4's own source code",
        "Streaming services use it.",
        named=(_handler("Bento4"),),
    ),
    _Profile(
        "libmatroska or mkvmerge",
        WriterKind.LIBRARY,
        "MKVToolNix's documentation",
        "Recorders and converters use it.",
        named=(_tag("muxing_app", "libebml"), _tag("writing_app", "mkvmerge")),
    ),
)


def known_writers(traits: WriterTraits) -> list[WriterMatch]:
    """Return the known writers that a file fits, those that it names first."""
    found = [*_by_profile(traits), *_editors(traits)]
    order = list(WriterConfidence)
    return sorted(found, key=lambda match: order.index(match.confidence))[:_MOST_MATCHES]


def _by_profile(traits: WriterTraits) -> Iterator[WriterMatch]:
    by_ffmpeg = any(mark(traits) for mark in _PROFILES[0].named)
    for profile in _PROFILES:
        names = [text for mark in profile.named if (text := mark(traits))]
        own = [text for mark in profile.own if (text := mark(traits))]
        shape = [mark(traits) for mark in profile.structure]
        fits = [text for text in shape if text] if all(shape) else []
        evidence = [*names, *own, *fits]
        confidence = profile.structure_is
        if names or own:
            confidence = WriterConfidence.NAMED if names else WriterConfidence.DISTINCTIVE
        if not evidence:
            continue
        from_handler = any("handler" in text for text in evidence)
        kept = _HANDLERS_STAY if by_ffmpeg and from_handler and profile is not _PROFILES[0] else ""
        yield WriterMatch(
            name=profile.name,
            kind=profile.kind,
            confidence=confidence,
            evidence=list(dict.fromkeys(evidence)),
            caution=profile.caution + kept,
            known_from=profile.known_from,
        )


def _editors(traits: WriterTraits) -> Iterator[WriterMatch]:
    for program, tag in editors_named(traits.tags).items():
        yield WriterMatch(
            name=program,
            kind=WriterKind.PROGRAM,
            confidence=WriterConfidence.NAMED,
            evidence=[f"The tag {tag} says: {traits.tags[tag][:_MOST_SHOWN]}"],
            caution="It edits or converts; the name does not say what was changed, if anything.",
            known_from="the names under which such programs are sold",
        )
