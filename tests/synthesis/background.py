"""Pictures that tell little of where they are from, and the bank of their hashes that ships.

`python -m tests.synthesis.background` makes `verify/analysis/matching/background.npy` anew.
Nothing is filmed: all is drawn here, in eight kinds that take turns, each picture by a seed of its
own, so that any of them can be drawn again alone; flat pictures stand before these. Nothing is
shared with `copies.drawn`, whose pictures ask whether the bank does its work.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from verify.analysis.matching import background
from verify.analysis.picture.pdq import pdq
from verify.domain.frames import LumaPlane

# The hash of a flat picture hangs on its level alone, whatever its size, and twice the level has
# the same: 0 and the odd ones stand for all. Each is there as often as nearest ones are counted.
_FLAT_LEVELS = np.repeat((0, *range(1, 256, 2)), background.NEAREST)
COUNT = len(_FLAT_LEVELS) + 8 * 200
_SEED = 0x9A11
_SIZES = ((320, 180), (426, 240), (480, 360), (640, 360), (854, 480), (360, 640), (480, 854))
_FONTS = [
    Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"
    for name in ("DejaVuSans", "DejaVuSans-Bold")
]
# First and last letter of some alphabets that both fonts have.
_ALPHABETS = ("AZ", "az", "АЯ", "ая", "ΑΡ", "αω", "اغ", "את", "ԱՖ", "09")

_Grey = npt.NDArray[np.float64]
_Draw = Callable[[np.random.Generator, int, int], _Grey]


def picture(number: int) -> LumaPlane:
    """Return one picture, grey, as it comes back from a JPEG."""
    if number < len(_FLAT_LEVELS):
        return np.full((180, 320), _FLAT_LEVELS[number], np.uint8)
    rng = np.random.default_rng((_SEED, number))
    width, height = _SIZES[rng.integers(len(_SIZES))]
    kind = _KINDS[number % len(_KINDS)]
    drawn = kind(rng, width, height)
    sensor = rng.choice((0.0, 1.0, 3.0, 6.0)) * rng.normal(size=drawn.shape)
    seen = np.clip(drawn + sensor, 0, 255).astype(np.uint8)
    # A phone's noise filter: grains melt into blotches.
    if rng.random() < 0.4:
        seen = cv2.medianBlur(seen, 3)
    quality = int(rng.integers(25, 90))
    coded = cv2.imencode(".jpg", seen, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def entry(number: int) -> npt.NDArray[np.void]:
    """Return hash and quality of one picture, as the bank has them."""
    hashed = pdq(picture(number))
    bits = np.frombuffer(hashed.bits, np.uint8)
    return np.array((bits, hashed.quality), background.ENTRY)


def _slope(rng: np.random.Generator, width: int, height: int, turn_rad: float) -> _Grey:
    """Return 0 to 1 along a direction, by some curve."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    along = np.cos(turn_rad) * y + np.sin(turn_rad) * x
    along -= along.min()
    curved: _Grey = (along / along.max()) ** rng.uniform(0.5, 2.5)
    return curved


def _clouds(rng: np.random.Generator, width: int, height: int, octaves: int = 4) -> _Grey:
    """Return soft blotches, mean 0, deviation 1, wider than high."""
    field = np.zeros((height, width))
    cells = int(rng.integers(2, 5))
    for octave in range(octaves):
        across = cells * 2**octave
        small = rng.normal(size=(max(2, across), max(2, across * 2 // 3)))
        field += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / 1.8**octave
    return (field - field.mean()) / field.std()


def _glow(width: int, height: int, x: float, y: float, radius: float) -> _Grey:
    """Return a soft light: 1 at its middle; place and radius as shares of the width."""
    across, down = np.arange(width) / width - x, np.arange(height) / width - y
    return np.outer(np.exp(-(down**2) / (2 * radius**2)), np.exp(-(across**2) / (2 * radius**2)))


def _black(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """A covered lens: a floor, glow of the sensor, stripes of its rows."""
    floor = rng.uniform(0, 24)
    edge = _glow(width, height, rng.choice((0.0, 1.0)), rng.uniform(0, 0.6), rng.uniform(0.1, 0.6))
    rows = rng.normal(0, rng.choice((0.0, 0.8)), (height, 1))
    corners = 1 - _glow(width, height, 0.5, height / width / 2, 0.5)
    return floor + rng.uniform(0, 10) * edge + rows - rng.uniform(0, 8) * corners


def _noise(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Snow of a screen or a sensor: white or grey, in grains."""
    grain = int(rng.choice((1, 2, 3, 6, 12)))
    small = rng.normal(size=(-(-height // grain), -(-width // grain)))
    grown = np.repeat(np.repeat(small, grain, 0), grain, 1)[:height, :width]
    return rng.uniform(40, 200) + rng.uniform(8, 90) * grown


def _sky(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Day, dusk or night, even or graded, clear or with soft clouds, perhaps a low horizon."""
    level = rng.choice((170.0, 90.0, 25.0)) * rng.uniform(0.7, 1.2)
    lie = rng.choice((0.0, np.pi)) + rng.normal(0, 0.25)
    sky = level * (1 + rng.uniform(0.05, 0.9) * (_slope(rng, width, height, lie) - 0.5))
    if rng.random() < 0.6:
        sky += level * rng.uniform(0.02, 0.25) * _clouds(rng, width, height)
    if rng.random() < 0.3:
        sun = _glow(width, height, rng.uniform(0, 1), rng.uniform(0, 0.6), rng.uniform(0.02, 0.2))
        sky += rng.uniform(0.2, 1.5) * level * sun
    if rng.random() < 0.3:
        sky[int(height * rng.uniform(0.75, 0.97)) :] *= rng.uniform(0.05, 0.6)
    return sky


def _stars(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Stars of many magnitudes, or a Moon, over a sky that is lighter below."""
    sky = rng.uniform(3, 25) * (0.4 + _slope(rng, width, height, rng.normal(0, 0.4)))
    count = int(rng.choice((0, 15, 60, 250)))
    points = np.zeros((height, width))
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    np.add.at(points, (rows, columns), 40 * rng.pareto(1.3, count) + 60)
    sky += 4 * cv2.GaussianBlur(points, (0, 0), rng.uniform(0.6, 1.6))
    if count == 0 or rng.random() < 0.4:
        x, y, radius = rng.uniform(0.05, 0.95), rng.uniform(0.03, 0.5), rng.uniform(0.006, 0.07)
        disc = np.clip(_glow(width, height, x, y, radius) * 3 - 1, 0, 1)
        shade = _glow(width, height, x + radius * rng.uniform(-2, 2), y, radius)
        sky += 230 * disc * (1 - 0.7 * shade * rng.integers(0, 2))
        sky += rng.uniform(5, 60) * _glow(width, height, x, y, 4 * radius)
    return sky


def _title(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Letters of one alphabet on plain ground: in the middle, below, or as rolling credits."""
    ground, ink = rng.permuted((rng.uniform(0, 60), rng.uniform(150, 255)))
    image = Image.new("L", (width, height), int(ground))
    draw = ImageDraw.Draw(image)
    lines, first, share = ((1, 0.45, 0.13), (2, 0.38, 0.1), (2, 0.78, 0.07), (9, 0.08, 0.05))[
        rng.integers(4)
    ]
    if first > 0.6 and rng.random() < 0.5:
        bar = (0, int(0.74 * height), width, int(0.97 * height))
        draw.rectangle(bar, fill=int(rng.uniform(60, 200)))
    font_px = share * rng.uniform(0.7, 1.2) * width
    # Not every Pillow can join letters: none does here, so that all draw the same.
    apart = ImageFont.Layout.BASIC
    font = ImageFont.truetype(_FONTS[rng.integers(2)], font_px, layout_engine=apart)
    alphabet = _ALPHABETS[rng.integers(len(_ALPHABETS))]
    for line in range(lines):
        words = " ".join(_word(rng, alphabet) for _ in range(rng.integers(1, 4)))
        place = (width * rng.uniform(0.48, 0.52), height * first + 1.5 * line * font_px)
        draw.text(place, words, fill=int(ink), font=font, anchor="mm")
    return np.asarray(image, np.float64)


def _word(rng: np.random.Generator, alphabet: str) -> str:
    letters = rng.integers(ord(alphabet[0]), ord(alphabet[-1]) + 1, rng.integers(2, 9))
    return "".join(map(chr, letters))


def _test_card(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Bars, ramps, a lattice, squares or rings, as a generator of signals puts out."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    steps = int(rng.integers(4, 13))
    levels = np.sort(rng.uniform(0, 255, steps))[:: rng.choice((-1, 1))]
    bars = levels[np.minimum((x * steps).astype(int), steps - 1)]
    ramp = 255 * x ** rng.uniform(0.6, 2)
    across = height / width
    lattice = np.minimum(x * steps % 1, y * across * steps % 1)
    card = (
        bars,
        np.where(y < rng.uniform(0.3, 0.9), bars, ramp),
        np.where(lattice < 0.06, 230.0, rng.uniform(0, 90)),
        255.0 * (((x * steps).astype(int) + (y * across * steps).astype(int)) % 2),
        127 + 120 * np.cos(60 * steps / 12 * np.hypot(x - 0.5, (y - 0.5) * across)),
    )[rng.integers(5)]
    if rng.random() < 0.4:
        radius = int(rng.uniform(0.25, 0.48) * min(width, height))
        card = np.ascontiguousarray(card)
        cv2.circle(card, (width // 2, height // 2), radius, float(rng.uniform(0, 255)), 3)
    return card


def _street(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """A dark street: roofs before a sky, lamps that run to a point, windows, headlights, smoke."""
    horizon = rng.uniform(0.35, 0.65)
    street = rng.uniform(4, 30) * (1 - 0.6 * _slope(rng, width, height, rng.normal(0, 0.2)))
    left = 0
    while left < width:
        right = left + int(width * rng.uniform(0.05, 0.25))
        roof = int(height * (horizon - rng.uniform(0, 0.3)))
        street[roof : int(height * horizon), left:right] = rng.uniform(1, 14)
        for _ in range(rng.integers(0, 6)):
            row = int(rng.uniform(roof, height * horizon))
            column = int(rng.uniform(left, right))
            street[row : row + height // 40, column : column + width // 60] = rng.uniform(40, 200)
        left = right
    street[int(height * horizon) :] *= rng.uniform(0.3, 1.4)
    middle, down = rng.uniform(0.2, 0.8), height / width
    for side in rng.choice((-1, 1), rng.integers(1, 3), replace=False):
        for near in rng.uniform(0.55, 0.85) ** np.arange(rng.integers(2, 9)):
            place = (middle + side * 0.5 * near, down * (horizon - 0.35 * near))
            _add_light(street, rng, *place, 0.012 * near + 0.003)
    for _ in range(rng.integers(0, 4)):
        x, y = middle + rng.normal(0, 0.15), down * (horizon + rng.uniform(0.02, 0.25))
        for beside in (0.0, rng.uniform(0.01, 0.06)):
            _add_light(street, rng, x + beside, y, rng.uniform(0.004, 0.012))
    if rng.random() < 0.35:
        x, y = rng.uniform(0, 1), down * (horizon - rng.uniform(0, 0.15))
        lit = _glow(width, height, x, y, rng.uniform(0.05, 0.3))
        smoke = 1 + 0.4 * _clouds(rng, width, height)
        street += rng.uniform(20, 160) * lit * np.clip(smoke, 0, None)
    return street


def _add_light(street: _Grey, rng: np.random.Generator, x: float, y: float, radius: float) -> None:
    height, width = street.shape
    bright = rng.uniform(80, 260)
    street += bright * _glow(width, height, x, y, radius)
    street += 0.12 * bright * _glow(width, height, x, y, 5 * radius)


def _fog(rng: np.random.Generator, width: int, height: int) -> _Grey:
    """Fog with or without something in it, or water with its ripples and a path of light."""
    level = rng.uniform(20, 210)
    fog = level * (1 + rng.uniform(0, 0.3) * (_slope(rng, width, height, rng.normal(0, 0.6)) - 0.5))
    fog += level * rng.uniform(0, 0.06) * _clouds(rng, width, height, octaves=2)
    if rng.random() < 0.5:
        for _ in range(rng.integers(0, 4)):
            shape = np.clip(3 * _glow(width, height, *rng.uniform(0, 1, 2), 0.1) - 1, 0, 1)
            fog -= level * rng.uniform(0.02, 0.15) * shape
        return fog
    top = int(height * rng.uniform(0, 0.6))
    deep = np.linspace(0.02, 1, height - top)[:, None]
    swell = cv2.resize(rng.normal(size=(height - top, 24)), (width, height - top))
    waves = cv2.GaussianBlur(swell, (0, 0), 2.5)
    path = np.exp(-(((np.linspace(0, 1, width) - rng.uniform(0, 1)) / rng.uniform(0.05, 0.4)) ** 2))
    fog[top:] *= rng.uniform(0.3, 0.9)
    fog[top:] += level * deep * waves * (rng.uniform(0.1, 0.5) + rng.uniform(0, 2) * path)
    return fog


_KINDS: tuple[_Draw, ...] = (_black, _noise, _sky, _stars, _title, _test_card, _street, _fog)

if __name__ == "__main__":
    np.save(background.BANK, np.stack([entry(number) for number in range(COUNT)]))
