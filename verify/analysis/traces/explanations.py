"""What else leaves each trace, in the words that a reader gets."""

from verify.domain.traces import TraceKind

STATIC = (
    "Hardly anything moves here; frozen, dropped or repeated frames would look the same, so "
    "nothing can be told."
)

INNOCENT = {
    TraceKind.FROZEN_RUN: (
        "A phone or a connection that stalled, a screen recording of a player that waited, and a "
        "freeze for emphasis leave this too."
    ),
    TraceKind.DROPPED_FRAMES: (
        "A phone short of power or memory, a recording or stream that stalled, a knock against "
        "the camera, and a cut within one view leave this too."
    ),
    TraceKind.LOOP: (
        "A replay, an animation made to loop, a stream that sent a part twice, and motion that "
        "repeats by itself, such as a machine or a sign, leave this too."
    ),
    TraceKind.STILL_BEGINNING: (
        "A player or a converter that waited for the first pictures, and a still title, leave "
        "this too."
    ),
    TraceKind.STILL_ENDING: (
        "Sound that lasts longer than the picture, a converter that filled up the time, and a "
        "recording that stalled leave this too."
    ),
    TraceKind.BLACK_BEGINNING: (
        "A covered lens, a dark place, a camera that starts up, and a fade from black leave this "
        "too."
    ),
    TraceKind.BLACK_ENDING: (
        "A covered lens, a dark place, sound that lasts longer than the picture, and a fade to "
        "black leave this too."
    ),
    TraceKind.SOUND_SPLICE: (
        "Automatic gain or noise reduction of a phone, a microphone that was covered or moved, a "
        "door that opened, and a stream that changed its quality leave this too."
    ),
}
