"""Words for days, hours and clocks."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
# Minutes ahead of UTC. Letters that mean several zones (IST, CST in Asia) are left out or taken as
# newsrooms in English use them.
ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "zulu": 0,
    "wet": 0,
    "bst": 60,
    "cet": 60,
    "cest": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "trt": 180,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "jst": 540,
    "kst": 540,
    "aest": 600,
    "aedt": 660,
    "gst": 240,
    "pkt": 300,
}
# Zones whose offset changes with the date: the place whose rules they follow.
ZONE_PLACES = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "new york time": "America/New_York",
    "london time": "Europe/London",
    "central european time": "Europe/Paris",
    "paris time": "Europe/Paris",
    "berlin time": "Europe/Berlin",
    "kyiv time": "Europe/Kyiv",
    "kiev time": "Europe/Kyiv",
    "moscow time": "Europe/Moscow",
    "istanbul time": "Europe/Istanbul",
    "tehran time": "Asia/Tehran",
    "baghdad time": "Asia/Baghdad",
    "damascus time": "Asia/Damascus",
    "beirut time": "Asia/Beirut",
    "jerusalem time": "Asia/Jerusalem",
    "israel time": "Asia/Jerusalem",
    "cairo time": "Africa/Cairo",
    "nairobi time": "Africa/Nairobi",
    "beijing time": "Asia/Shanghai",
    "tokyo time": "Asia/Tokyo",
    "sydney time": "Australia/Sydney",
}
# Months, first and last, as forecasters of the north count them.
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
}
# Part of the day -> words, without the day they belong to.
PARTS = {
    "early": "early hours | small hours | wee hours | early morning | pre-dawn | predawn "
    "| pre-dawn hours | predawn hours | early morning hours | hours before dawn "
    "| before sunrise | before dawn | before first light | before daybreak",
    "dawn": "dawn | daybreak | first light | sunrise | sun-up",
    "morning": "morning | morning rush hour | morning rush | height of the morning rush "
    "| late morning | mid-morning | forenoon",
    "day": "day | clear day | bright day | lunchtime | broad daylight | daylight | daytime "
    "| full daylight | clear daylight | bright daylight",
    "afternoon": "afternoon | early afternoon | late afternoon | mid-afternoon",
    "evening": "evening | evening rush hour | evening rush | height of the evening rush "
    "| early evening | late evening | dusk | nightfall | sunset | sundown "
    "| twilight | evening hours",
    "night": "night | night hours | late night | deep night | deep of night | dark of night "
    "| dead of night | middle of the night | overnight",
}
EVENT_NOUNS = (
    "air strike | airstrike | strike | strikes | air strikes | airstrikes | raid | raids | attack "
    "| attacks | blast | blasts | explosion | explosions | shelling | fire | blaze | crash | clash "
    "| clashes | shooting | bombing | bombardment | quake | earthquake | collapse | flood | storm "
    "| operation | assault | ambush | landing | flight | march | rally | barrage | derailment"
)
