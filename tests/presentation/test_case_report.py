"""The report's model: every text of it can be told and changed, and those of others stand apart."""

from verify.presentation.case_report.model import (
    Fact,
    Facts,
    Section,
    isolated,
    said,
    texts,
    with_texts,
)


def test_every_text_of_a_section_is_told_and_can_be_changed() -> None:
    section = Section(
        "title",
        (said("a line"), Facts((Fact("term", isolated("value"), ("note",)),))),
        (Section("part"),),
    )

    assert {"title", "a line", "term", isolated("value"), "note", "part"} <= set(texts(section))
    assert set(texts(with_texts(section, lambda _: "x"))) <= {"x", "plain"}
