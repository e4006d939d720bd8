"""Words around the names of places. Which names are places is read from the words, not a list."""

# A name before one of these is a place: "Zorin region", "Harbour Street".
TYPES = """
region | province | governorate | oblast | district | county | municipality | canton | prefecture
| pass | airport | airfield | airbase | air base | aerodrome | bay | gulf | strait | harbour
| harbor
| port | street | road | avenue | boulevard | lane | square | bridge | road bridge | rail bridge
| railway bridge | viaduct | tunnel | mall | shopping centre | market | bazaar | valley
| gorge | canyon
| island | islands | peninsula | cape | highway | motorway | hospital | clinic | station
| railway station
| train station | metro station | bus station | stadium | arena | refinery | substation
| power plant
| power station
| terminal | base | barracks | camp | refugee camp | dam | reservoir | suburb | neighbourhood
| neighborhood | quarter | village | town | city | river | canal | lake | lagoon | marsh
| mountain
| mountains | ridge | hill | hills | forest | beach | coast | seafront | waterfront | pier
| quay | border
| crossing | junction | checkpoint | gate | park | gardens | mine | quarry | factory | plant
| university
| campus | prison | church | cathedral | mosque | monastery | temple | palace | castle | tower
| hotel
| gallery | galleria | plaza | general | infirmary | archipelago | atoll | desert | steppe | plain
| plateau | volcano | glacier | waterfall | falls | point | head | heights | estate | corridor
| enclave
| exclave | strip | bank | front line | theatre | cinema | nightclub | school | cemetery | zoo
| flyover | overpass | underpass | roundabout | interchange | expressway | turnpike | parkway
| promenade | embankment | wharf | jetty | dock | docks | dockyard | shipyard | marina
| lighthouse
| reef | shoal | sandbank | inlet | fjord | sound | channel | estuary | delta | basin | cliff
| cliffs
| slope | slopes | woods | moor | heath | marshes | meadow | fields | farm | ranch | vineyard
| plantation | mill | works | steelworks | brewery | colliery | depot
| landfill | local government area | local council | state | county jail | oblast
| courthouse | town hall | city hall | embassy | consulate | museum | synagogue | shrine
| chapel | abbey | fort | fortress | citadel | academy | college | kindergarten | dormitory
| racetrack | circuit | speedway | pool | resort
| centre | center | compound | complex | tower block
| township
| ward | precinct | borough | parish | commune | crescent | gas station | petrol station
| gasworks
| service station | fire station | police station | truck stop | toll plaza | border post
| outpost
| garrison | airstrip | heliport | ferry terminal | oil terminal | gas terminal | oilfield
| gasfield
| oil field | gas field | pipeline | power line | railway line | roadblock | campground | campsite
| trail | summit | peak | ski resort | wildlife park | national park | industrial estate | gate
| co-op | cooperative | rail yard | railway yard
| marketplace | restaurant | pub | supermarket | hall | sector | pumping station | hospice
| nursing home | care home | rice mill | maternity ward | oilfields | steppe | headland | spit
| anchorage | roadstead | bypass | ring road | coast road | level crossing | crossroads
"""
# Between a name and its type: "Horno coal mine".
KINDS = """
coal | gold | copper | iron | oil | gas | power | nuclear | railway | rail | road | train
| bus | tram | police | army | air | naval
| military | border | refugee | football | steel | sugar | container | fishing | ski | wind
| grain | cement | textile | fertiliser
| chemical | cargo | ferry | motorway | mountain | children's | state | city | central
| paper | saw | flour | cotton | pulp | brick | glass | tyre | battery | fireworks | dairy | meat
| cigarette | soap | paint | plastics | rubber | aluminium | lead | zinc | salt | tin | diamond
| uranium | car | shoe | export | import | fuel | ammunition | munitions | logistics | data
| primary | secondary | high
| elementary | maternity | children's | general | regional | teaching | psychiatric | livestock
| university | shopping | vegetable | fish
"""
# "the village of Tell Amra": what follows is the name.
SETTLEMENTS = """
village | town | city | hamlet | settlement | municipality | community | townlet | resort
| capital
| province | region | district | governorate | county | island | state | country
"""
# "the centre of Montero": a part, told with the name.
PARTS = """
centre | center | heart | edge | outskirts | side | part | quarter | suburb | suburbs | district
| neighbourhood | neighborhood | port | harbour | harbor | coast | shore | bank | banks
| gorge | canyon | pass | slope | slopes | foot | mouth | forest | beach | beaches
| waters
| middle | gulf | bay | strait | hills | countryside | valley | streets | old town
"""
PREFIXES = (
    "Port | Lake | Mount | Mt | Cape | Fort | Camp | Gulf of | Bay of | Strait of | Isle of "
    "| Saint | St | St. "
    "| San | Santa | Sankt | New | Upper | Lower | Novy | Nova | Novo | Stary | El | Al "
    "| Tell | Tel | Tal "
    "| Isla | Ilha | Île | Isola | Pulau | Koh | Rio | Sierra | Monte | Puerto | Porto "
    "| Punta | Cabo | Villa | Ras | Kfar | Qalat | Bab | Ma'arrat | Khan | Deir | Wadi | Jebel "
    "| Jabal | Bir | Ain | Umm | Beit | Kafr"
)
DIRECTIONS = """
north | south | east | west | north-east | north-west | south-east | south-west | northeast
| northwest
| southeast | southwest
"""
ADJECTIVES = """
northern | southern | eastern | western | north-western | north-eastern | south-western
| south-eastern
| northwestern | northeastern | southwestern | southeastern | central | downtown | greater
| rural | upper
| lower | outer | inner | mainland | coastal | old
"""
# "hits Idlib", "rocks sleepy Lomnik": in headlines the place is the object.
STRUCK = """
hits | hit | strikes | struck | shakes | shook | rocks | rocked | rattles | rattled | pounds
| pounded
| batters | battered | floods | flooded | sweeps | swept | engulfs | engulfed | jolts | jolted
| ravages
| lashes | lashed | targets | targeted | shells | shelled | bombs | bombed | paralyses | paralyzes
| devastates | devastated | leaves | left | flattens | flattened | reached | reaches | enters
| entered
| invaded | invade | raided | razed | sacked | attacked | attack | attacks | storms | hammers
| hammered
| seized | captured | besieged | takes | took | fled | overran | stormed | retook | recaptured
| liberated | occupied | surrounded | encircled | hitting | striking | shaking | inundated
| submerged | swamped | blanketed | bombarded | crossed
"""
# "Lomnik was shelled": what happens to a place.
UNDERWENT = r"""
(?:was|were|has been|have been|had been) (?:(?:heavily|again|later) )?(?:shelled|bombed|flooded)
| (?:was|were|has been|have been|had been) (?:besieged|encircled|retaken|cut off)
| (?:was|were|been) hit by (?:[\w-]+ ){0,2}(?:missiles?|shells?|rockets?|drones?|strikes?)
| (?:was|were|been) hit by (?:[\w-]+ ){0,2}(?:bombs?|mortars?|artillery|(?:earth)?quake)
| came under (?:(?:heavy|renewed|sustained|intense) )?(?:fire|attack|shelling|bombardment|artillery)
"""
PREPOSITIONS = """
close to | next to | adjacent to
in | at | near | outside | inside | off | over | above | around | across | toward | towards | into
| through | throughout | along | beside | behind | beyond | between | within | opposite
"""
# Names that are no place, whatever stands before them.
NOT_PLACES = """
Telegram | Twitter | Facebook | TikTok | YouTube | Instagram | WhatsApp | Viber | Signal | VK
| Reddit
| Snapchat | Weibo | X | Bluesky | Discord | Zoom | Monday | Tuesday | Wednesday | Thursday
| Friday
| Saturday | Sunday | January | February | March | April | May | June | July | August | September
| October | November | December | Christmas | Easter | Ramadan | Eid | New Year | God | Allah
| English
| Arabic | Russian | Turkish | French | German | Spanish | UTC | GMT | Parliament | Congress
| NATO | TV
| Islam | Islamic State | United States | Deep State | Head of State | Secretary of State
| Internet | Google | Reuters
"""
FUNCTION_WORDS = """
I | He | She | It | They | We | You | The | A | An | Its | His | Her | Their | Our | This
| That | These
| Those | Some | Many | Most | All | Both | No | One | Two | Three | Four | Five | Six | Seven
| Eight | Nine | Ten
| Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday | God | Mr | Mrs | Ms | Dr
"""
# A name that ends so is a body of people.
BODIES = """
Lab | Labs | Laboratory | Institute | Ministry | Agency | Company | Ltd | Inc | Corp | Group
| Press | News
| Times | Wire | Party | Union | Association | Federation | Committee | Council | Commission
| Office
| Department | Service | Services | Authority | Police | Army | Navy | Force | Forces | Guard
| Brigade
| Movement | Front | Organisation | Organization | Foundation | Bank | Ledger | Watch
| Monitor | Post
| Observatory | Society | Network | Channel | Radio | Television | Airlines | Airways | Marine
| Displays
| Courier | Gazette | Herald | Journal | Tribune | Command | Court | Academy | Board | Bureau
| Helmets | Crescent | Red Cross
| Initiative | Project | Programme | Program | Alliance | Coalition | Trust | Club | FC | United
"""
