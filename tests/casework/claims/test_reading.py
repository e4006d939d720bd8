"""An article as it comes: text, Markdown, front matter, and what is no article."""

from datetime import UTC, date, datetime

import pytest

from verify.casework.claims.reading import read_article
from verify.casework.claims.sentences import split_sentences
from verify.domain.articles import ArticleError, BlockKind

_ARTICLE = """---
title: "Barge **sinks** on the Morna"
source: Lower Morna Post
published: 2024-05-10T12:00:00+02:00
---

- Two crew rescued
- Oil on the water

LESNA, May 10 (LMP) - A barge sank at 7.30am on Friday, the police said.
The [lock keeper](http://x.test/a) was not
hurt, Mr. J. Ranta added. "It went down fast." "Very fast."

14:05 The lock is open again.
"""


def _sentences(text: str) -> list[str]:
    article = read_article(text)
    return [article.text[one.start : one.end] for one in split_sentences(article)]


def test_headline_points_and_sentences_are_cut_from_the_file_as_it_is() -> None:
    assert _sentences(_ARTICLE) == [
        "Barge **sinks** on the Morna",
        "Two crew rescued",
        "Oil on the water",
        "A barge sank at 7.30am on Friday, the police said.",
        "The [lock keeper](http://x.test/a) was not\nhurt, Mr. J. Ranta added.",
        '"It went down fast."',
        '"Very fast."',
        "The lock is open again.",
    ]
    kinds = [block.kind for block in read_article(_ARTICLE).blocks]
    assert kinds[:4] == [
        BlockKind.HEADLINE,
        BlockKind.BULLET,
        BlockKind.BULLET,
        BlockKind.PARAGRAPH,
    ]


def test_front_matter_gives_publisher_and_moment() -> None:
    article = read_article(_ARTICLE)

    assert article.publisher == "Lower Morna Post"
    assert article.published_at == datetime(2024, 5, 10, 10, tzinfo=UTC)


def test_a_person_can_say_when_it_was_published() -> None:
    moment = datetime(2023, 1, 2, tzinfo=UTC)

    assert read_article(_ARTICLE, published_at=moment).published_on == date(2023, 1, 2)


def test_a_first_line_without_a_full_stop_is_the_headline() -> None:
    article = read_article("Bridge closed\n\nThe bridge was closed. It will stay so.\n")

    assert [block.kind for block in article.blocks] == [BlockKind.HEADLINE, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("stated", "day", "remark"),
    [
        ("2024-05-10T12:00:00", date(2024, 5, 10), "no zone"),
        ("2024-02-30", None, "no date in ISO form"),
        ("2024-05-10", date(2024, 5, 10), None),
    ],
)
def test_a_doubtful_time_of_publication_is_said(
    stated: str, day: date | None, remark: str | None
) -> None:
    article = read_article(f"---\npublished_at: {stated}\n---\n\nIt rained.\n")

    assert (article.published_at, article.published_on) == (None, day)
    assert [remark in one for one in article.remarks] == ([True] if remark else [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [(" \n", "no text"), ("a\x00b", "zero characters"), ("x" * 200_001, "more than the 200,000")],
)
def test_what_is_no_article_is_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(ArticleError, match=problem):
        read_article(text)


def test_scripts_of_a_page_are_not_words() -> None:
    assert "alert" in (text := 'It <script src="http://x.test/alert.js"></script>burned.')
    assert "alert" not in read_article(text).plain
