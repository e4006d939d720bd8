"""`python -m samples.generate [-o FOLDER] [NAME...]` writes the samples and their truth."""

import argparse
import time
from pathlib import Path

import cv2

from samples.generate import clips, montage, reupload, still, vfr

SAMPLES = {
    "night-strike": clips.night_strike,
    "night-fire": clips.night_fire,
    "night-fire-cut": clips.night_fire_cut,
    "night-strike-reupload": reupload.night_strike_reupload,
    "night-other": clips.night_other,
    "montage": montage.montage,
    "vfr": vfr.vfr,
    "street": still.street,
}
"""In the order in which they can be made: some are cut from others."""


def main() -> None:
    """Write the samples that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SAMPLES))
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parents[1])
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(SAMPLES))
    if unknown:
        parser.error(f"no such sample: {', '.join(unknown)}; there are {', '.join(SAMPLES)}")
    asked.output.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    for name, make in SAMPLES.items():
        if not asked.names or name in asked.names:
            before = time.process_time()
            make(asked.output)
            print(f"{name}: {time.process_time() - before:.0f} s of processor time")


if __name__ == "__main__":
    main()
