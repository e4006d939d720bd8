"""Words of numbers and units, and which counted thing belongs to which category.

Nouns stand in the singular; `singular` in `categories` takes plurals back to them.
"""

from verify.casework.claims.words import word_list

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "mn": 1e6,
    "lakh": 1e5,
    "lakhs": 1e5,
    "crore": 1e7,
    "crores": 1e7,
}
VAGUE = {
    "hundreds of thousands": (200_000, 999_999),
    "tens of thousands": (20_000, 99_999),
    "tens of millions": (20_000_000, 99_999_999),
    "thousands": (2_000, 9_999),
    "millions": (2_000_000, 9_999_999),
    "hundreds": (200, 999),
    "scores": (40, 99),
    "dozens": (24, 99),
    "several thousand": (3_000, 9_999),
    "several hundred": (300, 999),
    "several dozen": (36, 99),
    "several": (3, 9),
    "a few thousand": (2_000, 9_999),
    "a few hundred": (200, 999),
    "a few dozen": (24, 99),
    "a few": (3, 9),
}
COMPARATORS = {
    ">=": "at least | no fewer than | no less than | not fewer than | not less than | a minimum of "
    "| upwards of | minimum",
    "<=": "up to | as many as | as much as | as high as | as far as | as long as | at most "
    "| no more than | not more than | a maximum of | maximum",
    ">": "more than | over the age of | above the age of "
    "| over | above | in excess of | exceeding | exceed | exceeds | exceeded "
    "| beyond | passes | passed | tops | surpasses | rises past | climbs past | topped | topping "
    "| surpassing | surpassed | greater than | well over "
    "| just over | slightly over | higher than | longer than",
    "<": "less than | under the age of | below the age of "
    "| fewer than | under | below | just under | well under | slightly under "
    "| lower than | shorter than",
    "~": "about | around | roughly | approximately | approx. | some | circa | ca. | c. | nearly "
    "| almost | close to | an estimated | in the region of | in the order of | near",
}

# name -> (unit, factor). Imperial ones are converted, and stay part of what is quoted.
UNITS = {
    "metre | metres | meter | meters": ("m", 1.0),
    "kilometre | kilometres | kilometer | kilometers": ("km", 1.0),
    "millimetre | millimetres | millimeter | millimeters": ("mm", 1.0),
    "centimetre | centimetres | centimeter | centimeters": ("m", 0.01),
    "second | seconds": ("s", 1.0),
    "minute | minutes": ("min", 1.0),
    "hour | hours": ("h", 1.0),
    "day | days": ("days", 1.0),
    "week | weeks": ("weeks", 1.0),
    "year | years": ("years", 1.0),
    "tonne | tonnes | ton | tons": ("t", 1.0),
    "per cent | percent | pct": ("percent", 1.0),
    "euro | euros | dollar | dollars | pound sterling | pounds sterling | rouble | roubles | ruble "
    "| rubles | lira | liras | zloty | zlotys | zlotych | hryvnia | hryvnias | shekel "
    "| shekels | dinar | dinars "
    "| rupee | rupees | yen | yuan | peso | pesos | franc | francs | krona | kronor | kroner "
    "| kwacha | shilling | shillings | birr | cedi | cedis | dirham | dirhams | taka | baht | "
    "rupiah "
    "| ringgit | leu | lei | leva | forint | forints | tenge | manat | lari | kyat | reais | soles "
    "| bolivars | pula | metical | meticais | gourdes | dalasi | leones | koruna | korunas "
    "| cents | crowns | rand | naira | riyal | rial | rials | usd | eur | gbp": ("money", 1.0),
}
# Quoted with the number: short forms, and all that is converted.
SHORT_UNITS = {
    "km/h | kph | kmh | kilometres per hour | kilometres an hour | kilometers per hour "
    "| kilometers an hour": ("km/h", 1.0),
    "km": ("km", 1.0),
    "m": ("m", 1.0),
    "mm": ("mm", 1.0),
    "cm": ("m", 0.01),
    "t": ("t", 1.0),
    "kg | kilo | kilos | kilogram | kilograms | kilogramme | kilogrammes": ("t", 0.001),
    "lb | lbs": ("t", 0.000453592),
    # "Fined 500 pounds" is money.
    "pounds of": ("t", 0.000453592),
    "s | sec | secs": ("s", 1.0),
    "min | mins": ("min", 1.0),
    "h | hr | hrs": ("h", 1.0),
    "per mille | permille | promille | ‰": ("permille", 1.0),
    "%": ("percent", 1.0),
    "°C | ºC | degrees Celsius | degrees centigrade | degrees C": ("degC", 1.0),
    "foot | feet | ft": ("m", 0.3048),
    "inch | inches": ("mm", 25.4),
    "yard | yards | yd | yds": ("m", 0.9144),
    "mile | miles | mi": ("km", 1.609344),
    "nautical mile | nautical miles | nm | nmi": ("km", 1.852),
    "knot | knots | kt | kts": ("km/h", 1.852),
    "mph | miles per hour | miles an hour": ("km/h", 1.609344),
}

PEOPLE = """
person people civilian child kid toddler infant baby woman man boy girl teenager adult pensioner
villager resident inhabitant local soldier troop serviceman servicewoman servicemember conscript
officer policeman policewoman constable firefighter fireman passenger crew crewman worker miner
student pupil teacher nurse doctor spectator onlooker fan shopper guest tourist visitor migrant
refugee fighter militant rebel gunman attacker assailant suspect shooter bomber robber raider
thief burglar intruder arsonist sniper pirate smuggler hostage prisoner
protester demonstrator marcher member victim patient survivor staff employee sailor seafarer
fisherman pilot driver rider cyclist pedestrian bystander worshipper pilgrim journalist reporter
medic paramedic volunteer technician guard detainee inmate citizen national labourer farmer
mourner reveller supporter climber hiker skier skipper diver scout athlete player dancer
musician diner customer commuter colleague relative family sister brother friend
witness official agent commander recruit combatant mercenary insurgent terrorist participant
life accomplice passer-by police youth teen youngster cadet marine ranger schoolgirl schoolboy aide
traveller traveler picket striker occupant attendee partygoer
governor president minister mayor lawmaker senator judge leader director manager
concertgoer holidaymaker evacuee camper swimmer rescuer responder deckhand
engineer clerk baker trader vendor elder monk priest nun guest orphan neighbour neighbor
motorist farmhand bather sunbather trekker tenant householder docker dockworker fisher shepherd
herder sapper gendarme bodyguard warden janitor cleaner cook chef waiter waitress seaman mariner
oiler stowaway immigrant midwife surgeon newborn grandmother grandfather grandchild mother father
parent son daughter husband wife twin sibling cousin aunt uncle nephew niece bride groom defendant
convict lawyer delegate councillor deputy lecturer professor scholar boatman lineman paratrooper
peacekeeper legionnaire reservist guardsman airman tribesman horseman steward stewardess usher
actor singer crewwoman firewoman rioter looter militiaman separatist policeperson lifeguard
boatswain captain sailor mountaineer roofer builder welder electrician plumber mechanic postman
trucker biker rambler angler hunter gardener cameraman photographer correspondent broadcaster
devotee faithful congregant churchgoer parishioner imam rabbi bishop hostess
schoolteacher headteacher lodger squatter camper caravanner backpacker sightseer daytripper
picnicker carer caregiver orderly dentist pharmacist vet rescuer mourner
miner pitman quarryman steelworker ironworker boilermaker stevedore longshoreman
informant spy operative jihadist extremist supremacist hooligan thug gangster dealer burglar
settler nomad bedouin villager townsman townsperson countryman islander foreigner
expatriate pensioner veteran widow widower amputee invalid dependant heir bachelor
constituent voter elector taxpayer
swimmer surfer paddler rower kayaker canoeist sailor yachtsman parachutist skydiver paraglider
motorcyclist bicyclist scooterist jogger walker runner racer jockey referee footballer
cricketer gymnast wrestler boxer
personnel operator collier infantryman crewmate deminer internee returnee deportee asylum-seeker
seeker castaway householder schoolmate classmate minor adolescent
"""
# Counted after a verb of harm or help too, though what is counted is not spelled out.
ELIDED = "of them | of whom | of these | of those | of which | more | others | other"
THINGS = {
    "aircraft": "aircraft airplane aeroplane plane warplane jet fighter-jet helicopter gunship "
    "bomber airliner glider chopper fighter-bomber seaplane biplane tiltrotor airship balloon",
    "drones": "drone uav quadcopter multicopter",
    "rockets": "rocket missile projectile interceptor",
    "shells": "shell mortar bomb grenade submunition munition bomblet mine warhead landmine",
    "rounds": "shot round bullet gunshot cartridge",
    "vehicles": "car lorry truck bus coach van minibus vehicle wagon carriage tank carrier "
    "ambulance tram train motorcycle motorbike taxi tractor trailer tanker-truck pickup engine "
    "jeep bulldozer digger locomotive caravan excavator scooter moped bicycle bike rickshaw tuk-tuk"
    " cab suv sedan coupe hatchback motorhome minivan railcar tramcar",
    "ships": "boat ship vessel tanker ferry trawler barge yacht tug tugboat frigate destroyer "
    "submarine dinghy freighter warship lifeboat skiff canoe kayak raft dhow schooner sailboat"
    " speedboat motorboat catamaran hovercraft corvette cruiser minesweeper trawler cutter coaster"
    " bulker liner steamer rowboat",
    "buildings": "house home building apartment flat shop school hospital church mosque hut "
    "warehouse cottage bungalow hangar dwelling chalet shed barn depot property structure tower "
    "office store supermarket factory mill clinic restaurant hotel villa mansion bunker"
    " hall tukul barrack dormitory kiosk"
    " garage stable greenhouse pavilion synagogue temple chapel monastery library museum"
    " skyscraper block cabin farmhouse outbuilding",
    "explosions": "bang blast pop explosion detonation boom thud",
    "flashes": "flash streak stroke bolt burst blink spark fireball",
    "views": "view",
    "votes": "vote ballot",
}
# The last word decides, but for these: a storage tank is no vehicle.
COMPOUNDS = {
    "storage tank": "buildings",
    "fuel tank": "buildings",
    "oil tank": "buildings",
    "crude tank": "buildings",
    "petrol tank": "buildings",
    "diesel tank": "buildings",
    "gas tank": "buildings",
    "water tank": "buildings",
    "missile system": "vehicles",
    "rocket system": "vehicles",
    "missile launcher": "vehicles",
    "rocket launcher": "vehicles",
    "missile battery": "vehicles",
    "defence system": "vehicles",
    "defense system": "vehicles",
    "personnel carrier": "vehicles",
    "fighting vehicle": "vehicles",
    "cruise missile": "rockets",
    "loitering munition": "drones",
    "mine worker": "people",
    "ship worker": "people",
    "bus passenger": "people",
    "train passenger": "people",
    "police car": "vehicles",
    "fire engine": "vehicles",
    "fire truck": "vehicles",
    "muzzle flash": "flashes",
    "mortar round": "shells",
    "artillery round": "shells",
    "mortar bomb": "shells",
    "artillery shell": "shells",
    "fighter jet": "aircraft",
    "cluster bomb": "shells",
    "barrel bomb": "shells",
    "petrol bomb": "other",
    "light aircraft": "aircraft",
    "unmanned aircraft": "drones",
    "tank wagon": "vehicles",
    "search dog": "other",
    "power station": "other",
    "life vest": "other",
    "life jacket": "other",
    "rubber bullet": "rounds",
    "plastic bullet": "rounds",
    "tear-gas grenade": "shells",
    "gas canister": "other",
    "bus stop": "other",
    "police dog": "other",
    "passenger seat": "other",
    "fire crew": "other",
    "fire hydrant": "other",
    "apartment block": "buildings",
    "tower block": "buildings",
    "city block": "other",
}
