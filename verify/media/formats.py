"""Which protocols, containers and codecs FFmpeg's libraries may open, for all that opens footage.

The format list is the defence, not the protocol list: a script of 39 bytes named as a video makes
FFmpeg read other local files through the `file` protocol alone. So nothing that can name another
file or address is on it: playlists, join scripts, file-name patterns, captures, drawings.

The codec list keeps the hundreds of decoders out of reach that no camera, phone, platform or screen
recorder of the last decades writes for; holes are found in these again and again.
"""

PROTOCOL_WHITELIST = "file"
FORMAT_WHITELIST = (
    "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,"
    # Here so that sound without a picture can be told as such.
    "wav,mp3,flac,aac"
)

# FFmpeg's names of decoders; where two decode the same, both.
_PICTURE_CODECS = (
    # phones, cameras, platforms
    "h264,hevc,av1,libdav1d,vp8,libvpx,vp9,libvpx-vp9,mjpeg,mjpegb,"
    "mpeg4,mpeg2video,mpeg1video,mpegvideo,h263,h263i,h263p,"
    # editing and archives
    "prores,dnxhd,cfhd,dvvideo,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,v210,png,jpeg2000,qtrle,"
    # older web and desktop footage
    "msmpeg4,msmpeg4v1,msmpeg4v2,wmv1,wmv2,wmv3,vc1,flv,vp6,vp6a,vp6f,theora,vp3,"
    "svq1,svq3,cinepak,rpza,msvideo1,msrle"
)
_SOUND_CODECS = (
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,mp1,mp1float,ac3,eac3,dca,truehd,opus,libopus,vorbis,"
    "flac,alac,speex,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,wmav1,wmav2,wmapro,wmavoice,"
    "wmalossless,adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_swf,gsm,gsm_ms,qdm2,qcelp,nellymoser,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,"
    "pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_bluray,pcm_dvd"
)
PICTURE_CODECS = frozenset(_PICTURE_CODECS.split(","))
SOUND_CODECS = frozenset(_SOUND_CODECS.split(","))


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
        "codec_whitelist": f"{_PICTURE_CODECS},{_SOUND_CODECS}",
        "max_streams": str(max_streams),
        "max_pixels": str(max_pixels),
        "probesize": "20000000",
        "analyzeduration": "10000000",
    }
