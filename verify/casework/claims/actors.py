"""Who did it, where a sentence says so."""

import re
from dataclasses import dataclass

from verify.casework.claims.words import any_of, word_pattern
from verify.casework.claims.words.speech import GROUPS, OFFICIAL
from verify.domain.claims import Span

_ACTING = """
attack | attacks | attacked | struck | strike | strikes | hit | hits | bombed | bombs
| shelled | shells | fired on | fired at | fired | opened fire
| opens fire | carried out | carries out | launched | launches | shot | stabbed | killed
| blew up | planted | set fire to | rammed
| destroyed | brought | downed | shot down | sank | seized | torched | ambushed | raided | staged
| detonated | mounted | conducted | hijacked | threw
| boarded | crossed | carried | marched | march | stormed | captured | dropped | targeted
| kill | kills | wound | wounds | hits | launch | launches | fire on | fires on | fires at
| kidnapped | abducted | poisoned | sabotaged | laid | concealed
| burned | burnt | burn | burned down | set alight | wrecked | ransacked | looted | massacred
| murdered
| executed | overran | besieged | torpedoed | scuttled | mined | sprayed | gassed | bulldozed
| demolished | vandalised | vandalized | derailed | firebombed | dynamited | pounded | pounds
| shell | bomb | strafed | assaulted | lit | started the fire | set off | fires | fire
"""
_ACTORS = """
gunman | gunmen | attacker | attackers | assailant | assailants | suspect | militants
| militant | rebels | rebel | insurgents | partisans
| fighters | soldiers | troops | forces | drones | drone | warplane | warplanes | aircraft
| jets | jet | helicopter | helicopters | bomber | bombers
| protesters | demonstrators | marchers | youths | group | men | man | woman | mob | crowd
| pirates | commandos | units | unit | separatists | terrorists
| smugglers | settlers | guerrillas | mercenaries | hackers | saboteurs | teams | officers
| families | shoppers | organisers | investigators
| plane | planes | gunner | gunners | herders | herdsmen | agents | gang | gangs | cartel | clan
| tribesmen
| jihadists | extremists | loyalists | nationalists | hooligans | arsonists | robbers | bandits
| poachers
| paramilitaries | vigilantes | marines | paratroopers | missiles | artillery | gunboats
| warships | navy
| farmers | villagers | miners | students | prisoners | inmates | workers | strikers | congregation
"""
_ACTOR = word_pattern(_ACTORS, OFFICIAL, GROUPS)
_NP = r"(?P<who>(?:[^\s,.;:!?\"()]+\s+){0,7}?[^\s,.;:!?\"()]+)"
_BY = re.compile(
    rf"\b(?:carried\s+out|attacked|struck|hit|bombed|shelled|launched|fired|staged|targeted"
    rf"|destroyed|downed|shot\s+down|seized|raided|"
    rf"conducted|laid|placed|concealed|rammed|torched|burned|burnt|burned\s+down|brought\s+down|taken\s+down|knocked\s+out|wrecked|looted|ransacked"
    rf"|massacred|murdered|executed|set\s+on\s+fire|set\s+alight|demolished|pounded|assaulted|hijacked"
    rf"|blown\s+up|sabotaged|stabbed|poisoned|torpedoed|planted"
    rf"|ambushed|committed|perpetrated|claimed|mounted|boarded|stormed|killed"
    rf"|shot|sunk|kidnapped|abducted|set|lit|started|ignited|downed|fired\s+on|attacked|overrun)\s+"
    rf"(?:[\w-]+\s+){{0,3}}?by\s+{_NP}(?=[,.;:!?]|$|\s+(?:using|who|which|that|on|in|at|during"
    rf"|with|after|while|near|and|flying|operating|acting|belonging|based|fired|launched|among"
    rf"|from|backed|loyal)\b)",
    re.IGNORECASE,
)
_WORK_OF = re.compile(
    rf"\b(?:was|were|is)\s+(?:the\s+work|an?\s+act)\s+of\s+{_NP}(?=[,.;:!?]|$|\s+(?:who|which"
    rf"|that|and)\b)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:after|before|amid|following|during|when|while|as|be|been|being|was|were|is|are|got|took|reported|announced|confirmed|claimed|wrote"
    r"|added|denied|counted|said|says|say|told|came|went|fell|left|saw"
    r"|heard|had"
    r"|has|have|made|gave|put|held|sent|kept|lost|led|found)\b"
)
_IT_WAS = re.compile(
    rf"\b[Ii]t\s+was\s+{_NP}\s+(?:that|who|which)\s+(?:had\s+)?(?:{any_of(_ACTING)})\b"
)
_BEHIND = re.compile(
    rf"^{_NP}\s+(?:was|were|is|are)\s+(?:behind|responsible\s+for)\b", re.IGNORECASE
)
_ACTIVE = re.compile(
    rf"^{_NP}(?P<aside>,[^,]{{2,40}},)?\s+(?:(?:had|has|have|later|also"
    rf"|then)\s+)*(?:{any_of(_ACTING)})\b",
    re.IGNORECASE,
)
# "Turkey blamed forces of the Syrian government for it"
_BLAMED = re.compile(
    rf"\b(?:blam(?:ed|es|ing)|accus(?:ed|es|ing)|pointed\s+(?:the\s+finger\s+)?(?:at|to)|held)\s+"
    rf"(?!each\b|one\s+another)(?:it\s+on\s+)?{_NP}"
    rf"(?=[.;!?]|,|$|\s+(?:for|of\s+\w+ing|over|responsible|after|on|in|using|who|which|that|and)\b)",
    re.IGNORECASE,
)
# "A Russian air strike", "Syrian shelling": whose it is, by the adjective before it.
_WHOSE = re.compile(
    r"(?<![\w-])(?P<who>(?:[A-Z][a-z]+-)?(?:[A-Z][a-z]{2,}(?:ian|ean|an|ish|ese|i|ch|nch)"
    r"|US|U\.S\.|Greek|Afghan|Czech|NATO|[Rr]ebel|[Gg]overnment|[Rr]egime)(?:-led|-backed)?)\s+"
    r"(?:(?:precision|suspected|overnight|night|evening|missile|rocket|drone|artillery|mortar|tank|air|naval)\s+){0,2}"
    r"(?:air\s?strikes?|strikes?|air\s+raids?|raids?|shelling|bombardment|bombing|barrage|shellfire"
    r"|artillery\s+fire|mortar\s+fire)(?![\w-])(?!\s+(?:on|in|against)\s+(?:its|their)\b)"
)
# "Behind the attack was a gang", "the shells came from Turkish positions", "a raid by bandits"
_INVERTED = re.compile(
    rf"^(?:Behind|Responsible\s+for)\s+[^,.;]{{3,60}}?\s(?:was|were|is|are|stood|stands)\s+{_NP}(?=[,.;:!?]|$|\s+(?:who|which|that|and)\b)"
)
_CAME_FROM = re.compile(
    r"\b(?:shelling|shells|rockets|missiles|shots|gunfire|fire|barrage|drones|mortars)\s+(?:had\s+)?(?:came|come)\s+from\s+"
    r"(?P<who>(?:[^\s,.;:!?\"()]+\s+){0,4}?(?:army|military|rebel|militia|navy|government|separatist|police|troops|forces|gunners)"
    r"(?:\s+(?:positions?|lines?|posts?|guns?))?)(?=[,.;:!?]|$|\s+(?:on|in|at|near|north|south|east|west|and)\b)",
)
_FIRE_FROM = re.compile(
    r"\b(?:mortar|artillery|tank|rocket|sniper|machine-gun|shell)\s?fire\s+from\s+(?P<who>(?:the\s+)?(?:[\w'’-]+\s+){1,3}?"
    r"(?:side|positions?|lines?|army|forces|troops|guns))\b"
)
_ATTACK_BY = re.compile(
    rf"\b(?:attack|strike|air\s?strike|raid|shelling|bombing|bombardment|ambush|assault|shooting|arson|killings?|massacre)"
    rf"(?:\s+(?:on|of|in|at)\s+[^,.;]{{2,40}}?)?\s+by\s+{_NP}(?=[,.;:!?]|$|\s+(?:who|which|that|on|in|at|using|with|and|during|after|killed|left)\b)",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    rf"^{_NP}\s+(?:has\s+|have\s+|had\s+|later\s+)?claim(?:ed|s)?\s+(?:responsibility|credit|the\s+(?:attack"
    rf"|strike|bombing|shooting|assault|raid|killing|ambush))\b"
)
# "The movement said that it had launched the drones"
_OWNED_UP = re.compile(
    rf"^{_NP}\s+(?:said|says|announced|declared|claimed|admitted|confirmed|boasted)\b[^.;\"]{{0,60}}?"
    r"\b(?:it|they|its\s+(?:fighters|forces|units|men)|their\s+(?:fighters|forces|men))\s+(?:had\s+|have\s+|has\s+)"
    r"(?:carried\s+out|launched|fired|struck|hit|attacked|bombed|shelled|targeted|planted|destroyed|sunk|seized)\b"
)
# "Cattle thieves from Toma": people of some kind, in the plural.
_SOME = re.compile(
    r"(?:[Tt]he\s+|[Aa]rmed\s+|[Mm]asked\s+)?(?:[A-Za-z][a-z-]+\s+){0,2}[A-Za-z][a-z-]{3,}(?<!s)s"
    r"(?:\s+(?:from|of|loyal\s+to|in)\s+(?:the\s+|a\s+)?[\w'’ -]+)?"
)
# "The men shot dead", "a plane shot down near", "hit a mine": done to them.
_BEFELL = re.compile(r"\s+(?:dead|by|down(?:\s+(?:near|over|by|in|off|at|on|after)\b|\s*$))")
# "Two guards killed in shelling"
_IN_SOMETHING = re.compile(
    r"\s*(?:$|[,.;:]|(?:in|near|at|as|after|on|when|during|outside|off|over|along|while|amid|and|or|since)\b)"
)
_HIT_UPON = re.compile(
    r"\s+(?:an?|the)\s+(?:\w+\s+)?(?:mine|landmine|bomb|device|tree|wall|rocks?|reef|sandbank)\b"
)
_OF_NATION = re.compile(
    r"[A-Z][\w-]+['’]s\s+[a-z]|(?:[Tt]he\s+)?(?:[A-Z][a-z]{2,}(?:ian|ean|an|ish|ese|i|nch|eek)|US|U\.S\.|NATO|Czech|Afghan|Dutch)\s+[a-z]"
)
_NO_CULPRIT = re.compile(
    r"\b(?:air\s+defen[cs]es?|anti-aircraft|missiles?|rockets?|shells?|bombs?|drones?|explosion|blast|fire|fireball|lightning"
    r"|storm|earthquake|quake|wave|falling|debris|bullets?|"
    r"train|lorry|truck|car|bus|vehicle|unknown|unidentified|someone|a\s+gunman|gunmen"
    r"|attackers?|shrapnel|glass|police|officers?|firefighters)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it; `is_culprit` where the sentence is about who is behind it."""

    span: Span
    is_culprit: bool


def find_actor(plain: str) -> Actor | None:
    """Return who acts in a sentence, or None."""
    for pattern in (
        _CLAIMED,
        _OWNED_UP,
        _INVERTED,
        _CAME_FROM,
        _FIRE_FROM,
        _IT_WAS,
        _BY,
        _WORK_OF,
        _BEHIND,
    ):
        found = pattern.search(plain)
        if found:
            return Actor(found.span("who"), _may_be_behind(found["who"]))
    blamed = _BLAMED.search(plain)
    if blamed and re.search(r"\b[A-Z]", blamed["who"]):
        return Actor(blamed.span("who"), is_culprit=True)
    found = _ACTIVE.search(plain)
    is_harmed = found and re.search(r"(?:killed|wounded|shot|stabbed|wound|kill)$", found[0])
    is_hitting = found and re.search(r"(?:hit|hits|struck|rammed|strikes?)$", found[0])
    is_passive = found and (
        _PASSIVE.search(found["who"])
        or _BEFELL.match(plain, found.end())
        or (is_harmed and _IN_SOMETHING.match(plain, found.end()))
        or (is_hitting and _HIT_UPON.match(plain, found.end()))
    )
    if found and not is_passive and (_ACTOR.search(found["who"]) or _SOME.fullmatch(found["who"])):
        start, end = found.span("who")
        return Actor((start, end), _may_be_behind(found["who"]))
    if by := _ATTACK_BY.search(plain):
        return Actor(by.span("who"), _may_be_behind(by["who"]))
    whose = _WHOSE.search(plain)
    return Actor(whose.span("who"), is_culprit=True) if whose else None


def names_who_is_blamed(plain: str) -> bool:
    """Return whether somebody is blamed in a sentence, for what was told before."""
    return bool(_BLAMED.search(plain))


def _may_be_behind(words: str) -> bool:
    """Whether words tell who is behind it: "a missile" does not, "a Vardian missile" does."""
    is_owned = re.search(r"(?<=\S\s)[A-Z]", words) or _OF_NATION.match(words)
    return not _NO_CULPRIT.search(words) or bool(is_owned)
