"""What the app writes of a case to be saved: its report, packages, reviews, markers and maps.

Each lies in a folder of its own below the home; a report is written once for one state of a case
and of the findings of its clips, the others anew each time. That something was written stands in
the custody log.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from verify import __version__
from verify.domain.archive_errors import NoStoreError
from verify.domain.case_errors import UnknownCaseError
from verify.domain.footage import BoxPx
from verify.domain.packages import Edition, ExportForm
from verify.domain.record_errors import NoSuchRecordError
from verify.domain.roles import Deed
from verify.presentation.sayings import Saying, line_sayings
from verify.presentation.sky_wording import told_lines
from verify.workbench.case_desk import CaseDesk, DeskClip
from verify.workbench.cases.inspected import hashed_analysis_at
from verify.workbench.cases.releasing import Release, ToDecide
from verify.workbench.desk import Desk

__all__ = ["FILES", "CaseExports", "Release", "ToDecide"]

REPORTS_FOLDER = "reports"
_DIGITS = 12
FILES = {
    ExportForm.BAG: "package.zip",
    ExportForm.CLAIM_REVIEW: "claim-review.json",
    ExportForm.MEDIA_REVIEW: "media-review.json",
    ExportForm.VTT: "markers.vtt",
    ExportForm.CSV: "markers.csv",
    ExportForm.PROV: "provenance.json",
    ExportForm.ANNOTATIONS: "annotations.json",
}
"""What each form is saved as."""


def _made_of(results: Sequence[Path]) -> str:
    """Return digits that change with the findings of the clips and with what writes them down."""
    digest = hashlib.sha256(__version__.encode())
    for sha256 in sorted(hashed_analysis_at(folder)[1] for folder in results):
        digest.update(sha256.encode())
    return digest.hexdigest()[:_DIGITS]


class CaseExports:
    """The files that are written of the cases in a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._home, self._desk = desk.home, desk
        self._cases = CaseDesk(desk)

    def report(self, case_id: str, edition: Edition, clips: Sequence[DeskClip]) -> Path:
        """Write the report of a case as it stands, and return its folder; see `reporting`."""
        # Imported here: it brings what writes PDF.
        from verify.workbench.cases.frozen import frozen
        from verify.workbench.cases.reporting import write_report

        self._desk.assert_may(Deed.EXPORT_CASE)
        results = self._cases.results(clips)
        with self._cases.at(case_id) as (shelf, case):
            told_to = frozen(shelf, case, None).last.sequence
            made_of = _made_of(results)
            folder = self._folder(f"{case.case_id}-{told_to}-{edition.value}-{made_of}")
            if not folder.exists():
                write_report(shelf, case, folder, edition, analyses=results)
        return folder

    def page_one(
        self, case_id: str, edition: Edition, clips: Sequence[DeskClip]
    ) -> list[tuple[str, list[Saying]]]:
        """Return what stands on page one of a report, which is not written: sections of lines."""
        from verify.workbench.cases.frozen import frozen
        from verify.workbench.cases.gathering import composed
        from verify.workbench.cases.releasing import released_texts
        from verify.workbench.cases.shown_clips import shown_clips

        with self._cases.at(case_id) as (shelf, case):
            state = frozen(shelf, case, None)
        shown = shown_clips(state.case, self._cases.results(clips))
        report = composed(state, edition, shown, {}, {})
        if edition is Edition.PUBLIC:
            report = released_texts(report, state.case.releases)
        return [(section.title, list(line_sayings(section))) for section in report.front]

    def export(
        self,
        case_id: str,
        form: ExportForm,
        edition: Edition,
        clips: Sequence[DeskClip],
        *,
        clip: str | None = None,
    ) -> tuple[Path, list[str]]:
        """Write a case in a form; return the file, and what was left out of it and why.

        Parameters
        ----------
        clips : sequence of DeskClip
            Those of the case that have findings here; they go into a package.
        clip : str, optional
            SHA-256 of that whose markers are wanted.
        """
        from verify.workbench.cases.exporting import export_package
        from verify.workbench.cases.handing_over import hand_over

        self._desk.assert_may(Deed.EXPORT_CASE)
        results = self._cases.results(clips)
        with self._cases.at(case_id) as (shelf, case):
            folder = self._folder(f"{case.case_id}-{form.value}-{edition.value}")
            folder.mkdir(mode=0o700, exist_ok=True)
            file = folder / FILES[form]
            if form is ExportForm.BAG:
                export_package(
                    shelf, case, file, edition, analyses=results, with_report=True, force=True
                )
                return file, []
            made = hand_over(shelf, case, file, form, edition, clip=clip, force=True)
        return file, made.left_out

    def maps(self, case_id: str) -> list[Path]:
        """Draw the places that count, as KML and GeoJSON; return the files."""
        from verify.workbench.cases.maps import write_geojson, write_kml

        case = self._cases.case(case_id)
        folder = self._folder(f"{case.case_id}-places")
        folder.mkdir(mode=0o700, exist_ok=True)
        kml, geojson = folder / "places.kml", folder / "places.geojson"
        write_kml(case, kml, force=True)
        write_geojson(case, geojson, force=True)
        return [kml, geojson]

    def sky(
        self, case_id: str, place: int, asked: str, clips: Sequence[DeskClip], *, outdoors: bool
    ) -> tuple[list[str], Path]:
        """Return where Sun and Moon stood over a place, in sentences, and a chart of it.

        Parameters
        ----------
        place : int
            Its event.
        asked : str
            A time or a window; see `sky.sky_over`.
        """
        # Imported here: it brings ephemerides and zones.
        from verify.workbench.sky import given_position, light_of, sky_over, write_chart

        case = self._cases.case(case_id)
        meant = next((one for one in case.standing_places() if one.event == place), None)
        if meant is None or meant.latitude_deg is None or meant.longitude_deg is None:
            raise NoSuchRecordError(case.case_id, place, "place")
        of_it = [clip for clip in clips if clip.sha256 == meant.clip_sha256]
        light = light_of(self._cases.results(of_it)[0]) if of_it else None
        position = given_position(meant.latitude_deg, meant.longitude_deg)
        sky = sky_over(position, asked, clip=light, outdoors=outdoors and light is not None)
        folder = self._folder(f"{case.case_id}-sky-{place}")
        chart = folder / "sky.svg"
        write_chart(sky, chart, force=True)
        return list(told_lines(sky)), chart

    def to_decide(self, case_id: str, clips: Sequence[DeskClip]) -> list[ToDecide]:
        """Return what a public report would show and a person has to look at; see `releasing`."""
        from verify.workbench.cases.releasing import to_decide

        with self._cases.at(case_id) as (shelf, case):
            return to_decide(shelf, case, self._cases.results(clips))

    def decide(
        self,
        case_id: str,
        clips: Sequence[DeskClip],
        decisions: Mapping[str, Release],
        boxes_px: Mapping[str, Sequence[BoxPx]],
        *,
        seen: int,
    ) -> None:
        """Write down what becomes of each, the case read up to an event; see `releasing.decide`."""
        from verify.workbench.cases.releasing import decide

        with self._cases.at(case_id) as (shelf, case):
            decide(shelf, case, self._cases.results(clips), decisions, boxes_px, seen=seen)

    def file(self, name: str, file: str) -> Path | None:
        """Return the place of a file, by the name of its folder; None if it is not there.

        Raises
        ------
        PrivateCaseError
            If it tells of a case that may not be seen.
        """
        whose = name.partition("-")[0]
        try:
            with self._cases.at(whose) as (_shelf, case):
                # By its id alone: a case may bear the id of another one as its title.
                if case.case_id != whose:
                    return None
        except (UnknownCaseError, NoStoreError):
            return None
        folder = self._home / REPORTS_FOLDER
        place = folder / name / file
        is_ours = place.resolve() == folder.resolve() / name / file
        return place if is_ours and place.is_file() else None

    def saved_as(self, name: str, file: str) -> str:
        """Return the name under which a file is saved: of which case it is, and who may read it.

        Parameters
        ----------
        name, file : str
            As for `file`.
        """
        case_id, *parts = name.split("-")
        editions = [edition.value for edition in Edition if edition.value in parts]
        stem, dot, ending = file.partition(".")
        return "-".join((stem, *editions, case_id)) + dot + ending

    def _folder(self, name: str) -> Path:
        folder = self._home / REPORTS_FOLDER / name
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        return folder
