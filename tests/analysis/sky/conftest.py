"""Truth about the sky from skyfield with JPL's ephemeris DE421, in tests only."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import skyfield_data
from skyfield.api import Loader, wgs84


class Truth(NamedTuple):
    altitude_deg: float
    azimuth_deg: float
    refracted_deg: float


See = Callable[[str, float, float, datetime], Truth]


@pytest.fixture(scope="session")
def seen() -> Iterator[See]:
    """Return where skyfield sees a body from a point at sea level."""
    load = Loader(str(Path(skyfield_data.__file__).parent / "data"), verbose=False)
    bodies: Any = load("de421.bsp")
    timescale = load.timescale(builtin=True)

    @lru_cache(maxsize=1)
    def observer(latitude_deg: float, longitude_deg: float, utc: datetime) -> Any:
        site = bodies["earth"] + wgs84.latlon(latitude_deg, longitude_deg)
        return site.at(timescale.from_datetime(utc))

    def see(body: str, latitude_deg: float, longitude_deg: float, utc: datetime) -> Truth:
        apparent = observer(latitude_deg, longitude_deg, utc).observe(bodies[body]).apparent()
        altitude, azimuth, _ = apparent.altaz()
        refracted, _, _ = apparent.altaz(temperature_C=10, pressure_mbar=1010)
        return Truth(altitude.degrees, azimuth.degrees, refracted.degrees)

    yield see
    bodies.close()
