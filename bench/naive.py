"""What a user would write today: the yardstick, fixed.

PySceneDetect for shots, an OpenCV loop for brightness, imagehash and pdqhash twice a second, a
still for each shot. Run in an environment of its own: `python naive.py CLIP FOLDER`.
"""

import sys
from pathlib import Path

import cv2
import imagehash
import pdqhash
from PIL import Image
from scenedetect import ContentDetector, detect


def main(clip: str, folder: str) -> None:
    """Analyse one clip the obvious way."""
    shots = detect(clip, ContentDetector())
    capture = cv2.VideoCapture(clip)
    every = max(1, int(capture.get(cv2.CAP_PROP_FPS) / 2))
    brightness, hashes = [], []
    index = 0
    while True:
        is_read, bgr = capture.read()
        if not is_read:
            break
        brightness.append(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).mean())
        if index % every == 0:
            rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
            picture = Image.fromarray(rgb)
            hashes.append(
                (imagehash.phash(picture), imagehash.dhash(picture), pdqhash.compute(rgb))
            )
        index += 1
    for number, (start, _end) in enumerate(shots):
        capture.set(cv2.CAP_PROP_POS_FRAMES, start.frame_num)
        is_read, bgr = capture.read()
        if is_read:
            cv2.imwrite(str(Path(folder) / f"{number:04d}.jpg"), bgr)
    print(len(shots), len(brightness), len(hashes))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
