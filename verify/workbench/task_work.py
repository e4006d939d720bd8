"""How each task on the archive is done: the same calls as the command line's, told in lines.

Runs in the process of `task_job`. What a task leaves is there whole or not at all, and what it did
to the archive stands under the name of who asked for it.
"""

import re
import shutil
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify import settings
from verify.domain.errors import FailedError, VerifyError, shown_name
from verify.domain.footage import exact_name
from verify.jobs.consent import MachineConsent
from verify.jobs.messages import Progress
from verify.jobs.progress import OnProgress
from verify.jobs.queue import CLIP_FILE, RECEIVED_FILE, ClipRecord
from verify.media import jail
from verify.media.scratch import working_folder
from verify.presentation.wording import counted
from verify.workbench.archive import adding, checking, deduping, sealing, searching, told_lines
from verify.workbench.archive.adding import AddedFile, AddOptions, Became
from verify.workbench.archive.deduping import Compared
from verify.workbench.archive.resembling import descriptor_here
from verify.workbench.archive.seal_lines import seals_lines
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.clips import Outcome
from verify.workbench.task_records import (
    REPORT_FILE,
    AddClips,
    CheckAll,
    Export,
    FindCopies,
    ImportList,
    ImportSheet,
    Task,
    Told,
    called,
    task_of,
)

_CLIPS_FOLDER = "clips"
_MOST_FAULTS = 100
_INSTEAD = {
    "take the rest with --skip-bad": "choose to take what is good of it",
    "use --sheet": "choose the desk's own spreadsheet",
    "Use --sheet for a spreadsheet": "Choose the desk's own spreadsheet for one",
}


@dataclass(frozen=True, slots=True)
class Doing:
    """A task that is being done.

    Attributes
    ----------
    folder : Path
        Of the task.
    untrusted_name : str
        What its sender called the list or sheet, as it came.
    """

    folder: Path
    untrusted_name: str
    on_progress: OnProgress

    @property
    def home(self) -> Path:
        """The home that the task is of."""
        return self.folder.parent.parent


class TaskFailedError(FailedError):
    """A task that could not be done; names of ours are left out of why."""


def done(doing: Doing, result: Path) -> None:
    """Do a task and leave in the folder `result` what came of it.

    Raises
    ------
    TaskFailedError
        If it could not be done.
    """
    task = task_of(doing.folder)
    with working_folder(doing.folder, ".doing-") as folder:
        left = folder / "left"
        left.mkdir(mode=0o700)
        try:
            told = _told(doing, task, folder, left)
        except VerifyError as error:
            raise TaskFailedError(_for_a_page(error, folder)) from error
        (left / REPORT_FILE).write_bytes(msgspec.json.encode(told))
        shutil.rmtree(result, ignore_errors=True)
        left.rename(result)


def _for_a_page(error: VerifyError, folder: Path) -> str:
    """Return why, without where a file of ours lies and without options of the command line."""
    said = re.sub(rf"{re.escape(shown_name(str(folder)))}/(\w+/)?", "", str(error))
    for option, instead in _INSTEAD.items():
        said = said.replace(option, instead)
    return said


def _told(doing: Doing, task: Task, folder: Path, left: Path) -> Told:
    match task.work:
        case CheckAll():
            return _checked(doing)
        case AddClips() | ImportList() | ImportSheet():
            makes = True
        case _:
            makes = False
    address = settings.storage_address(doing.home)
    with opened(doing.home, address, task.actor, makes=makes) as shelf:
        match task.work:
            case AddClips(clips, keeps_file):
                return _added(doing, shelf, clips, folder, keeps_file=keeps_file)
            case ImportList(skips_bad):
                return _list_taken_in(doing, shelf, folder, skips_bad=skips_bad)
            case ImportSheet():
                return _sheet_taken_in(doing, shelf, folder)
            case Export(file):
                return _written(doing, shelf, left / file)
            case FindCopies(all_groups):
                return _copies(doing, shelf, all_groups=all_groups)
    raise TaskFailedError("This version does not know what is to be done.")


def _added(doing: Doing, shelf: Shelf, clips: list[str], folder: Path, *, keeps_file: bool) -> Told:
    files, problems = [], []
    for number, clip_id in enumerate(clips):
        place = doing.home / _CLIPS_FOLDER / clip_id
        try:
            clip = msgspec.json.decode((place / CLIP_FILE).read_bytes(), type=ClipRecord)
            name = exact_name(clip.untrusted_name, clip.untrusted_name_bytes)
            files.append(called(place / RECEIVED_FILE, name, folder / str(number)))
        except FileNotFoundError:
            problems.append("One of the clips was removed meanwhile.")
    weak_allowed = MachineConsent(doing.home / _CLIPS_FOLDER).is_given(jail.probe())
    options = AddOptions(
        jobs=1,
        wanted=adding.Wanted(weak_allowed=weak_allowed),
        keep_file=keeps_file,
        descriptor=descriptor_here(settings.descriptor_weights()),
    )

    def show(standing: adding.Standing) -> None:
        share = standing.files_done / max(1, standing.files)
        message = f"{standing.files_done:,} of {counted(standing.files, 'file')}"
        doing.on_progress(Progress(share=share, message=message))

    lines = []
    beside = adding.what_lies_beside(files)
    with closing(adding.add_files(shelf, files, beside.records, options, show)) as work:
        for outcome in work:
            if outcome.answer is not None:
                lines.append(_added_line(outcome.answer))
                problems += [f"Note: {remark}" for remark in outcome.answer.remarks]
            if outcome.error is not None:
                problems.append(_plain(outcome))
    held = counted(shelf.store.stats().entries, "entry", "entries")
    return Told([*lines, f"The archive holds {held}."], problems)


_BECAME_WORDS = {
    Became.ADDED: "added",
    Became.COMPLETED: "known; what was missing of it was added",
    Became.KNOWN: "known, nothing new",
}


def _added_line(added: AddedFile) -> str:
    return f"{shown_name(added.path.name)}: {_BECAME_WORDS[added.became]}"


def _plain(outcome: Outcome[AddedFile]) -> str:
    """Return why a file was not taken, without where it lies."""
    named = shown_name(outcome.path.name)
    return str(outcome.error).replace(shown_name(str(outcome.path)), named)


def _list_taken_in(doing: Doing, shelf: Shelf, folder: Path, *, skips_bad: bool) -> Told:
    # Imported here and below: what reads lists and spreadsheets takes long to load.
    from verify.workbench.archive import exchanging

    file = called(doing.folder / RECEIVED_FILE, doing.untrusted_name, folder / "list")
    answer = exchanging.import_list(shelf, file, skip_bad=skips_bad, on_progress=doing.on_progress)
    return Told(told_lines.import_lines(answer), told_lines.import_problems(answer))


def _sheet_taken_in(doing: Doing, shelf: Shelf, folder: Path) -> Told:
    from verify.workbench.archive import sheets

    file = called(doing.folder / RECEIVED_FILE, doing.untrusted_name, folder / "sheet")
    log = sheets.import_sheet(shelf, file, on_progress=doing.on_progress)
    return Told(told_lines.sheet_lines(log), told_lines.sheet_problems(log))


def _written(doing: Doing, shelf: Shelf, place: Path) -> Told:
    from verify.workbench.archive import handing_out, sheets

    is_log = place.name.startswith("log")
    write = sheets.export_sheet if is_log else handing_out.export_entries
    answer = write(shelf, place, on_progress=doing.on_progress)
    return Told(told_lines.export_lines(answer, place.name), file=place.name)


def _copies(doing: Doing, shelf: Shelf, *, all_groups: bool) -> Told:
    def show(compared: Compared) -> None:
        what = "Looking closer at" if compared.is_closer else "Comparing"
        # The closer look comes second, at fewer entries, each of which takes longer.
        half = compared.done / max(1, compared.of) / 2
        share = half + 0.5 if compared.is_closer else half
        said = f"{what} {compared.done + 1:,} of {counted(compared.of, 'entry', 'entries')}"
        doing.on_progress(Progress(share=share, message=said))

    with searching.searching(shelf) as searcher:
        return Told([], copies=deduping.find(shelf, searcher, show, all_groups=all_groups))


def _checked(doing: Doing) -> Told:
    checked = checking.Checked(checking.CheckpointCheck(keys=sealing.known_keys()))
    begun_s = time.monotonic()

    def show(reading: checking.Reading) -> None:
        share = reading.bytes_read / reading.bytes_in_all if reading.bytes_in_all else None
        doing.on_progress(
            Progress(share=share and min(1.0, share), message=f"Reading {reading.what}")
        )

    address = settings.storage_address(doing.home)
    with checking.opened_to_be_checked(doing.home, address) as shelf:
        faults = [
            told_lines.fault_words(fault) for fault in checking.faults_of(shelf, checked, show)
        ]
    rest = len(faults) - _MOST_FAULTS
    return Told(
        [
            told_lines.looked_at_words(checked),
            told_lines.result_words(checked),
            *seals_lines(checked),
            checked.limits.replace(" (--against)", ""),
            f"It took {time.monotonic() - begun_s:.0f} s.",
        ],
        [*faults[:_MOST_FAULTS], *([f"and {rest:,} more"] if rest > 0 else [])],
    )
