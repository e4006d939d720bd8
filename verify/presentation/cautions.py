"""What a kind of finding shows and what would mislead it: the same sentences in report and app.

Each stands beside a result, not in a manual: whoever reads the one sees the other.
"""

WEAK_PDQ_QUALITY = 50
"""PDQ hashes of less quality match too much to be relied on (reference implementation's advice)."""

FIRST_LOOK = (
    "This is a first look. Keyframes, sounds, lights, traces of editing and what the file claims "
    "are still being found."
)
FIRST_SEARCH = (
    "The archive was asked by hashes of frames and by sound alone so far: copies that were "
    "cropped, covered or laid into others are still being looked for."
)
CURVE = (
    "Luma is the brightness as stored, not the amount of light: twice the value is far more than "
    "twice the light. The band beneath the curve is a first estimate of the light of each shot."
)
ONSETS = (
    "An onset is the first frame in which the light has visibly risen; the light began between the "
    "frame before and that one. A rise is in relative linear light of the lit part, from 0 to 1; "
    "“or more” where the picture is clipped. Times count from the first frame shown; they are not "
    "clock times."
)
NO_FLASH = (
    "No rise in light was accepted as a flash. A faint, small or very short one can be missed."
)
LIGHTS = (
    "A rate does not say what blinks. It would mislead where frames were left out, doubled or "
    "changed in rate, and where a light blinks faster than half the frame rate."
)
NO_LIGHT = (
    "No point of light that blinks in time was found where the picture is dark. One that is faint, "
    "wider than 2 % of the picture, or seen for fewer than some six flashes can be missed, and "
    "bright shots are not searched."
)
PERIODOGRAM = (
    "How strongly its brightness repeats at each rate (Lomb-Scargle, from the true times of the "
    "frames). One peak: the light swells and fades. A row of peaks at equal distances: short "
    "flashes, and the distance is the rate, marked here. A peak that is not sharp, or many of no "
    "order, would be flicker without time."
)
PATHS = (
    "Where each light was in the picture; its number stands where it was first seen. The path "
    "holds the camera's motion as well as the light's."
)
NO_SOUND_TRACK = "The file has no sound track."
SILENT_TRACK = (
    "The file has a sound track, but no sample of it lies above -60 dB of full scale: it is "
    "silent. Silence may be the recording's or an editor's."
)
NO_SOUND = (
    "No sudden sound was found. One that swells slowly, or is hardly louder than what is around "
    "it, can be missed."
)
SOUNDS = "What made a sound cannot be told from its course."
NO_DISTANCE = (
    "No accepted flash is followed by an accepted sound in the same shot, so there is no distance "
    "to give."
)
DISTANCES = (
    "Ranges hold in 95 of 100 cases, if sound and picture belong together. It would mislead if "
    "sound was laid under, shifted or cut; if a nearer bang covers the right one; or if the sound "
    "came over a hill, a wall or a loudspeaker."
)
SPECTROGRAM = (
    "How to read it: time to the right, low tones below, bright is loud. A bang is an upright edge "
    "that begins at once at all heights and fades to the right; level lines are tones, such as "
    "voices, engines and music. A shaded strip shows when the bang of a flash falls for the "
    "distances given."
)
OVERLAYS = (
    "What stays in place while the rest changes, or comes and goes at once. What is written there "
    "was not read by the machine: write down what you read, in its own script, and what it means."
)
NO_OVERLAY = (
    "No mark or caption was found that stays in place while the picture behind it changes. Faint "
    "or very small ones can be missed."
)
NO_TRACE = "No frozen, left-out or repeated stretch was found. Edits hidden with care leave none."
CODING = "This tells how the file was last written, not what it shows."
CLAIMED = (
    "What the file says of itself. Platforms strip such fields, programs rewrite them, and anyone "
    "can type them."
)
BOXES = "Offset, size in bytes, and which box lies in which, in the order of the file."
HASHES = (
    "Alike pictures have alike hashes, also after re-encoding or scaling. Below quality "
    f"{WEAK_PDQ_QUALITY} a PDQ hash is weak: dark or plain frames look alike to it."
)
MATCHES = (
    "A match says that pictures look alike, not which is older or what they show. Dates are "
    "claims, with who makes them. Look at both clips."
)
NO_ARCHIVE = (
    "That is no clearance: it says nothing about whether this footage appeared elsewhere or "
    "earlier."
)
