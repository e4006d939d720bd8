"""Where a report's figures come from, and how anybody can check that its case was not altered."""

from collections.abc import Iterator

from verify.domain.errors import shown_name
from verify.domain.findings import Sandbox
from verify.domain.head_words import head_words
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    Block,
    Command,
    Fact,
    Facts,
    Section,
    said,
    sentence,
)
from verify.presentation.wording import LEVEL_WORDS, analysis_words, sandbox_words


def provenance_section(material: Material) -> Section:
    """Return what made the figures: programs, parameters, and how each file was kept in."""
    blocks: list[Block] = [
        said(
            "The same program with the same parameters makes the same figures of the same file: "
            "verify check --recompute runs each finding that is held up again."
        )
    ]
    parts = []
    for clip in material.clip_order:
        if (found := material.clips.get(clip)) is None:
            continue
        tool = found.analysis.tool
        programs = f"Verify {shown_name(tool.version)} with FFmpeg {shown_name(tool.ffmpeg)}"
        facts = [
            Fact("Made by", programs),
            Fact("Sandbox", _sandbox(material, found.analysis.sandbox)),
        ]
        for name, parameters in tool.parameters.items():
            each = [
                f"{key} {material.without_paths(_value(value))}"
                for key, value in parameters.items()
            ]
            if each:
                facts.append(Fact(analysis_words(shown_name(name)), shown_name(", ".join(each))))
        title = material.clip_name(clip)
        parts.append(Section(sentence(title), (Facts(tuple(facts)),)))
    if not parts:
        blocks.append(said("No analysis was given to this report."))
    return Section("What made the figures", tuple(blocks), tuple(parts))


def _value(value: str | int | float | bool | None) -> str:
    return "none" if value is None or value == "" else str(value)


def _sandbox(material: Material, sandbox: Sandbox) -> str:
    if material.is_public:
        return f"Level {sandbox.level}: {LEVEL_WORDS[sandbox.level]}"
    return shown_name(sandbox_words(sandbox))


def log_section(material: Material) -> Section:
    """Return where the custody log ended, as a hash and in words, and how to check it."""
    return Section("The custody log", tuple(_log(material)))


def _log(material: Material) -> Iterator[Block]:
    head = material.head
    words = head_words(head.events, head.hash)
    yield said(
        "Whatever was written into the case stands in a log in which each event carries the hash "
        f"of the one before. This report tells of it up to event {head.events:,}, written "
        f"{head.recorded}."
    )
    yield Facts(
        (
            Fact("Event", f"{head.events:,}"),
            Fact("Head", head.hash, is_code=True),
            Fact("In words", words, ("They can be read out, printed or sent.",), is_code=True),
        )
    )
    yield said("Who has the home of this case checks by the words that it was not altered since:")
    yield Command(f'verify check --against "{words}"')
    yield said(
        "That says that the log up to there is unchanged; it says nothing about whether the "
        "footage is true, or whether what people wrote is right. Who has a clip "
        "checks that it is the same file:"
    )
    yield Command(
        "\n".join(f"sha256sum CLIP   # {clip}" for clip in material.clip_order) or "sha256sum CLIP"
    )
