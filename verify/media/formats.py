"""Which containers and protocols FFmpeg's libraries may open, for everything here that opens one.

The format list is the defence, not the protocol list: a script of 39 bytes named as a video makes
FFmpeg read other local files through the `file` protocol alone. So nothing that can name another
file or address is on it: playlists, join scripts, file-name patterns, captures, drawings.
"""

PROTOCOL_WHITELIST = "file"
FORMAT_WHITELIST = (
    "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,"
    # Here so that sound without a picture can be told as such.
    "wav,mp3,flac,aac"
)


def container_options(max_streams: int, max_pixels: int) -> dict[str, str]:
    """Return the options with which every container is opened.

    Parameters
    ----------
    max_streams : int
        Most streams in one container.
    max_pixels : int
        Largest picture, pixels; it binds the decoders that look into the streams on opening, not
        those that are opened later.
    """
    return {
        "protocol_whitelist": PROTOCOL_WHITELIST,
        "format_whitelist": FORMAT_WHITELIST,
        "max_streams": str(max_streams),
        "max_pixels": str(max_pixels),
        "probesize": "20000000",
        "analyzeduration": "10000000",
    }
