"""Truth about the sky from skyfield with JPL's ephemeris DE421, in tests only."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import skyfield_data
from skyfield.api import Loader, wgs84


class Sight(NamedTuple):
    latitude_deg: float
    longitude_deg: float
    utc: datetime


class Truth(NamedTuple):
    altitude_deg: float
    azimuth_deg: float
    refracted_deg: float


See = Callable[[str, Sequence[Sight]], list[Truth]]


@pytest.fixture(scope="session")
def seen() -> Iterator[See]:
    """Return a function that says where skyfield sees a body from points at sea level."""
    load = Loader(str(Path(skyfield_data.__file__).parent / "data"), verbose=False)
    bodies: Any = load("de421.bsp")
    timescale = load.timescale(builtin=True)

    def see(body: str, sights: Sequence[Sight]) -> list[Truth]:
        latitudes, longitudes, times = zip(*sights, strict=True)
        site = bodies["earth"] + wgs84.latlon(np.array(latitudes), np.array(longitudes))
        apparent = site.at(timescale.from_datetimes(times)).observe(bodies[body]).apparent()
        altitude, azimuth, _ = apparent.altaz()
        refracted, _, _ = apparent.altaz(temperature_C=10, pressure_mbar=1010)
        columns = (altitude.degrees, azimuth.degrees, refracted.degrees)
        return [Truth(*map(float, row)) for row in zip(*columns, strict=True)]

    yield see
    bodies.close()
