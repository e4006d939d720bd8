"""Footage is opened, and processes are started, in the modules built for it and nowhere else.

Any other way would lack the whitelists, the limits or the jail. Each rule is seen to catch what it
forbids.
"""

import ast
import builtins
import functools
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# rule -> (names that it is about, modules that may use them)
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "processes start in the jail, the queue and a crew have their own": (
        (
            *(
                "subprocess*",
                "multiprocessing*",
                "pty*",
                "os.exec*",
                "os.spawn*",
                "os.posix_spawn*",
            ),
            *("os.fork*", "os.system", "os.popen", "os.startfile", "asyncio.create_subprocess*"),
            "concurrent.futures.ProcessPoolExecutor",
        ),
        ("verify/media/jail/*", "verify/jobs/queue.py", "verify/jobs/crew.py"),
    ),
    "no name is imported or run that the source does not show": (
        (
            "__import__",
            "importlib.import_module",
            "importlib.util.*from*",
            "runpy*",
            "eval",
            "exec",
            "code.Interactive*",
        ),
        ("verify/media/jail/*",),
    ),
    "machine code is made and loaded in one place": (
        ("numba*", "llvmlite*"),
        ("verify/storage/hamming/compiled.py",),
    ),
    "FFmpeg's libraries open footage where its whitelists stand": (
        ("av.open", "av.container.open", "av.container.core.open"),
        ("verify/media/videos.py", "verify/media/metadata.py", "verify/media/outline.py"),
    ),
    "OpenCV gets arrays, never a file": (
        ("cv2.VideoCapture", "cv2.videoio*", "cv2.imread*", "cv2.imdecode*", "cv2.imcount"),
        # JPEGs that a worker of ours encoded.
        ("verify/media/own_jpeg.py",),
    ),
    # The contact sheet reads JPEG files that the same worker wrote.
    "Pillow opens pictures where its limits and formats stand": (
        ("PIL.Image.open", "PIL.ImageFile.Parser", "PIL.ImageSequence*", "pillow_heif*"),
        ("verify/media/pictures.py", "verify/presentation/contact_sheet.py"),
    ),
    "EXIF is read under its budget": (("exifread*",), ("verify/media/exif.py",)),
    "Content Credentials are read in one place": (
        ("c2pa*",),
        ("verify/media/content_credentials.py",),
    ),
    "calls of ffmpeg have one builder": (("ffmpeg", "ffmpeg.*"), ("verify/media/ffmpeg/calls.py",)),
    "ffmpeg-python only builds arguments": (
        ("ffmpeg.run*", "ffmpeg.probe*", "ffmpeg._run*", "ffmpeg._probe*"),
        (),
    ),
    "the ffmpeg program is found in one place": (
        ("imageio_ffmpeg*",),
        ("verify/media/ffmpeg/installed.py",),
    ),
    "no other library opens footage": (
        ("imageio", "imageio.*", "moviepy*", "skimage.io*", "matplotlib.image.imread", "decord*"),
        (),
    ),
}
_VIOLATIONS = {
    "processes start in the jail, the queue and a crew have their own": (
        "import subprocess as sp\nsp.run([])",
        "from subprocess import Popen",
        "import os\nos.posix_spawn('/bin/sh', [], {})",
        "from os import execv as go\ngo('/bin/sh', [])",
    ),
    "no name is imported or run that the source does not show": (
        "import importlib\nimportlib.import_module('x')",
        "__import__('sub' + 'process')",
    ),
    "machine code is made and loaded in one place": (
        "import numba\nnumba.njit(print)",
        "from llvmlite import binding\nbinding.parse_assembly('')",
    ),
    "FFmpeg's libraries open footage where its whitelists stand": (
        "import av\nav.open('clip.mp4')",
        "from av import open as opened\nopened('clip.mp4')",
    ),
    "OpenCV gets arrays, never a file": (
        "import cv2\ncv2.VideoCapture('clip.mp4')",
        "from cv2 import imread\nimread('a.png')",
    ),
    "Pillow opens pictures where its limits and formats stand": (
        "from PIL import Image\nImage.open('a.png')",
        "import PIL.Image\nPIL.Image.open('a.png')",
    ),
    "EXIF is read under its budget": ("import exifread\nexifread.process_file(None)",),
    "Content Credentials are read in one place": ("import c2pa\nc2pa.Reader('a.jpg')",),
    "calls of ffmpeg have one builder": ("import ffmpeg\nffmpeg.input('a.mp4')",),
    "ffmpeg-python only builds arguments": (
        "import ffmpeg\nffmpeg.run(None)",
        "from ffmpeg import probe",
    ),
    "the ffmpeg program is found in one place": ("from imageio_ffmpeg import get_ffmpeg_exe",),
    "no other library opens footage": ("import imageio.v3\n", "from moviepy import VideoFileClip"),
}


@functools.cache
def _names_used(source: str) -> frozenset[str]:
    """Return the full names of what a module imports, calls or mentions."""
    return frozenset(_names(source))


def _names(source: str) -> Iterator[str]:
    nodes = list(ast.walk(ast.parse(source)))
    known: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                known[name.asname or name.name.partition(".")[0]] = (
                    name.name if name.asname else name.name.partition(".")[0]
                )
                yield name.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                known[name.asname or name.name] = f"{node.module}.{name.name}"
                yield f"{node.module}.{name.name}"
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Name) and (full := _full_name(node, known)):
            yield full


def _full_name(node: ast.expr, known: dict[str, str]) -> str | None:
    match node:
        case ast.Name(id=name):
            # A variable of the same name is none of the module's.
            return known.get(name, name if hasattr(builtins, name) else None)
        case ast.Attribute(value=inner, attr=name):
            outer = _full_name(inner, known)
            return outer and f"{outer}.{name}"
        case _:
            return None


def _violations(source: str, module: str, rule: str) -> set[str]:
    names, places = RULES[rule]
    if any(fnmatchcase(module, place) for place in places):
        return set()
    return {used for used in _names_used(source) if any(fnmatchcase(used, name) for name in names)}


def _modules() -> list[Path]:
    return [file for package in ("verify", "ui") for file in (REPOSITORY / package).rglob("*.py")]


@pytest.mark.parametrize("rule", RULES)
def test_no_module_goes_another_way(rule: str) -> None:
    found = {
        module: used
        for file in _modules()
        if (module := file.relative_to(REPOSITORY).as_posix())
        and (used := _violations(file.read_text("utf-8"), module, rule))
    }

    assert found == {}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_catches_what_it_forbids(rule: str) -> None:
    for source in _VIOLATIONS[rule]:
        assert _violations(source, "verify/workbench/clips.py", rule)


def test_each_place_that_a_rule_names_is_there() -> None:
    for _names, places in RULES.values():
        for place in places:
            assert list(REPOSITORY.glob(place)), place
