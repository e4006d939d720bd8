"""In which language a text is written, by its script and small words; English is read.

What is not told apart for certain is None: better "cannot tell" than claims read wrongly.
"""

import re
import unicodedata
from collections import Counter

from verify.casework.claims.words import word_list

READ = "en"
"""The one language that claims are read in."""
_SCRIPTS = (
    "ARABIC",
    "CYRILLIC",
    "GREEK",
    "HEBREW",
    "HANGUL",
    "THAI",
    "ARMENIAN",
    "GEORGIAN",
    "DEVANAGARI",
    "BENGALI",
)
_OF_SCRIPT = {
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "THAI": "th",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
}
# Letters that only one of the languages of a script writes.
_PERSIAN, _URDU = re.compile("[پچژگ]"), re.compile("[ٹڈڑےں]")
_UKRAINIAN, _BELARUSIAN, _SERBIAN = re.compile("[іїєґ]"), re.compile("[ў]"), re.compile("[ђћџљњ]")
_SMALL_WORDS = {
    "en": (
        "the of and to in a that was were is for on with by said from at it as has had after who "
        "they he she i we not be are have this which would about kills killed dead people strike "
        "attack police night near hits hit video shows says over"
    ),
    "tr": "ve bir bu da de için ile olarak daha sonra kişi çok gibi göre olduğu yapılan ancak ise",
    "de": "der die und den das ist nicht mit von dem ein eine wurde auf im zu sich auch nach bei",
    "fr": "le la les des et un une dans est que du qui pour sur par avec au pas selon ont été",
    "es": "el la los las de que y en un una por con para del se al fue más según han",
    "it": "il di che la e un una per non con del della sono nel alla gli dei le stato",
    "pt": "o a os as de que e em um uma por com para do da não foi mais segundo no na",
    "nl": "de het een en van in is dat op te met voor zijn niet aan door werd ook",
    "pl": "i w na z się nie do że jest o po przez dla od był została oraz jak",
    "az": "və bir bu ilə üçün olan da də edib görə sonra haqqında onun",
}
_NAMES = dict(
    pair.split(":")
    for pair in word_list(
        "ar:Arabic fa:Persian ur:Urdu he:Hebrew ru:Russian uk:Ukrainian be:Belarusian "
        "sr:Serbian "
        "tr:Turkish az:Azerbaijani de:German fr:French es:Spanish it:Italian "
        "pt:Portuguese nl:Dutch "
        "pl:Polish el:Greek ko:Korean ja:Japanese zh:Chinese th:Thai hy:Armenian ka:Georgian "
        "hi:Hindi bn:Bengali en:English"
    )
)
_LEAST_WORDS = 3
_LEAST_SHARE = 0.06


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None where it cannot be told.

    Examples
    --------
    >>> language_of("The bridge was hit by a drone in the night, the army said.")
    'en'
    >>> language_of("قال شهود إن الجسر قصف"), language_of("Köprü gece bir mermi ile vuruldu ve")
    ('ar', 'tr')
    """
    letters = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()
    )
    total = sum(letters.values())
    if not total:
        return None
    script = max(_SCRIPTS, key=lambda name: letters[name])
    if letters[script] > total / 2:
        return _of_script(script, text)
    if letters["CJK"] + letters["HIRAGANA"] + letters["KATAKANA"] > total / 2:
        return "ja" if letters["HIRAGANA"] + letters["KATAKANA"] else "zh"
    return _by_small_words(text) if letters["LATIN"] > total / 2 else None


def language_name(code: str | None) -> str:
    """Return the English name of a language, for a sentence.

    Examples
    --------
    >>> language_name("ar"), language_name(None)
    ('Arabic', 'a language that was not recognised')
    """
    return _NAMES.get(code or "", "a language that was not recognised")


def _of_script(script: str, text: str) -> str | None:
    if script == "ARABIC":
        return "ur" if _URDU.search(text) else "fa" if _PERSIAN.search(text) else "ar"
    if script == "CYRILLIC":
        lowered = text.lower()
        for pattern, language in ((_BELARUSIAN, "be"), (_UKRAINIAN, "uk"), (_SERBIAN, "sr")):
            if pattern.search(lowered):
                return language
        return "ru"
    return _OF_SCRIPT[script]


def _by_small_words(text: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", text.replace("İ", "i").lower())
    counts = Counter(words)
    hits = {
        language: sum(counts[word] for word in small.split())
        for language, small in _SMALL_WORDS.items()
    }
    (best, most), (_, second) = Counter(hits).most_common(2)
    enough = most >= min(_LEAST_WORDS, max(1, len(words) // 4)) and most >= _LEAST_SHARE * len(
        words
    )
    return best if enough and most > second else _turkish_or_none(text)


def _turkish_or_none(text: str) -> str | None:
    """Return Turkish for a short text that has its letters and none of its small words."""
    marks = len(re.findall("[ğışİ]", text))
    return "tr" if marks >= _LEAST_WORDS and "ə" not in text else None
