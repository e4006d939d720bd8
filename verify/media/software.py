"""Programs that edit or convert and name themselves in a file's tags.

A name says that the program wrote the file, not what it changed; and a file without one may have
been through any of them. `writers` builds on this.
"""

from collections.abc import Mapping

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
    (
        *("encoder", "encoding_tool", "software", "comment", "handler_name"),
        *("processingsoftware", "creatortool"),
    )
)


def editors_named(tags: Mapping[str, str]) -> dict[str, str]:
    """Return programs that edit or convert, each with the tag that names it.

    Parameters
    ----------
    tags : mapping of str to str
        Of container and streams, or of EXIF, printable. What counts is the last word of a name,
        without what stands before its last dot.
    """
    written_by = _written_by(tags)
    return {
        program: name
        for mark, program in _EDITORS.items()
        for name, text in written_by.items()
        if mark in text
    }


def _written_by(tags: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text.lower()
        for name, text in tags.items()
        if name.lower().split(" ")[-1].rpartition(".")[2] in _FIELDS
    }
