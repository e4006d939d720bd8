"""What became of people that are counted: patterns, the first that stands near the number wins."""

STATUSES = {
    "killed": r"""
shot dead|(?:lost|los(?:ing|e|es)|claim(?:ed|ing|s)?|cost(?:ing|s)?|took|tak(?:es?|en|ing)
| end(?:ed|ing|s)) (?:the|their|his|her|its)?\s*(?:own )?li(?:fe|ves)(?: of)?
| kill(?:ed|s|ing)?|dead|died|dies|dying|deaths?|die
| fatal|loss of(?= )|martyrs?|fatalit(?:y|ies)|bod(?:y|ies)|corpses?|perish(?:ed|ing)?
| drown(?:ed|s|ing)?
| slain|deceased
| executed|martyred|fallen soldiers|murdered|massacred|remains of|fatally|fallen(?= and|[.,;]|$)
| (?:did not|failed to) survive|pronounced dead|met (?:his|her|their) (?:death|end)s?
| burned alive|buried alive|went down with the|obituar\w+|gunned down|mown down|mowed down
| fell in (?:battle
| action|the line of duty|combat)|(?:gave|laid down|paid with) their lives|succumbed|lifeless
| (?:burn(?:ed|t)|crushed|stabbed|beaten|trampled|hacked|bled|frozen|froze|starved|choked
| stoned|suffocated|crushed) to death|electrocuted|asphyxiated|suffocated|beheaded|lynched
| strangled|passed away|laid to rest|will be buried|were buried|mourned|decapitated|slaughtered
""",
    "injured": r"""
injur(?:ed|es|ing|ies|y)|wound(?:ed|s|ing)?|stabb(?:ed|ing)|stabs|slashed|beaten|mauled|bitten
| hurt(?:s|ing)?|treat(?:ed|ing|ment)
| hospitali[sz]ed|irritation|breathing (?:problems|difficulties)|fell ill|taken ill|sickened
| nausea|symptoms|to the doctors?|medical (?:help|attention|care)|(?:to|in|into
| at) (?:(?!connection|addition|custody)[\w'-]+ ){0,4}(?:hospitals?|infirmary|clinics?
| trauma cent(?:re|er)
| medical cent(?:re|er))|admitted|fight(?:ing|s)? for (?:his|her|their) li(?:fe|ves)
| (?:airlifted|flown|rushed|driven
| transferred) to (?:[\w'-]+ ){0,4}(?:hospitals?|clinics?|cent(?:re|er)|infirmary|burns unit)
| to (?:A&E|the emergency room|casualty)|crushed(?! to death)|unwell|hypothermia|dehydrat\w+
| (?:sustained?|suffered|suffering|received|with) (?:[\w-]+ ){0,3}(?:injur(?:y|ies)|wounds?
| burns)
| (?:in|under|into) (?:hospital|intensive) care
| shrapnel in|fractur(?:ed|es?)|sprain\w*|grazed|winded|overcome by|gashes|life-threatening
| amputat\w+|(?:lost|losing) (?:an?|his|her|their) (?:leg|arm|eye|hand|foot|sight)s?|poison(?:ed
| ing)|burns|burned|scalded
| maimed|smoke inhalation|complaints? of|critical(?:ly)?|intensive care
| concuss\w+|cuts
| scratch\w*|abrasions|bruis\w+|casualties|maim\w*|stretchers?|serious condition|broken (?:leg
| arm|bone)s?
""",
    "missing": r"""
missing|search(?:ed|ing)? for
| search (?:is|was) (?:under way|on|continuing) for
| unaccounted|under (?:the )?(?:rubble|debris|ruins)|trap(?:s|ped
| ping)|stranded|cut off
| buried|disappeared|vanished|not been found|still inside|swept away|lost at sea
| believed to be (?:inside|under|in)|no trace of|looking for|looked for|hunt(?:ed|ing)? for
| not (?:yet )?been (?:found|located|traced|accounted for|seen|heard from|recovered)|(?:fell
| went|washed|swept|man) overboard
| feared (?:lost|buried|trapped)|no word (?:from|of)|entombed|out of contact
""",
    "rescued": r"""
rescu(?:ed|es|ing)|safe(?! (?:house|haven|zone|distance))|airlifted|freed unharmed|saved|pulled
| plucked|brought out
| (?:dug|pulled|got|hauled|dragged|carried) (?:[\w-]+ ){1,4}out
| (?:lifted|brought|hoisted|raised|carried|winched|hauled) (?:up |out )?to the
surface|freed|freeing|free(?= (?:[\w-]+ ){1,3}(?:trapped|stranded))|pulls|saves|winched|brought
ashore
| safe(?:ly)? (?:ashore
| on land|on shore|back)|picked up|dug out
| brought to (?:safety|shore|land)|recovered alive|lifted off|taken off|hauled (?:out|aboard|from)
| (?:reached|came|got|swam) (?:safely )?(?:ashore|to safety)|alive(?! or dead)|lifted (?:to safety
| from)|taken aboard|survived(?! by)|swam to|led to safety
""",
    "evacuated": r"""
evacuat(?:ed|es|ing|ion)|(?:told|ordered|asked|forced|urged|had|made) to (?:leave|flee)
| displaced|(?:moved|taken|bussed|brought|transferred|ferried|driven
| relocated) (?:in)?to (?:safer|safety|the coast|the mainland|higher ground|temporary|emergency
| (?:an? |the )?(?:[\w'-]+ ){0,2}(?:schools?|shelters?|camps?|tents?|hotels?|halls?|gym\w*
| cent(?:re|er)s?|church(?:es)?|mosques?
| stadium|arena|theatre|barracks|hostels?))|fle[de](?! (?:on|the scene|in a))|flee(?:ing)?
| homeless|moved out|left their homes
| left the (?:building|hotel|ship|train|plane|village|town|hall)
| driven from|led out
| relocated|uprooted|cleared from|leave (?:their )?homes?|out of their homes|without a roof
| from their (?:homes?|houses|villages?)|to (?:leave|flee)(?= |[.,]|$)|lost (?:the )?(?:roof
| homes?)
| took (?:refuge|shelter)|sought (?:refuge|shelter)|shelter(?:ed|ing)|in (?:shelters|tents)
| forced from (?:their )?homes?|lost their homes|ordered out|sent home|turned out of
""",
    "detained": r"""
arrest(?:ed|s|ing)?|detain(?:ed|s|ing)?|(?:in|into) custody|remanded|captured|taken prisoner
| taken captive|being held|were held|held (?:for|on|over)|rounded up|jailed|apprehended
| kidnapp?ed|kidnapping|abduct(?:ed|s|ing|ion)|hostages?|taken away|carried off|seized by
| imprisoned
| brought before (?:the |a |an )(?:[\w-]+ )?(?:judge|court|prosecutor|magistrate)
| interned|recaptured|re-?arrested|nicked|collared|behind bars|nabbed|captive|handcuffed|led
away|charged with
""",
}
ATTENDED = r"""
turnout|turned out
| (?:have|had|has) joined|joined (?:in|so far|the (?:march|rally|protest))
| taken? part|took part|attend(?:ed|ance)|(?:have|had|has) come|turned up
| showed up|crowds?|march(?:ed|ers)?|protest\w*
| rall(?:y|ied)|demonstrat\w+|gathered|participants|strong
"""
