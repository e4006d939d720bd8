"""Weapons, munitions, aircraft, ships, vehicles and hazardous agents, by word and type."""

# In the singular; a plural s or es is taken too.
EQUIPMENT = """
warplane | fighter jet | fighter-bomber | jet fighter | jet | bomber | aircraft | airplane
| aeroplane | plane | airliner
| turboprop | helicopter | gunship | chopper | glider | biplane | seaplane | airship | drone
| uav | quadcopter
| unmanned aerial vehicle | unmanned aircraft | loitering munition | munition | missile
| rocket | shell | bomb
| barrel bomb
| cluster bomb | cluster munition | car bomb | truck bomb | roadside bomb | petrol bomb
| nail bomb | pipe bomb
| grenade | mortar | mortar round | mortar bomb | howitzer | artillery piece | artillery
| rocket launcher | grenade launcher | launcher
| landmine | sea mine | naval mine | torpedo | depth charge | warhead | explosive
| explosive device | explosives
| rifle | assault rifle | sniper rifle | machine gun | machine-gun | submachine gun | shotgun
| handgun | pistol | revolver | firearm
| gun | kalashnikov | knife | knives | machete | axe | crossbow | flamethrower | suicide vest
| explosive belt
| tank | battle tank | armoured vehicle | armored vehicle | armoured personnel carrier
| armored personnel carrier
| infantry fighting vehicle | fighting vehicle | personnel carrier | self-propelled gun
| howitzers
| vehicle | car | lorry | lorries | truck | pickup | pickup truck | pick-up truck | van
| minibus | minivan | bus | coach
| tractor | tractor unit | bulldozer | excavator | digger | ambulance | fire engine
| fire truck | police car | patrol car | motorcycle | motorbike | moped | scooter
| taxi | jeep | suv | tanker truck | road tanker | fuel tanker | petrol tanker | gas tanker
| train | freight train | night train | goods train | passenger train | express train
| commuter train
| high-speed train | tram | locomotive | tank wagon | tank car | wagon | railcar | freight car
| carriage | convoy truck
| ship | cargo ship | container ship | cruise ship | warship | vessel | boat | fishing boat
| speedboat
| patrol boat | lifeboat | motorboat | rubber boat | military boat | pilot boat | tanker
| oil tanker | products tanker | chemical tanker
| gas carrier | bulk carrier | bulker | freighter | frigate | corvette | destroyer | cruiser
| aircraft carrier | submarine
| ferry | ferries | trawler | yacht | tug | tugboat | dinghy | dinghies | landing craft
| minesweeper | catamaran | superyacht | motor yacht | sailing boat | rowing boat | jet ski
| hovercraft | cable car | gondola | hot-air balloon
| skiff | raft | canoe | kayak | rowboat | dhow | schooner | sailboat | longliner
| dredger | liner | ocean liner | steamer | coaster | cutter
| smoke bomb | tear gas grenade | sound bomb | time bomb | magnetic bomb | homemade bomb
| explosive charge | shaped charge | demolition charge | ro-ro
| vehicle carrier | car carrier | fuel wagon | fuel truck | fuel lorry | pick-up
| life raft | crude carrier | water cannon | stun grenade | smoke grenade
| flashbang | rubber bullet | plastic bullet
| live round | molotov cocktail | molotov | firebomb | fire bomb | incendiary device
| rubber round | baton round
| bullet | cartridge | taser | stun gun | air gun | airgun | sword | dagger | bayonet | cleaver
| hatchet | spear | harpoon | bow and arrow | machetes
| crane | forklift | forklift truck | snowplough | snowplow | quad bike | camper van | motorhome
| caravan | semi-trailer | dump truck | dumper truck | refuse truck | bin lorry
| garbage truck | cement mixer | cement truck | flatbed | flatbed truck | hatchback | saloon car
| limousine | sedan | coupe | station wagon | convertible | panel van | sports car | rickshaw
| auto-rickshaw | tuk-tuk | bicycle | bike | e-bike
| e-scooter
| steamroller | combine harvester | trolleybus | streetcar | subway train | monorail
| metro train | shuttle bus | funicular | hearse | riot van | squad car | cruiser car
| tanker lorry
| tanker plane | water bomber | firefighting plane | firefighting aircraft | crop duster
| microlight | ultralight | paraglider | floatplane | tiltrotor | jumbo jet
| business jet | cargo plane | transport plane | spy plane | fighter plane | rescue helicopter
| air ambulance | police helicopter | anti-tank missile | interceptor
| interceptor missile | bomblet | submunition | cruise missile | artillery gun | field gun
| anti-aircraft gun | air defence system | air defence battery | naval mine
| multiple launch rocket system | multiple-launch rocket system | multiple rocket launcher
| missile system | rocket system | missile launcher | rocket artillery
| surface-to-air missile system | air defense system | warboat | gunboat | mothership
| powered paraglider | hang glider | anti-personnel mine | limpet mine
| flare | detonator | booby trap | ied
| improvised explosive device | parcel bomb | letter bomb | aerial bomb | glide bomb
| thermobaric bomb
| phosphorus bomb | fertiliser bomb | unexploded bomb | hand grenade | tear gas canister
| tear-gas canister | gas canister | gas cylinder | sea drone | naval drone | surface drone
| exploding drone | attack drone | suicide drone | drone boat | rescue boat | coastguard vessel
| inflatable boat | inflatable | houseboat | passenger ship | passenger ferry | car ferry
| supply ship | supply vessel | research vessel | hospital ship | troop carrier | troop transport
| amphibious vehicle | police van | prison van | army truck | military vehicle | military truck
| road train | semi | big rig | ute | goods vehicle | heavy goods vehicle | hgv | removal van
| delivery van | milk float
"""
# No plural.
AGENTS = """
chlorine | sarin | mustard gas | nerve agent | nerve gas | tear gas | novichok | ammonia
| white phosphorus
| napalm | phosgene | cyanide | hydrogen sulphide | hydrogen sulfide | carbon monoxide
| hydrochloric acid | sulphuric acid | sulfuric acid
| nitric acid | ammonium nitrate | propane | butane | methane | hydrogen | toxic gas
| poison gas | phosphorus
| vinyl chloride | methanol | hydrogen fluoride | anthrax | polonium | caesium | pepper spray
| dynamite | semtex | gelignite | tnt | rdx | thermite | natural gas
| sulphur dioxide | sulfur dioxide | nitrogen dioxide | phosgene gas | chlorine gas
| ammonia gas | hydrogen cyanide | benzene | toluene | styrene | ethanol
| liquefied natural gas | liquefied petroleum gas | lpg | lng | caustic soda
| radioactive material | uranium | plutonium | ricin | vx
"""
# What may stand before such a word and belongs to it.
MODIFIERS = """
surface-to-air | air-to-air | air-to-ground | anti-tank | anti-ship | anti-aircraft
| ballistic | cruise | hypersonic | guided | unguided
| incendiary | thermobaric | suicide | kamikaze | ground-attack | stealth | spy | two-seat
| first-person-view | FPV | reconnaissance
| surveillance | attack | combat | military
| transport | cargo | passenger | light | twin-engined | twin-engine | single-engine | private
| police | rescue | naval | armoured | armored | main battle
| fishing | migrant | refugee | smuggling | pirate | tourist | pleasure | excursion | patrol
| container | oil | products | chemical | freight | goods | double-decker
| articulated | electric | hand | tank
| multiple | long-range | short-range | medium-range | heavy | semi-automatic | automatic
| refrigerator | refrigerated | delivery | timber | livestock | cattle | milk | water | ore
| river | training | chartered | sightseeing | supply | mail | hospital | coastguard | lake
| hunting | inflatable | rubber | tear-gas | school | commercial
"""
# What a designation is a designation of: "Su-24", "SU 24", "MiG29", "BMP-2", "AR-15-style".
DESIGNATIONS = (
    r"(?:Sukhoi[ -]?)?S[uU][ -]?\d{1,2}[A-Z]{0,3}",
    r"Sukhoi(?:[ -]?\d{2}[A-Z]{0,2})?",
    r"(?:Mikoyan[ -]?)?M[iI][gG][ -]?\d{2}[A-Z]{0,2}",
    r"(?:Mil\s+)?M[iI][ -]?\d{1,2}[A-Z]{0,3}",
    r"Ka[ -]?\d{2}[A-Z]?|Tu[ -]?\d{2,3}[A-Z0-9]{0,2}|Il[ -]?\d{2}[A-Z]?|An[ -]?\d{2,3}"
    r"|Yak[ -]?\d{2,3}|L[ -]39[A-Z]{0,2}",
    r"(?:F|A|B|E|C|P|V|U|KC|EA|AC|AV)-\d{1,3}[A-Z]{0,2}|F/A-18[A-F]?",
    r"(?:AH|UH|CH|MH|OH|SH|HH|AH|MQ|RQ|NH)-?\d{1,2}[A-Z]?",
    r"T-\d{2,3}[A-Z0-9]{0,3}|BMP-?\d?|BTR-?\d{0,2}[A-Z]?|BM-\d{2}|BRDM-?\d?|BMD-?\d|MT-LB"
    r"|2S\d{1,2}|D-30|M\d{1,3}A\d|M777|M113",
    r"AK(?=-(?:style|type))|AK-?\d{2,3}[A-Z]{0,2}|AR-?\d{2}|RPG-?\d{0,2}[A-Z]{0,2}|M-?16|M-?4|M-?249|PK[MT]?|G3|G36"
    r"|Uzi|Glock(?:\s?\d{2})?|Kalashnikov",
    r"S-\d{3}|Buk(?:-M\d)?|Tor-M\d|Pantsir(?:-S\d?)?|Kh-?\d{2,3}[A-Z]{0,2}|Kalibr"
    r"|Iskander(?:-[MK])?|Tochka(?:-U)?|Grad|Smerch|Uragan|"
    r"Scud(?:-[BCD])?|Kinzhal|Zircon|Onyx|Oniks|Harpoon|Neptune|Storm\s+Shadow|SCALP|Taurus"
    r"|ATACMS|GMLRS|HIMARS|MLRS|Patriot|NASAMS|IRIS-T|"
    r"Javelin|NLAW|Stinger|Igla|Strela(?:-\d)?|TOW|Kornet|Tomahawk|Hellfire|JDAM|GBU-\d{2}"
    r"|FAB-\d{3,4}|KAB-\d{3,4}[A-Z]?|OFAB-\d{3}|RBK-\d{3}|Qassam|Fateh-\d{3}|Fajr-\d",
    r"Shahed(?:-?\d{3})?|Geran(?:-?\d)?|Lancet(?:-?\d)?|Bayraktar(?:\s+(?:TB2|Akinci|Akıncı))?"
    r"|TB2|Orlan-?\d{0,2}|Mohajer-?\d|Switchblade|Reaper|Predator|Global\s+Hawk"
    r"|Mavic(?:\s?\d)?",
    r"(?:Toyota\s+)?(?:Hilux|Land\s+Cruiser)|Ford\s+(?:Transit|Ranger)|(?:Land|Range)\s+Rover"
    r"|Mercedes(?:-Benz)?\s+(?:Sprinter|Actros)|Mitsubishi\s+(?:Pajero|L200)|Nissan\s+Patrol",
    # A make and its model: "Ford F-150", "Kia Rio".
    r"(?:Toyota|Ford|Honda|Nissan|Mazda|Hyundai|Kia|Volkswagen|VW|BMW|Audi|Skoda|Renault|Peugeot|Citroën|Fiat|Opel|Isuzu"
    r"|Mitsubishi|Subaru|Suzuki|Lexus|Tesla|Chevrolet|Dodge|Jeep|GMC|Lada|Dacia|Tata|Mahindra)\s+(?!Motor)[A-Z][\w-]*",
    r"S-(?:61|64|70|76|92)[A-Z]?|AW-?\d{3}|EC-?\d{3}|Bell\s\d{3}",
    r"ATR[ -]?\d{2}(?:-\d{3})?|Boeing(?:[ -]?7\d7)?(?:[ -]?(?:MAX"
    r"|Max)?(?:[ -]?\d{1,3}[A-Z]{0,2})?)?|Airbus(?:[ -]?A?\d{3})?|A3[0-8]\d(?:neo|-\d{3})?"
    r"|Embraer(?:[ -]?\d{3})?|"
    r"Cessna(?:[ -]?\d{3}|\s+(?:Citation|Caravan|Skyhawk))?"
    r"|Fokker(?:[ -]?\d{2,3})?|Bombardier|Antonov(?:[ -]?\d{2,3})?"
    r"|Tupolev(?:[ -]?\d{3})?|Ilyushin(?:[ -]?\d{2})?|Saab[ -]?\d{3}|Beechcraft|Piper"
    r"|Dash[ -]?8|Twin\s+Otter",
    r"Black\s+Hawk|Blackhawk|Apache|Chinook|Huey|Leopard(?:[ -]?[12](?:A\d)?)?|Abrams"
    r"|Challenger\s?2|Merkava|Bradley|Stryker|Humvee|Marder|Leclerc|Eurofighter|Rafale"
    r"|Gripen|Mirage(?:[ -]?\d{4})?|Novichok|Semtex"
    r"|(?:Tornado|Typhoon)(?=s?\s+(?:jet|fighter|aircraft|bomber|warplane|GR))",
)
CALIBRE = r"\d{1,3}(?:\.\d{1,2})?[ -]?mm"
MAKES = (
    "Scania | Mercedes | Toyota | Ford | Volvo | MAN | Kamaz | KamAZ | Ural | Iveco | DAF "
    "| Renault | Land Rover | Land Cruiser | Hilux | Lada | Tesla | Siemens | Hyundai | Nissan "
    "| Hercules | Globemaster | Lockheed | Sikorsky | Eurocopter | AgustaWestland | Robinson "
    "| Isuzu | Mitsubishi | Volkswagen | BMW | Skoda | Honda | Yamaha"
)
# "lorry driver", "car park", "tank farm": not the thing.
NOT_BEFORE = """
brigade | regiment | division | casing | casings | crater | craters | fragment | fragments
| hole | holes | deck | decks | entrance | entrances | bay
| driver | drivers | firm | company | firms
| conductor | conductors | attendant | attendants | stack | stacks
| yard | yards | track | tracks | bridge | maker | makers | dealer | dealers | traffic | union
| workers | worker | mechanic | mechanics | enthusiast | race | rally | industry | show
| companies | driver's | park | parks
| station
| stations | stop | stops | service
| owner | owners | farm | farms | wash | keys | door | doors | alarm
| alarms | horn | horns | horns' | lights | windows | window | crew | crews | pilots | pilot
| ticket | tickets | lane | depot | depots | factory | plant
| line | type | types | lines | route | terminal | operator | operators | control | crime
| laws | law
| violence | owners' | journey
| ride | fare | fuel | headlights | camera | bomb disposal | bombing | bombings | squad
| threat | dealer | passengers | wound | wounds | ban | bans | fees | horns | noise | race
| races | licence
"""
NOT_AFTER = (
    "abandon | abandoned | abandoning | storage | fuel | water | septic | gas storage "
    "| oil storage | fish | think | shopping | gas | wire | bolt | disc"
)
