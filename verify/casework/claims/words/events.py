"""What happens in the news, by kind: verbs and nouns, in all their forms, as patterns."""

EVENTS = {
    "strike": r"""
(?:rockets?|missiles?|shells?|bombs?|drones?|mortars?|projectiles?) (?:\w+ )?(?:landed|fell
| crashed|came
down|slammed|rained)|kidnap\w*|abduct\w*|hijack\w*|robb(?:ed|ery|eries)|held
up|repel\w*|repuls\w+|incursions?|assaults?|ambush\w*|storm(?:ed|ing)(?=
(?:the|a))|besieg\w+
| (?:air\s?|missile\s|drone\s|rocket\s|artillery\s)?(?:strike|raid|attack)s?|struck|striking
| attack(?:ed|ing)|hit|hits|hitting|bomb(?:ed|ing|ings|ardment)|shell(?:ed|ing)|target(?:ed
| ing|s)|pound(?:ed|s|ing)|fired (?:on|at|upon)|rockets? fired|dropped (?:its|a|two|three
| (?:\w+ )?bombs
| bombs?|its load)|releas(?:ed|ing) (?:its|their) load|holed|barrage|destroy(?:ed|s|ing)
""",
    "launch": r"""
launch(?:ed|es|ing)|fired|intercept(?:ed|ion|s)|shot down|shoot(?:s|ing)? down|downed
| brought (?:\w+ ){0,3}down|shot (?:\w+ ){1,3}down
""",
    "explosion": r"""
explo(?:ded|des|de|ding|sions?)|blasts?|detonat\w+|blew up|blown up|went off|cooked off
| (?:laid|planted|buried|placed|concealed) (?:the|a|an) (?:bomb|mine|charge|device|explosives)
| (?:bomb|mine|charge|device) (?:was|had been) (?:laid|planted|buried|placed|concealed)
| (?:tore|ripped|tears|rips) through|bangs?|booms?|fireball|eruption|erupt(?:ed|s)
""",
    "fire": r"""
fires?(?! (?:chief|service|brigade|engine|department|station|crews?|truck|officer|safety|alarm))
| blazes?|burn(?:ed|ing|s|t)|flames?|ablaze|alight|ignit\w+|wildfire|inferno|smoke
| smouldering
""",
    "shooting": r"""
shooting|opened fire|opens fire|gunfire|shots? (?:were )?fired|shot|gunned down|shots
| muzzle flashes|stabb(?:ed|ing)|stabs
""",
    "collapse": r"""
collaps\w+|gave way|gives way|caved in|crumbl\w+|landslide|landslip|avalanche|subsid\w+
| dropped on|toppled|broke apart|burst|breach(?:ed)?|broken|crack(?:ed|s)?
""",
    "crash": r"""
crash(?:ed|es|ing)?|collid\w+|collision|derail\w+|overshoots?|overshot|overturn\w+|ran off
| lost contact|went missing|disappeared from radar|vanished from radar|fell into|fell off|went off
the|left the (?:road|rails|tracks?|runway)|jumped the
(?:rails|tracks?)
| came off the|ran aground|rammed|veered|skidded|ploughed|plowed|plung\w+|emergency landing|ditched
| capsiz\w+|sank|went down|fell (?:some|about|from|on to|onto|\d+)|came down|fell from the sky
| sunk|sinks|sinking|aground|nosedived
""",
    "quake": r"""
(?:earth)?quakes?|aftershocks?|tremors?|shak(?:es|ing)|shook|magnitude|epicentre|epicenter
| jolt(?:ed|s)
""",
    "flood": r"""
torrents?|deluge|wall of water|sweeps away|sweeping away|flood(?:ed|s|ing)?|inundat\w+|left its
bed|overflow\w+|storm|cyclone|hurricane|typhoon
| tornado|hail|torrential|swept away|water (?:rose|level)|takes the|come out|mudslide|surge
""",
    "protest": r"""
protest\w*|march(?:ed|es|ers|ing)?|demonstrat\w+|rall(?:y|ied|ies)|riots?|rioting|threw
| clash(?:ed|es)?|gathered|strike action|walkout|blockad\w+|taken? part|took part|turnout
| tear\s?gas(?:sed)?|baton
""",
    "casualty": r"""
overdue|loss of life|fatalit(?:y|ies)|kill(?:ed|s|ing)?|died|dies|dead|deaths?|death
toll|injur\w+|wound(?:ed
| s|ing)|hurt(?:s
| ing)?|lost the(?:ir)? li(?:fe|ves)|toll|treated|hospitali[sz]ed|taken to hospital
| to the hospital|in the hospital|poison\w+|missing|surviv\w+|unhurt|unharmed|casualties
| bodies|drown\w+|burns|perished|victims?|suffered|searched for|under the rubble|trapped
| smoke inhalation|critical\w*
""",
    "evacuation": r"""
evacuat\w+|displaced|fle[de]\b|fleeing|told to leave|leave (?:their )?homes?|led out
| led to safety|emptied|homeless|leave them|moved out|return(?:ed)? home|shelter(?:ed|ing)?
| reopen\w*|sealed off|cordon(?:ed)?|closed|shut down|blocked
""",
    "rescue": r"""
rescue[ds]?|rescuing|pulled|search (?:teams|dogs|and)|recover(?:ed|ing)|found|saved|dug
| boarded|on the way|deployed|arrived|help(?:ed)? arriv\w+
""",
    "arrest": r"""
arrest\w*|detain\w*|custody|charged|remanded|jailed|convicted|sentenced|cautioned|questioned
| seized|confiscated|identified
""",
    "outage": r"""
power cut|outage|blackout|darkness|without (?:power|electricity|water)|lamps? (?:going
| went) out|lights? (?:going|went) out|arcing|cut off
""",
    "leak": r"""
leak\w*|escaped|spill\w*|contaminat\w+|released into|toxic cloud|smell of|odou?r|fumes
| vapou?r
""",
    "light": r"""
flash(?:es|ed)?|glow|streaks?|lit up|light over|white light|lightning|blink\w*|strobe
| flare[sd]?|sunset|sunrise|moon|sky is|dark\b|bright
""",
    "flight": r"""
(?:reported|seen|heard|spotted|sighted) (?:over|above)|in the sky|crossed|crossing|flew|flying
| flown|took off|landed|landing|hover\w+|circled|circling|diving
| dived|overflew|passing|sailed|departed|docked|anchored|at anchor|carry\w*|carried
| transport\w+
""",
    "footage": r"""
uploaded|published|posted|mirrored|recorded|filmed|viewed|shared|broadcast|circulated|copies
| logo
""",
    "record": r"""
opened in|inspected|built|fell|fallen|rose|risen|lies|measured|weigh\w+|cost\w*|worth
| damage[ds]?|damaging|lost|losses|estimated|reported a|vot(?:ed|es|ing)|signed|elected
| resigned|appointed|announced|denied|claimed|warned|accused|blamed?|ordered|called for
| urged|refused|approved|banned|agreed|negotiat\w+|ceasefire|truce|withdr\w+|advanced
| captured|control of|operating|permit|licen[cs]e|drove|failed|malfunction\w*|determined
| declared|imposed|lifted|entered|crossed the|comment(?:ed)?|acted|worked?|spent the|heard
| counted|sounding|sirens?|sounded|accident|incident|inquiry|inspections?|dates? from
| investigation opened|responsib(?:ility|le)
| dismissed|condemn\w*|denounc\w+|loaded
| premiums|answer|call|inside the|wind|inhabitants|followers
""",
}
"""Kind -> forms; the order is that of weight, what happened before what was done about it."""

# Which kinds tell of one main event together: a strike is followed by explosion, fire, toll.
VIOLENT = frozenset(
    (
        "strike",
        "launch",
        "explosion",
        "fire",
        "shooting",
        "collapse",
        "crash",
        "quake",
        "flood",
        "protest",
        "leak",
    )
)
