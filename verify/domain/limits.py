"""What one clip may cost: pixels, time, memory, bytes written.

Every limit is a promise to the rest of the machine, not a tuning knob of an analysis. The same
values are set on the process (memory, processor time, file size) and checked inside (pixels,
frames, results), because each catches what the other cannot see.
"""

import msgspec


class DecodeLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one decoding job."""

    max_pixels: int = 64_000_000
    """Largest picture in pixels; 8K video has 33.2 million, phones take pictures of 50 million."""
    max_streams: int = 64
    """Most streams in one container."""
    max_frames: int = 5_000_000
    """Most frames; 23 hours at 60 per second."""
    wall_time_s: float = 4 * 3600.0
    """Longest run by the clock."""
    cpu_time_s: int = 8 * 3600
    """Longest run in processor time, all threads together."""
    memory_bytes: int = 1400 << 20
    """Most memory that the worker may fill. A picture of 64 megapixels with transparency takes
    1,330 MiB."""
    file_bytes: int = 1 << 30
    """Largest single file that the worker may write."""
    scratch_bytes: int = 3 << 30
    """Most that the worker may write in all its files together."""
    findings_bytes: int = 16 << 20
    """Largest findings file that the caller will read."""
