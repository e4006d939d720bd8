"""Sound footage whose words are meant for a page, a terminal, a spreadsheet or a shell."""

import io
import os
from pathlib import Path

import av
from PIL import Image, PngImagePlugin

from tests.synthesis.clips import Clip

_DESCRIPTION, _MAKE, _MODEL, _SOFTWARE, _DATE, _ARTIST = 270, 271, 272, 305, 306, 315
_COPYRIGHT, _EXIF, _TAKEN, _COMMENT = 33432, 0x8769, 36867, 37510


def texts(port: int) -> dict[str, str]:
    """Return texts that do harm where they are put out unguarded, by what they aim at."""
    http = f"http://127.0.0.1:{port}"
    return {
        "script": f"<script>alert(1);fetch('{http}/s')</script>",
        "attribute": f"\"'><img src='{http}/i' onerror=alert(2)><svg onload=alert(3)>",
        "closing": "</code></pre></dd></dl></style></title><iframe srcdoc='<script>alert(4)'>",
        "style": f"</style><style>@import '{http}/c';body{{background:url({http}/b)}}",
        "refresh": f"<meta http-equiv=refresh content='0;url={http}/r'><base href='{http}/'>",
        "link": "javascript:alert(5)",
        "template": "{{7*7}}{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
        "terminal": "\x1b]0;owned\x07\x1b[2J\x1b[31mError: no\x9b2J\rclip.mp4: verified\x08",
        "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
        "bidi": "a\u202egpj.exe\u2066b\u2069\u200f\u061c",
        "lines": "a\nb\r\nc\u2028d\u2029e\x85f\x0bg\x0c",
        "invisible": "a\u200bb\u2060c\ufeffd\U000e0041e\u00ade",
        "formula": f'=HYPERLINK("{http}/f","open")',
        "formula_at": "@SUM(1+1)*cmd|'/C calc'!A0",
        "formula_tab": "\t=1+1",
        "formula_plus": "+1+cmd|' /C calc'!A0",
        "formula_wide": "\uff1d1+1",
        "shell": "$(touch PWNED)`touch PWNED`;touch PWNED|touch PWNED&",
        "format": "%s%n%(name)s{0.__class__}%00",
        "path": "../../../../etc/passwd\0.jpg",
        "stacked": "a" + "\u0301" * 400,
        "long": "W" * 100_000,
    }


def files(port: int) -> dict[str, bytes]:
    """Return pictures that carry the texts in every field that is read, by name."""
    built = {}
    picture = Image.new("RGB", (64, 48), (90, 60, 30))
    for aim, text in texts(port).items():
        exif = Image.Exif()
        fields = (_DESCRIPTION, _MAKE, _MODEL, _SOFTWARE, _DATE, _ARTIST, _COPYRIGHT)
        for tag in fields:
            exif[tag] = text[:8_000].encode("utf-8", "replace").decode("latin-1")
        exif.get_ifd(_EXIF)[_TAKEN] = text[:200]
        exif.get_ifd(_EXIF)[_COMMENT] = b"ASCII\0\0\0" + text[:8_000].encode()
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", exif=exif, comment=text[:60_000].encode())
        built[f"exif_inject_{aim}.jpg"] = jpeg.getvalue()
    words = PngImagePlugin.PngInfo()
    for number, text in enumerate(texts(port).values()):
        words.add_itxt(f"Comment{number}", text)
    png = io.BytesIO()
    picture.save(png, "PNG", pnginfo=words)
    return built | {"text_inject.png": png.getvalue()}


def write_videos(folder: Path, port: int) -> None:
    """Write clips that carry the texts as tags, as names of tags, and as names of streams."""
    clip = Clip(width_px=64, height_px=48, ticks=range(0, 400, 40)).write(folder / "plain.mp4")
    for aim, text in texts(port).items():
        _retagged(clip, folder / f"meta_inject_{aim}.mp4", text)
        _retagged(clip, folder / f"meta_inject_{aim}.mkv", text)
    clip.unlink()


def _retagged(clip: Path, to: Path, text: str) -> None:
    # Zero ends a string in these containers.
    text = text.replace("\0", "")
    fields = ("title", "comment", "artist", "location", "creation_time", "encoder", "timecode")
    options = {"movflags": "use_metadata_tags"} if to.suffix == ".mp4" else {}
    with av.open(str(clip)) as source, av.open(str(to), "w", options=options) as copy:
        copy.metadata.update(dict.fromkeys(fields, text) | {text[:80]: "a name that does harm"})
        picture = source.streams.video[0]
        stream = copy.add_stream_from_template(picture)
        stream.metadata.update({"title": text, "handler_name": text, "language": "und"})
        for packet in source.demux(picture):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)


NAMES = (
    b"-i.mp4",
    b"--force",
    b"--help.jpg",
    b"-",
    b"%03d.png",
    b"*.mp4",
    b"?[a-z].jpg",
    b"concat:a|b.mp4",
    b"subfile,,start,0,end,0,,:a.mp4",
    b"http:127.0.0.1.mp4",
    b"data:video,mp4",
    b"`touch PWNED`.mp4",
    b"$(touch PWNED).mp4",
    b";touch PWNED;.mp4",
    b"|touch PWNED.mp4",
    b"a' -o 'PWNED.mp4",
    b'a"b.mp4',
    b"a\\nb.mp4",
    b"new\nline.mp4",
    b"tab\tname.mp4",
    b"\x1b[2J\x1b]0;owned\x07.mp4",
    b"\r\rclip.mp4: verified.mp4",
    "\N{RIGHT-TO-LEFT OVERRIDE}4pm.exe".encode(),
    "\N{ZERO WIDTH SPACE}.mp4".encode(),
    "\N{LINE SEPARATOR}.mp4".encode(),
    "تصوير.mp4".encode(),
    "\N{FIRE}\N{VARIATION SELECTOR-16}.mp4".encode(),
    b"\xff\xfe\x80.mp4",
    b"\xc3\x28.mp4",
    b"\xed\xa0\x80.mp4",
    b"<script>alert(1)<" + b"%2fscript>.mp4",
    b"&lt;b&gt;&amp;.mp4",
    b"{{7*7}}.mp4",
    b"=1+1.mp4",
    b"@SUM(1).mp4",
    b"...",
    b" .mp4",
    b"a.mp4 ",
    b"CON.mp4",
    b"a" * 255,
    b"\xd8\xb9" * 127,
    b".hidden.mp4",
    b"clip.mp4.verify",
)


def write_names(folder: Path, content: bytes) -> list[Path]:
    """Write the same sound footage under names that do harm where a name is more than a name."""
    files = [folder / os.fsdecode(name) for name in NAMES]
    for file in files:
        file.write_bytes(content)
    return files
