"""What became of people that are counted: patterns, the first that stands near the number wins."""

STATUSES = {
    "killed": r"""
shot dead|(?:lost|losing|lose|claim(?:ed|ing|s)?|cost(?:ing)?) (?:the|their|his|her
| its)?\s*(?:own )?li(?:fe|ves)|kill(?:ed|s|ing)?|dead|died|dies|dying|deaths?|die
| fatal|loss of(?= )|martyrs?|fatalit(?:y|ies)|bod(?:y|ies)|corpses?|perish(?:ed|ing)?
| drown(?:ed|s|ing)?
| slain|deceased
| executed|martyred|fallen soldiers|burn(?:ed|t) to death|murdered|massacred|remains of
""",
    "injured": r"""
injur(?:ed|es|ing|ies|y)|wound(?:ed|s|ing)?|stabb(?:ed|ing)|stabs|slashed|beaten|mauled|bitten
| hurt(?:s|ing)?|treat(?:ed|ing|ment)
| hospitali[sz]ed|irritation|breathing (?:problems|difficulties)|fell ill|taken ill|sickened
| nausea|symptoms|to the doctors?|medical (?:help|attention|care)|(?:to|in
| at) (?:the |a )?hospitals?|poison(?:ed|ing)|burns|burned|scalded
| maimed|smoke inhalation|complaints? of|critical(?:ly)?|intensive care
| concuss\w+|cuts
| scratch\w*|abrasions|bruis\w+|casualties|maim\w*|stretchers?|serious condition|broken (?:leg
| arm|bone)s?
""",
    "missing": r"""
missing|search(?:ed|ing)? for|unaccounted|under (?:the )?(?:rubble|debris|ruins)|trap(?:s|ped
| ping)|stranded|cut off
| buried|disappeared|vanished|not been found|still inside|swept away|lost at sea
| believed to be (?:inside|under|in)|no trace of
""",
    "rescued": r"""
rescu(?:ed|es|ing)|safe(?! (?:house|haven|zone|distance))|airlifted|freed unharmed|saved|pulled
| plucked|freed|winched|brought ashore
| safe(?:ly)? (?:ashore
| on land|on shore|back)|picked up|dug out
| brought to safety|recovered alive|lifted off|taken off
""",
    "evacuated": r"""
evacuat(?:ed|es|ing|ion)|(?:told|ordered|asked|forced|urged|had|made) to (?:leave|flee)
| displaced|(?:moved|taken|bussed|brought) (?:in)?to (?:schools?|shelters?|safety|safer
| the coast|the mainland|higher ground|camps?|tents
| hotels)|fle[de](?! (?:on|the scene|in a))|flee(?:ing)?|homeless|moved out|left their homes
| left the (?:building|hotel|ship|train|plane|village|town|hall)
| driven from|led out
| relocated|uprooted|cleared from|leave (?:their )?homes?
""",
    "detained": r"""
arrest(?:ed|s|ing)?|detain(?:ed|s|ing)?|(?:in|into) custody|remanded|captured|taken prisoner
| taken captive|being held|were held|rounded up|jailed
""",
}
ATTENDED = r"""
turnout|turned out|taken? part|took part|attend(?:ed|ance)|(?:have|had|has) come|turned up
| showed up|crowd|march(?:ed|ers)?|protest\w*
| rall(?:y|ied)|demonstrat\w+|gathered|participants|strong
"""
