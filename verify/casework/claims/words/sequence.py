"""Happenings whose order an article may tell two ways, and states that lie before an end."""

HAPPENINGS = {
    "getting out": r"""
evacuat\w+|led out|had left the (?:building|hotel|ship|train)|(?:everyone|all|everybody
| passengers|crew|residents|guests|staff|people
| shoppers|workers) (?:was|were|had (?:got|been)) (?:already )?(?:out|safe(?:ly out)?
| led out|had left the (?:building|hotel|ship|train)|taken off)|got out|left the (?:building
| plane|ship|train|aircraft|hall|boat)
| ran for the (?:doors?|exits?)|rushed (?:out|to the exits?)|(?:were|was) (?:already
)?leaving|emptied|leave the (?:building|plane|ship|train|aircraft|hall|boat)|left (?:the|their) \w+
empty
| abandon\w*|jumped (?:out|off|overboard)|disembark\w*|cleared
""",
    "fire": r"""
caught fire|(?:the |a )?(?:fire|blaze)(?! (?:chief|service|brigade|engine|department|station
| alarm|officer))|flames|ignit\w+|burst into flames|ablaze|burning
""",
    "shooting": r"""
shooting|gunfire|shots?|opened fire|gunman (?:opened|fired|began)|firing
""",
    "call": r"""
(?:first )?(?:emergency|911|999|112|distress) calls?|first call|mayday|may\s?day
| alarm was raised|raised the alarm|distress signal
""",
    "warning": r"""
sirens?(?: sound\w*)?|warning(?:s)?|alerts?|alarm(?! was raised)|warned
""",
    "explosion": r"""
explosions?|blasts?|explod\w+|detonat\w+|blew up|bangs?
""",
    "eruption": r"""
erupt\w*
""",
    "collapse": r"""
collaps\w+|gave way|caved in|fell down|came down
""",
    "crush": r"""
stampede\w*|crush\w*|panic\w*|(?:began|begun|started) to fall
""",
    "crash": r"""
crash\w*|collision|collid\w+|impact|derail\w+|hit the (?:ground|wall|rocks|bridge|train)
| ran aground|overshot|ran off
""",
    "coming to rest": r"""
come to (?:rest|a stop|a halt)|came to (?:rest|a stop|a halt)|landed|landing
| touch(?:ed)?\s*down|stopped on|docked|in port|reached (?:port|the quay|the station)
""",
    "taking off": r"""
take-?off|took off|departure|departed|set sail|left port
""",
    "sinking": r"""
sank|sunk|sinking|went down|capsiz\w+|went under
""",
    "outage": r"""
power cut|blackout|lights? (?:went|go|going) out
| lights?(?: \w+){0,4} failed|power (?:failed|went)|outage|plunged into darkness|the darkness
""",
    "arrival": r"""
(?:police|officers|firefighters|rescuers|ambulances?|crews|troops
| helpers) (?:had )?(?:arrived|reached|were (?:inside|there|on the scene))|arrival of
""",
    "arrest": r"""
arrest\w*|taken into custody|took (?:\w+ ){1,4}into custody|detained
""",
    "shaking": r"""
shaking|quake|tremor|earthquake|shook
""",
    "flooding": r"""
flood\w*|dam (?:broke|burst|failed|was broken)|water (?:came|rose|reached)|overflow\w*
| breach\w*
""",
    "launch": r"""
launch\w*|rockets? (?:was|were) fired
""",
    "strike": r"""
air\s?strikes?|shelling|bombing|bombardment|(?:missile|rocket|shell|bomb|drone)s? (?:had
)?(?:hit|struck
| fell|landed)|attack(?!ers?)\w*|raid|struck|bombard\w+
""",
    "lighting": r"""
(?:flares?|fireworks?|torch|match|candles?) (?:was|were|had been|is) (?:lit|set off)|lit (?:a|the)
\w+
""",
    "freeing": r"""
freed|released|let go|set free
""",
    "storming": r"""
storm(?:ed|ing)(?= (?:the|a|their))|moved in
""",
    "truce": r"""
truce|ceasefire|cease-fire
""",
    "clash": r"""
clash\w*|baton charge|charged the crowd
""",
    "tear gas": r"""
tear.?gas\w*|water cannon
""",
    "throwing": r"""
threw|thrown|bottles|stones|petrol bombs
""",
    "speech": r"""
speech|address(?:ed)? the crowd
""",
    "leak": r"""
leak\w*|gas escaped|cloud (?:formed|spread)|smell of gas
""",
    "rain": r"""
rain(?:s|fall)?|storm (?:hit|began|broke)|downpour
""",
}
# While this was so, the thing named was still to come.
STATES = (
    (
        r"""
in flight|in the air|mid-?air|airborne|while (?:still )?flying
| (?:still )?at cruising (?:height|altitude)|on approach|during the descent
""",
        "coming to rest",
    ),
    (
        r"""
at sea|under way|on the open sea
""",
        "coming to rest",
    ),
)
LEAVING = r"""
still (?:in their seats|aboard|on board|inside|in (?:bed|the building|the hall
| their (?:homes|rooms|cabins|desks|flats)))|were still in\b|still asleep inside
| trapped inside when
"""
