"""The head of the custody log as words, to be printed, read out or sent, and read back.

The words hold the number of events and the first 128 bits of the last one's hash. For somebody who
wants another log to end in the same words later on, that takes some 2^128 attempts. One who made
both logs beforehand, and may choose freely in both, needs some 2^64; who has to fear that keeps the
signed checkpoint, which has all 256 bits. Words are not signed: they are as good as the paper.
"""

import re

_HEAD_BYTES = 16
_DIGITS = 16
_CHECK = 257

# Ours, made for this: no two begin with the same three letters, or differ in fewer than three.
_TEXT = """
acorn adult agent album alley amber anchor angle apron arch armor artist atlas attic august
autumn award badge baker bamboo banjo basil beach berry bishop boat bonus border bottle brick
broom bucket bundle button cabin cactus camel canoe carpet castle cedar cement cheese cinema
circle clock cobra coffee collar copper cousin crown cube cymbal daisy dancer dawn deer denim
diary dishes ditch donkey dough dragon dream duck echo editor elbow elder engine epoch errand
estate exit eyelid fabric fence fern fiddle field figure filter flag flute forest fossil fruit
fungus galaxy garden gate geyser ghost giant ginger globe goblet guitar gull heart helmet hippo
hobby hood horse hotel hyena igloo index insect iris island ivory jaguar jazz jeans jelly jewel
jigsaw joke juice jury kayak kernel kidney kiosk kiwi knee koala ladder lagoon lamp leaf lemon
letter lily lizard lunch lynx magnet maple mask meadow mentor metal mirror mitten muffin museum
myrtle napkin nature nebula needle nephew nest nickel night nomad north nugget nutmeg nylon
object ocean office olive onion opal orange orchid oxygen ozone palace panda parrot patio pebble
pencil picnic pigeon pilot pine pirate pizza poem potato pulse puppet purple quarry queen quilt
rabbit raft raven razor ribbon rubber rusty salad scarf school secret senate shell shoe sickle
signal siren sketch snail sofa sonnet spade sponge spring square stable sugar sulfur summer swan
syrup taco tailor teapot temple tennis thread thumb tinsel tulip tuxedo twig typist usher vacuum
vessel violin volcano voyage vulture waffle walnut wedding whale whistle willow wolf yacht
yogurt zenith zigzag zodiac
"""
WORDS = tuple(_TEXT.split())
"""One for each value of a byte, in the order of the alphabet, and one more for the last word."""


def head_words(events: int, head: str) -> str:
    """Return the number of events, a word for each of the first 16 bytes of `head`, and a check.

    The check is the sum of i times v_i modulo 257, where v_1 to v_16 are the decimal digits of the
    number, filled up with zeros in front, and v_17 to v_32 the bytes. As 257 is prime, one wrong
    word or digit, or two that changed places, never leave it as it was.

    Examples
    --------
    >>> head_words(12, "00ff" * 16).split()[:4]
    ['12', 'acorn', 'zigzag', 'acorn']
    """
    content = bytes.fromhex(head)[:_HEAD_BYTES]
    words = [WORDS[value] for value in (*content, _check(events, content))]
    return " ".join([str(events), *words])


def read_words(text: str) -> tuple[int, str]:
    """Return the number of events and the first 32 hex digits of the head; case does not matter.

    Raises
    ------
    ValueError
        If a word is none of ours, one is missing, or the check does not fit: the sentence says it.
    """
    number, *words = re.findall(r"[0-9]+|[a-z]+", text.lower().replace(",", "")) or [""]
    if not number.isdigit() or len(number) > _DIGITS or len(words) != _HEAD_BYTES + 1:
        raise ValueError(f"there should be a number and {_HEAD_BYTES + 1} words")
    values = []
    for word in words:
        if word not in WORDS:
            raise ValueError(f"{word} is none of the words")
        values.append(WORDS.index(word))
    if max(values[:-1]) >= 256 or _check(int(number), bytes(values[:-1])) != values[-1]:
        raise ValueError("a word or a digit is not as it was written down")
    return int(number), bytes(values[:-1]).hex()


def _check(events: int, content: bytes) -> int:
    values = [*(int(digit) for digit in f"{events:0{_DIGITS}}"), *content]
    total: int = sum(place * value for place, value in enumerate(values, 1))
    return total % _CHECK
