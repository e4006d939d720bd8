"""verify sky: what a reporter types, and what the answer says of clocks, names and a clip."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tests.analyses import an_analysis
from tests.cli.conftest import Run, answer
from verify.domain.findings import Darkness, DarknessClass
from verify.domain.sky import Sky

CASE = ("--place", "Idlib", "--at", "2020-02-27 17:00/2020-02-28 04:30")


@pytest.fixture
def analysis_of_a_night(tmp_path: Path) -> Path:
    return _analysis(tmp_path / "analysis.json", DarknessClass.NIGHT)


def _analysis(file: Path, *classes: DarknessClass) -> Path:
    """Write the analysis of a clip with one shot of each light."""
    whole = an_analysis()
    shot = (whole.shots or [])[0]
    shots = [
        msgspec.structs.replace(shot, darkness=Darkness(kind=kind, reasons=["as drawn"]))
        for kind in classes
    ]
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(whole, shots=shots)))
    return file


def _so(stdout: str) -> str:
    (line,) = (line for line in stdout.splitlines() if line.startswith("So:"))
    return line.removeprefix("So:").strip()


def test_the_night_of_the_sample_case_in_three_clocks(run: Run) -> None:
    result = run("sky", *CASE, "--desk-zone", "America/New_York", "--weekday", "Thursday")

    assert result.exit_code == 0
    assert "Idlib, Syria; 35.9306 N 36.6339 E" in result.stdout
    assert "read by the place's time, Asia/Damascus" in result.stdout
    assert "Thursday fits: 27 February 2020 is a Thursday" in result.stdout
    assert "sunset 27 Feb 17:26 ± 2 min, bearing 260°" in result.stdout
    assert "moonset 27 Feb 20:54 ± 2 min" in result.stdout
    assert "From:      27 Feb 17:00 at the place = 27 Feb 15:00 UTC = 27 Feb 10:00" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines() if " 27 Feb 19:00" in f" {line}"]
    assert rows[0][:7] == ["27", "Feb", "19:00", "17:00", "27", "Feb", "12:00"]
    assert rows[0][-1] == "night"


@pytest.mark.parametrize(
    ("at", "day", "weekday"),
    [
        # Idlib is two hours ahead of UTC in February 2020, so its 28th begins at 22:00 UTC.
        ("2020-02-27T21:30Z", "27 February", "Thursday"),
        ("2020-02-27T22:30Z", "28 February", "Friday"),
        ("2020-02-28 03:00+08:00", "27 February", "Thursday"),
        ("2020-02-27 22:00Z/2020-02-28 22:00Z", "28 February", "Friday"),
        ("2020-02-27 23:30", "27 February", "Thursday"),
    ],
)
def test_a_weekday_is_held_against_the_date_of_the_place(
    run: Run, at: str, day: str, weekday: str
) -> None:
    told = {
        name: run("sky", "--place", "Idlib", "--at", at, "--weekday", name).stdout
        for name in ("Thursday", "Friday")
    }

    line = f"{weekday} fits: {day} 2020 is a {weekday}"
    assert f"Weekday:   by the clock of Asia/Damascus, {line}\n" in told.pop(weekday)
    (other,) = told.values()
    assert f"does not fit: {day} 2020 is a {weekday}" in other


def test_json_is_the_whole_answer_and_nothing_else(run: Run) -> None:
    result = run("sky", *CASE, "--desk-zone", "UTC", "--json")

    sky = msgspec.convert(answer(result), Sky)
    assert sky.place.zone == "Asia/Damascus"
    assert sky.readings[0].events[0].error_s > 0
    assert sky.uncertainty
    assert sky.would_mislead


def test_a_dark_clip_is_held_against_the_sun(run: Run, analysis_of_a_night: Path) -> None:
    day = ("sky", "--place", "Idlib", "--at", "2020-02-27 13:00", "--clip", analysis_of_a_night)

    unsaid = run(*day)
    outdoors = run(*day, "--outdoors")
    folder = run(*day[:-1], analysis_of_a_night.parent, "--outdoors")

    assert "if it was filmed outdoors: a shot is dark as night" in unsaid.stdout
    assert "nothing of the time asked for fits" in unsaid.stdout
    assert "if it was filmed outdoors" not in outdoors.stdout
    assert folder.stdout == outdoors.stdout


def _table(stdout: str) -> list[str]:
    lines = stdout.splitlines()
    foot = next(i for i, line in enumerate(lines) if line.startswith("Degrees above"))
    head = next(i for i, line in enumerate(lines) if line.startswith("place ("))
    return lines[head:foot]


# Offsets from the IANA database, 1 March 2024: round hours of these clocks are none of UTC.
@pytest.mark.parametrize(
    ("position", "noon_utc"),
    [
        (("27.70", "85.32"), "06:15"),  # Kathmandu, UTC+05:45
        (("28.65", "77.23"), "06:30"),  # Delhi, UTC+05:30
        (("31.61", "65.71"), "07:30"),  # Kandahar, UTC+04:30
        (("47.56", "-52.71"), "15:30"),  # St John's, UTC-03:30
        (("52.52", "13.40"), "11:00"),  # Berlin, UTC+01:00
    ],
)
@pytest.mark.parametrize("days", [2, 3, 8])
def test_a_table_of_days_has_rows_at_round_times_of_the_place(
    run: Run, position: tuple[str, str], noon_utc: str, days: int
) -> None:
    where = ("--lat", position[0], f"--lon={position[1]}")

    result = run("sky", *where, "--at", f"2024-03-01/2024-03-0{days}", "--desk-zone", "UTC")

    rows = [line.split() for line in _table(result.stdout)[1:]]
    # Every two, four or eight hours.
    assert len(rows) == {2: 25, 3: 19, 8: 25}[days]
    assert all(clock.endswith(":00") and int(clock[:2]) % 2 == 0 for _, _, clock, *_ in rows)
    if days != 8:
        noons = [row for row in rows if row[2] == "12:00"]
        assert [row[0] for row in noons] == [str(day + 1) for day in range(days)]
        assert {row[3] for row in noons} == {noon_utc}


def test_rows_stand_under_the_offset_that_holds_for_them(run: Run) -> None:
    # Berlin, 27 October 2024: at 01:00 UTC the clock was put back from 03:00 to 02:00.
    place = ("sky", "--lat", "52.52", "--lon", "13.40", "--desk-zone", "UTC")

    result = run(*place, "--at", "2024-10-27 00:30/2024-10-27 05:00")
    spring = run(*place, "--at", "2024-03-31 00:00/2024-03-31 06:00")
    plain = run(*place, "--at", "2024-10-28 00:30/2024-10-28 05:00")

    told = []
    for line in _table(result.stdout):
        if line.startswith("place ("):
            offset = line.split(")")[0].removeprefix("place (UTC")
        else:
            _, _, clock, utc, *_ = line.split()
            told.append((clock, utc, offset))
    for clock, utc, offset in told:
        read = datetime.fromisoformat(f"2024-10-27 {clock}:00{offset}").astimezone(UTC)
        assert read.strftime("%H:%M") == utc
    assert ("02:30", "00:30", "+02:00") in told
    assert ("02:30", "01:30", "+01:00") in told
    assert [row for row in told if row[0] == "04:00"] == [("04:00", "03:00", "+01:00")]
    assert sum(line.startswith("place (") for line in _table(spring.stdout)) == 2
    assert sum(line.startswith("place (") for line in _table(plain.stdout)) == 1


@pytest.mark.parametrize("at", ["2020-02-27 13:00", "2020-02-27 10:00/14:00"])
def test_what_is_left_holds_under_the_same_condition_as_what_is_excluded(
    run: Run, analysis_of_a_night: Path, at: str
) -> None:
    asked = ("sky", "--place", "Idlib", "--at", at, "--clip", analysis_of_a_night)

    unsaid = run(*asked)
    outdoors = run(*asked, "--outdoors")
    # The Moon set at 20:54 and rose at 08:30: at 03:00 it is down whatever else is said.
    no_moon = run(*asked[:4], "2020-02-27 03:00", *asked[5:], "--moon-visible")

    assert _so(unsaid.stdout) == "if it was filmed outdoors, nothing of the time asked for fits"
    assert _so(outdoors.stdout) == "nothing of the time asked for fits"
    assert _so(no_moon.stdout) == "nothing of the time asked for fits"


def test_a_share_that_is_left_holds_under_its_condition(
    run: Run, analysis_of_a_night: Path
) -> None:
    # Sunset was at 17:26; the Sun was 3 degrees up some 20 minutes before.
    result = run(
        "sky", "--place", "Idlib", "--at", "2020-02-27 16:00/18:00", "--clip", analysis_of_a_night
    )

    assert _so(result.stdout).startswith("if it was filmed outdoors, ")
    assert "% of the window is not excluded" in _so(result.stdout)


@pytest.mark.parametrize(
    "at", ["2020-02-27 12:00", "2020-02-27 23:30", "2020-02-27 11:00/13:00", "2020-02-27"]
)
def test_of_a_clip_with_a_shot_of_the_day_and_one_of_the_night_a_person_says_which_is_meant(
    run: Run, tmp_path: Path, at: str
) -> None:
    mixed = _analysis(tmp_path / "mixed.json", DarknessClass.DAY, DarknessClass.NIGHT)

    result = run("sky", "--place", "Idlib", "--at", at, "--clip", mixed, "--outdoors")

    assert "Excluded:  27 Feb" in result.stdout
    assert "a person has to say" in _so(result.stdout)
    assert "nothing" not in _so(result.stdout)
    assert "%" not in _so(result.stdout)


def test_a_moon_that_was_down_excludes_the_time_whatever_the_light_of_the_shots(
    run: Run, tmp_path: Path
) -> None:
    mixed = _analysis(tmp_path / "mixed.json", DarknessClass.DAY, DarknessClass.NIGHT)

    result = run("sky", *CASE[:3], "2020-02-27 23:30", "--clip", mixed, "--moon-visible")

    assert _so(result.stdout) == "nothing of the time asked for fits"


def test_a_clip_itself_may_be_named(run: Run, clip: Path) -> None:
    result = run("sky", *CASE, "--clip", clip, "--json")

    assert answer(result)["clip"]["untrusted_name"] == "clip.mp4"


def test_a_misspelt_name_is_an_error_of_the_user_with_suggestions(run: Run) -> None:
    result = run("sky", "--place", "Idlep", "--at", "2020-02-27")

    assert result.exit_code == 2
    assert "Idlib, Syria" in result.stderr
    assert result.stdout == ""


def test_several_places_of_one_name_are_listed(run: Run) -> None:
    result = run("sky", "--place", "Damascus", "--at", "2020-02-27")

    assert result.exit_code == 2
    assert "Damascus, Syria" in result.stderr
    assert "Damascus, Maryland, United States" in result.stderr


def test_a_chart_is_written_and_replaced_only_on_request(run: Run, tmp_path: Path) -> None:
    first = run("sky", *CASE, "-o", "sky.svg")
    again = run("sky", *CASE, "-o", "sky.svg")
    forced = run("sky", *CASE, "-o", "sky.svg", "--force")

    assert (first.exit_code, again.exit_code, forced.exit_code) == (0, 2, 0)
    assert "Chart:     sky.svg" in first.stdout
    assert Path("sky.svg").read_text("utf-8").startswith("<svg")
    assert [path.name for path in tmp_path.iterdir()] == ["sky.svg"]


def test_what_is_no_chart_of_ours_is_never_replaced(run: Run) -> None:
    Path("notes.svg").write_text("mine", "utf-8")

    result = run("sky", *CASE, "-o", "notes.svg", "--force")

    assert result.exit_code == 2
    assert Path("notes.svg").read_text("utf-8") == "mine"


def test_a_name_that_ends_in_png_gets_a_png(run: Run) -> None:
    first = run("sky", *CASE, "-o", "sky.png")
    again = run("sky", *CASE, "-o", "sky.png", "--force")
    Image.new("RGB", (8, 8)).save("photo.png")
    photo = run("sky", *CASE, "-o", "photo.png", "--force")
    other = run("sky", *CASE, "-o", "sky.pdf")

    assert (first.exit_code, again.exit_code) == (0, 0)
    with Image.open("sky.png") as picture:
        assert (picture.format, picture.size[0]) == ("PNG", 2240)
    assert (photo.exit_code, other.exit_code) == (2, 2)
    with Image.open("photo.png") as picture:
        assert picture.size == (8, 8)
    assert "a name that ends in .svg or .png" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at", "2020-02-27"), "either --place, or --lat and --lon"),
        (("--lat", "35.9", "--at", "2020-02-27"), "--lat with --lon"),
        (("--lat", "35.9", "--lon", "36.6", "--place", "Idlib", "--at", "2020-02-27"), "either"),
        (("--lat", "nan", "--lon", "3", "--at", "2020-02-27"), "nan is no number"),
        (("--lat", "3", "--lon", "NaN", "--at", "2020-02-27"), "nan is no number"),
        (("--lat", "3", "--lon", "inf", "--at", "2020-02-27"), "not in the range"),
        (("--lat", "1", "--lon", "2", "--country", "SY", "--at", "2020-02-27"), "only together"),
        (("--place", "Idlib", "--at", "last night"), "a time such as"),
        (("--place", "Idlib", "--at", "2020-02-27", "--weekday", "Frieday"), "such as Friday"),
        (("--place", "Idlib", "--at", "2020-02-27", "--desk-zone", "Berlin"), "no time zone"),
        (("--place", "Idlib", "--at", "2020-02-27", "--outdoors"), "a clip"),
        (("--place", "Idlib", "--at", "2020-02-27", "--clip", "none.json"), "does not exist"),
    ],
)
def test_a_wrong_call_says_what_was_expected(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    result = run("sky", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_an_analysis_of_another_form_is_refused(run: Run) -> None:
    Path("analysis.json").write_text(json.dumps({"schema": "verify/analysis/0"}), "utf-8")

    result = run("sky", *CASE, "--clip", "analysis.json")

    assert result.exit_code == 2
    assert "is no analysis that this version reads" in result.stderr


def test_a_position_at_sea_says_that_its_clock_is_a_nautical_one(run: Run) -> None:
    result = run("sky", "--lat", "0", "--lon", "-30", "--at", "2020-02-27 12:00")

    assert "Etc/GMT+2" in result.stdout
    assert "The position is at sea" in result.stdout


def test_no_other_command_waits_for_the_sky_and_none_for_scipy() -> None:
    loaded = (
        "import sys, verify.cli, verify.jobs.pipeline, verify.workbench.clips; print(*sys.modules)"
    )
    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"ephem", "tzfpy", "tzdata", "rapidfuzz", "verify.domain.sky"} & set(modules)
    # Some kinds of hash alone need it, and it takes half as long to load as the rest of a worker.
    assert "scipy" not in modules
