"""The ffmpeg program: which one it is, how its calls are built, how it is run.

Nothing else in the project builds or starts a call; a test holds that.
"""

from verify.media.ffmpeg.advisories import Advisory, known_holes
from verify.media.ffmpeg.installed import library_version, program, program_version

__all__ = ["Advisory", "known_holes", "library_version", "program", "program_version"]
