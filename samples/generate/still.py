"""A picture with EXIF of a camera that does not exist, taken where no street can be."""

from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from samples.generate.camera import film, mark
from samples.generate.clips import write_truth
from samples.generate.daylight import DayStreet
from samples.generate.encode import COMMENT
from samples.generate.street import Layout

_SIZE_PX = (1440, 960)
_LATITUDE_DMS, _LONGITUDE_DMS = (31.0, 30.0, 0.0), (16.0, 15.0, 0.0)
"""South and west: open sea in the South Atlantic."""
_TAKEN = "2021:06:15 12:34:56"


def street(folder: Path) -> None:
    """Write `street.jpg`."""
    place = DayStreet(Layout(seed=91, size_px=_SIZE_PX, horizon=0.6), cloudiness=0.5)
    picture = mark(next(film(place, 1, 1, seed=92, sensitivity=0.85, noise=0.15)))
    file = folder / "street.jpg"
    shown = Image.fromarray(np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)))
    shown.save(file, quality=85, exif=_exif(), comment=COMMENT.encode())
    write_truth(
        file,
        {
            "size_px": list(_SIZE_PX),
            "darkness": "day",
            "exif": {
                "make": "Verify Simulations",
                "model": "Imaginary Phone 1",
                "taken": "2021-06-15T12:34:56+00:00",
                "latitude_deg": -31.5,
                "longitude_deg": -16.25,
                "orientation": 1,
                "note": "camera, time and place are invented; the place is open sea",
            },
        },
    )


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = COMMENT
    exif[ExifTags.Base.Make] = "Verify Simulations"
    exif[ExifTags.Base.Model] = "Imaginary Phone 1"
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.Software] = "samples.generate"
    exif[ExifTags.Base.DateTime] = _TAKEN
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = _TAKEN
    details[ExifTags.Base.OffsetTimeOriginal] = "+00:00"
    details[ExifTags.Base.ExposureTime] = IFDRational(1, 250)
    details[ExifTags.Base.ISOSpeedRatings] = 100
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "S"
    place[ExifTags.GPS.GPSLatitude] = _LATITUDE_DMS
    place[ExifTags.GPS.GPSLongitudeRef] = "W"
    place[ExifTags.GPS.GPSLongitude] = _LONGITUDE_DMS
    return exif
