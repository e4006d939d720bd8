"""Saved pages as articles: their main text, what they say of themselves, and what is no page."""

from pathlib import Path

import pytest

from verify.domain.articles import ArticleError
from verify.jobs.page_worker import words_of_page
from verify.jobs.saved_page import MOST_PAGE_BYTES
from verify.workbench.articles import claims_of_file

_BODY = """<article><h1>Drone hits depot in Łomnik</h1>
<p>A drone struck a fuel depot in the town of Łomnik on Friday, killing at least four people, the
governor said. Another 17 people were injured, according to the regional health ministry.</p>
<p>The fire burned until the early hours, witnesses told our reporter, and the road to Tessin was
closed for hours while rescuers searched the depot for two missing workers.</p></article>"""
_PAGE = f"""<!doctype html><html><head><meta charset="utf-8">
<title>Drone hits depot in Łomnik</title>
<meta property="og:site_name" content="The Lantern"><meta name="author" content="Jane Roe">
<script>document.write("written by a script")</script>
<script type="application/ld+json">{{"@type":"Article","datePublished":"2024-05-03T18:00+02:00"}}
</script></head><body><nav><a href="/">Home</a> <a href="/x">Politics</a></nav>{_BODY}
<img src="http://127.0.0.1:9/tracker.gif"><footer>Subscribe to our newsletter</footer></body></html>
"""


def test_a_saved_page_is_read_by_its_main_text_and_what_it_says_of_itself(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(_PAGE, "utf-8")

    text, read = claims_of_file(page)

    head, first = read.sentences[:2]
    assert text[head.start : head.end] == "Drone hits depot in Łomnik"
    assert text[first.start : first.end].startswith("A drone struck a fuel depot")
    assert [str(one.when.date_from) for one in first.claims if one.when] == ["2024-05-03"]
    assert "script" not in text
    assert "newsletter" not in text
    assert 'publisher: "The Lantern"' in text
    assert "what the page says of itself; it names Jane Roe as author" in read.remarks[0]


def test_a_page_in_another_encoding_than_it_states_says_how_many_bytes_do_not_fit() -> None:
    wrong = words_of_page(_PAGE.encode("iso-8859-2"))
    right = words_of_page(_PAGE.encode("utf-16"))

    # The letter stands in title, heading and text.
    assert wrong.misfit_bytes == 3
    assert right.misfit_bytes == 0
    assert "Łomnik" in right.untrusted_text


@pytest.mark.parametrize("stated", ["yesterday", "2024-02-30T10:00", "", "[]"])
def test_a_date_that_does_not_exist_is_not_taken_from_a_page(stated: str) -> None:
    page = _PAGE.replace("2024-05-03T18:00+02:00", stated)

    assert words_of_page(page.encode()).untrusted_published is None


def test_what_is_no_page_is_said_in_a_sentence_that_names_it(tmp_path: Path) -> None:
    for content, said in (
        (b"", "page.html cannot be read as an article: it is empty. Save the page again"),
        (b"<html>\x00\x01", "it is called a page and has zero bytes, as binary files do"),
        (b"<html>" + bytes(10) + b"x" * MOST_PAGE_BYTES, "it has more than 10,485,760 bytes"),
    ):
        page = tmp_path / "page.html"
        page.write_bytes(content)
        with pytest.raises(ArticleError, match=r"page\.html") as caught:
            claims_of_file(page)
        assert said in str(caught.value)


def test_a_page_of_links_alone_holds_no_article() -> None:
    assert len(words_of_page(b"<html><a href=x>Home</a></html>").untrusted_text.split()) < 8
    assert words_of_page(b"<html>" + b"<div>" * 20_000).untrusted_text == ""
