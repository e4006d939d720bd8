"""Programs that name themselves in a file's tags, and what their name does and does not tell.

A name says that the program wrote the file, not what it changed; and a file without one may have
been through any of them.
"""

from collections.abc import Mapping

_BY_FFMPEG = ("lavf", "lavc")
_BY_GOOGLE = "produced by google"
# As the programs write themselves, in lower case.
_EDITORS = {
    "adobe premiere": "Adobe Premiere",
    "after effects": "Adobe After Effects",
    "capcut": "CapCut",
    "clipchamp": "Clipchamp",
    "davinci resolve": "DaVinci Resolve",
    "blackmagic design": "DaVinci Resolve",
    "filmora": "Filmora",
    "final cut": "Final Cut",
    "gimp": "GIMP",
    "handbrake": "HandBrake",
    "imovie": "iMovie",
    "inshot": "InShot",
    "irfanview": "IrfanView",
    "kdenlive": "Kdenlive",
    "kinemaster": "KineMaster",
    "lightroom": "Adobe Lightroom",
    "photoshop": "Adobe Photoshop",
    "picsart": "PicsArt",
    "shotcut": "Shotcut",
    "snapseed": "Snapseed",
    "vegas pro": "VEGAS Pro",
}
# Only these fields are written by programs; a title may mention one without having met it.
_FIELDS = frozenset(
    ("encoder", "encoding_tool", "software", "comment", "handler_name", "processingsoftware")
)


def software_doubts(tags: Mapping[str, str]) -> list[str]:
    """Return a sentence for each kind of program that the tags name.

    Parameters
    ----------
    tags : mapping of str to str
        Of container and streams, or of EXIF, printable. What counts is the last word of a name,
        without what stands before its last dot.
    """
    written_by = {
        name: text.lower()
        for name, text in tags.items()
        if name.lower().split(" ")[-1].rpartition(".")[2] in _FIELDS
    }
    named = {
        program: name
        for mark, program in _EDITORS.items()
        for name, text in written_by.items()
        if mark in text
    }
    doubts = [
        f"{name} names {program}, a program that edits or converts; it does not say what was "
        "changed, if anything."
        for program, name in named.items()
    ]
    if any(text.startswith(_BY_FFMPEG) for text in written_by.values()):
        doubts.append(
            "It was written with FFmpeg's libraries, as download tools, platforms, converters and "
            "editors do and cameras seldom do: likely a copy, whose other tags may be lost or new."
        )
    if any(_BY_GOOGLE in text for text in written_by.values()):
        doubts.append(
            "A tag says that Google wrote it: it has been through YouTube or a like service, or "
            "was made on an Android device that uses its library."
        )
    return doubts
