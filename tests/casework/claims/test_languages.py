"""Other languages: told apart, split into sentences, and nothing claimed of them."""

import pytest

from verify.casework.claims.article import read_claims
from verify.casework.claims.language import language_of
from verify.casework.claims.reading import read_article

_TEXTS = {
    "ar": (
        "انهيار جسر في المدينة\n\nانهار الجسر صباح يوم الاثنين، وقتل ٣٣ شخصا. "
        "هل كان التحذير كافيا؟ "
        "قال الحاكم إن ١٢ آخرين أصيبوا.",
        ["٣٣", "١٢"],
    ),
    "tr": (
        "Köprü çöktü\n\nKöprü pazartesi sabahı çöktü ve 33 kişi öldü. Vali, 12 kişinin de "
        "yaralandığını söyledi. Kurtarma çalışmaları sürüyor.",
        ["33", "12"],
    ),
    "ru": (
        "Обрушился мост\n\nМост обрушился утром в понедельник, погибли 33 человека. По словам "
        "губернатора, 12 человек ранены. Причина неизвестна.",
        ["33", "12"],
    ),
}


@pytest.mark.parametrize("language", _TEXTS)
def test_another_language_is_split_and_has_no_conflict_list(language: str) -> None:
    text, digits = _TEXTS[language]
    article = read_article(text)

    found = read_claims(article)

    shown = [text[one.start : one.end] for one in found.sentences]
    assert (found.language, len(shown)) == (language, 4)
    assert found.conflicts is None
    assert found.look_alikes is None
    assert [one.claims for one in found.sentences] == [[]] * 4
    assert all(digit in " ".join(shown) for digit in digits)
    assert any("Claims are not read in" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Turm wurde in der Nacht von einer Rakete getroffen und brannte.", "de"),
        ("Le pont a été touché dans la nuit par un drone, selon les pompiers.", "fr"),
        ("Міст зруйновано вночі, повідомили рятувальники, є поранені.", "uk"),
        ("پل در شب گذشته چند بار هدف قرار گرفت", "fa"),
        ("12345 !", None),
    ],
)
def test_the_language_is_told_by_script_and_small_words(text: str, language: str | None) -> None:
    assert language_of(text) == language
