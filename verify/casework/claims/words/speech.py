"""Who says, and how saying is said."""

from verify.casework.claims.words import word_set

# Verbs behind or before the one who says.
SAYING = """
said | says | told | tells | reported | reports | announced | announces | wrote | writes | claimed
| claims | added | adds | declared | declares | stated | states | confirmed | confirms
| denied | denies
| believes | believed | estimated | estimates | explained | insisted | insists | warned
| warns | tweeted
| recalled | recalls | alleged | alleges | maintained | maintains | acknowledged | admitted
| admits | argued
| argues | noted | notes | testified | recounted | revealed | disclosed | suggested | suggests
| predicted
| predicts | blamed | blames | accused | accuses | rejected | rejects | revised | upgraded
| downgraded | counts | calls
| dismissed | dismisses
| counted | measured
| recorded | put
| puts | gave a | gave the | speaks of | speak of | spoken of | spoke of | quoted | cited
| asserted | asserts
| concluded
| concludes | assured | assures | informed | informs | transmits | communicated | communicates
| clarified | underlined | stressed | emphasised | emphasized | specified | thinks | thought
| supposes | presumes | presumed | assumes | understands
| fears
| expects | calculated | tallied | registered | remembered | remembers | mentioned | replied
| pledged | urged
| complained | swears | swore | reckons | reckoned | tells of | told of | described
| describes | spoke | logged | logs | recounts | recalls
| laughed | laughs | sighed | joked
| shouted | repeats | repeated | conceded | concedes | contends | contended | countered
| cautioned | cautions | reiterated | hinted | stresses | explains
| related | relates | gives the | gives a
| holds to | held to | sticks to | stuck to | stands by | stood by | talks of | talked of
| posted on X | posted on Telegram | posted on Facebook | posted on Twitter | posted online
| found that | finds that
| disputed | disputes | contested | contests | refuted | refutes | rebutted | lamented | laments
| quipped | retorted | answered | commented | observed | remarked | remarks | pointed out
| points out
| pointed the finger at | points the finger at | pointed to | points to | made clear | forecast
| forecasts | projects | projected | signalled | signaled | vowed | vows | promised | promises
| threatened | threatens | demanded | demands | called for | calls for | called on
| calls on | advised | advises | documented | documents | verified | verifies
| assessed | assesses | sets the | set the | pegged | pegs | pinned the blame | lists | listed
| narrated | narrates | whispered | testifies | affirmed | affirms | reaffirmed | clarifies
| specifies | details | detailed | summarised | summarized | speculated | speculates | ascribed
| attributed | attributes | attributes it | ruled that | rules that | holds that | held that
| called it | called the | calls the | calls it | condemned | condemns | denounced | denounces
| criticised | criticized | welcomed | hailed | praised | gathered that | gathers that
| learned that | learnt that | observed that | argued that
| objected | objects | protested that | noticed | agreed that | agrees that
"""
# Nouns as often as verbs: only behind a plural.
SAYING_BARE = """
say | report | claim | believe | deny | estimate | think | fear | blame | accuse | estimate
| count | warn | tell
| insist | talk of
| complain | recount | suggest | allege | put | state | speak of | write | maintain | argue
| describe | assert | contend | confirm | announce | explain | recall | remember | predict
| caution | dispute | reject | dismiss | reckon | swear | vow | urge | agree | speculate
| point to | attribute
"""
# Behind any subject, if what is said follows with "that".
SAYING_THAT = """
note | add | declare | admit | concede | acknowledge | hold | stress | assume | suppose | suspect
| understand | infer | conclude | determine | find | report | hear | fear | hope | insist | warn
| maintain | assert | write | argue | claim | say | believe | think | estimate | confirm | agree
| complain | suggest | allege | state | recall | predict | reckon | swear | speculate
"""
# With these the subject acts as much as it speaks: only a body that speaks for itself is a source.
WEAK_SAYING = word_set(
    "put puts gave counted measured recorded blamed blames blame accused accuses accuse estimated "
    "registered listed lists called observed described report reports thought urged urges answered "
    "revised upgraded downgraded dismissed dismisses counts calls responded suggests expects "
    "logged logs holds held sticks stuck stands stood repeated repeats fear fears called "
    "quoted cited condemned condemns denounced denounces criticised criticized welcomed hailed "
    "praised "
    "called for calls on demanded demands advised advises set sets "
    "lists listed documented documents verified verifies pegged pegs pointed points attributed "
    "attributes projected projects forecast forecasts details detailed noticed assessed assesses"
)
# "shared by a neighbour": who handed footage on is a source, the footage is none.
HANDED_ON = """
sent to us by | passed to us by | given to us by | handed to us by | sent in by | shared by
| posted by | released by | published by | uploaded by | filmed by | recorded by
| shot by
| circulated by | provided by | obtained by | broadcast by | distributed by | sent by
| captured by
| taken by | seen by | viewed by | reviewed by | issued by | put out by | verified by
| reported by | carried by
| aired by | supplied by | given out by | passed on by | quoted by | cited by | told by
| written by
| confirmed by | announced by | estimated by | documented by | certified by | denied by
| registered by | counted by | described by | received by
"""

OFFICIAL = """
cops | cop | police | policeman | policewoman | gendarmerie | gendarmes | constable | sheriff
| marshal
| ministry
| minister | government | administration | army | military | navy | air force | armed forces
| coastguard
| coast guard | general staff | defence forces | defense forces | defence ministry
| defense ministry
| border guard | border guards | border service | officials | official | governor | mayor
| council
| councillor | prefect | prefecture | president | presidency | prime minister | chancellor
| parliament
| deputies | deputy | lawmaker | lawmakers | senator | congressman | congresswoman
| mayoress | ambassador | embassy | attaché | consul
| consulate | prosecutor | prosecutors | prosecutor's office | attorney | court | judge
| coroner | medical examiner
| directorate | authority | authorities | agency | department | commission | commissioner
| inspectorate
| bureau | fire service | fire guard | fire watch | fire command | fire brigade
| fire department | fire chief | fire officer
| firefighters | fire and rescue service
| ambulance service | emergency service | emergency services | emergencies ministry
| rescue service | rescue centre | rescue center | coordination centre | coordination center
| seismological institute | geological institute | geophysical institute | volcanology institute
| volcanological institute | meteorological institute | hydrological institute | drainage board
| records | seismological service | earthquake centre | earthquake center
| civil defence | civil defense | emergency manager | emergency management | civil protection
| civil aviation | harbour master
| harbourmaster | port master | portmaster | stationmaster | station master
| harbor master | port authority | crisis staff | general staff | headquarters
| state television | state tv
| state media
| state news agency | state agency | state radio | chief inspector | inspector | superintendent
| chief constable | sergeant | colonel | admiral | commander
| commodore
| lieutenant | officer | officers | kremlin | pentagon | white house
| united nations | un | nhs | health service | national health service | disaster management
| disaster agency | emergency management | health authority | emergency centre | operations centre
| civil guard | carabinieri | sheriff's office | highway patrol | state police | rail regulator
| space agency | nuclear regulator | regulator | inspector general | auditor | electoral commission
| returning officer | public defender | attorney general | solicitor general | lord mayor
| district governor | commissioner | chief of staff | joint chiefs | high command
| occupation authorities
| military administration | regional governor | headquarters | rescue command | ports authority
| interior ministry | spokesman for the army | seismic centre | seismological centre
| survey | geological survey
| meteorological office | park service | weather service | met office | weather bureau | state
| the office
| staff
| communiqué | official record | register | registry | gazette | police chief | fire chief
| district hospital
| governor's office | mayor's office | harbour office | port office | office | president's office
| army general | secretary-general
| foreign secretary | home secretary | secretary of state | investigators
| investigation committee
| health department | public health | district health | regional hospital | state hospital
| county hospital
| civil aviation office | transport board | safety board | election commission | statistics office
| central bank | customs | national guard | federal | municipality | town hall | city hall
| regional administration
| troops | joint forces | command | security forces | security service | intelligence service
| intelligence | regime | junta
| mission | envoy | the city | the county | city council | accident board
| investigation board | corrections | correctional | prison service
| side | both sides | both governments
| both countries | railways | state railway | national park service | water board
| environment agency
| maritime administration | maritime authority | rescue coordination centre | ombudsman
| monitors of the un
"""
# Of a kind, though without a name of its own.
# "Opposition deputies circulated a video": they are its source.
SHARED = """
circulated | shared | posted | released | uploaded | published | aired | broadcast
| distributed | presented | showed | sent us | gave us | sent | handed us
"""
GROUPS = """
bosses | carrier | shipper | insurer | regional airline | news agency | african union
| european union | arab league
| organisers | organizers | union | unions | company | firm | operator | owner | owners
| manufacturer
| airline | charity | club | league | association | federation | party | movement | group
| faction
| rebels | militia | insurgents | separatists | campaigners | hospital | university | bank
| opposition
| church | diocese | school | manager | management | publisher | newspaper | broadcaster
| cooperative
| committee | institute | observatory | laboratory | consortium | brigade
| council of trade unions
"""
UNNAMED = """
residents | resident | inhabitants | inhabitant | travellers | locals | local | villagers
| villager | witnesses | witness
| eyewitnesses | eyewitness | neighbours
| neighbour | neighbors | neighbor | medics | medic | doctor | doctors | nurse | nurses
| survivors | survivor
| passers-by | passer-by | passenger | passengers | shopper | shoppers | people | man | woman
| boy | girl
| driver | drivers | fisherman | fishermen | farmer | farmers | worker | workers | employee
| employees
| source | sources | person | diplomat | diplomats | analysts | analyst | experts | expert
| brokers | broker | traders | trader
| activists | activist | users | user | posts | post | channels | channel | account | accounts
| media | local media
| reports | report | crew member | crew members | guard | security guard | railwayman
| teacher | student | students | volunteer
| volunteers | monitors | monitor | shopkeeper | shopkeepers | guests | guest | tourist
| tourists | relatives | relative
| mother | father | insider | insiders | commentators | critics | supporters | spectator
| spectators | onlooker | onlookers
| maritime security firm | security firm | radio station | local radio station | bystander
| bystanders | motorist
| motorists | refugees | reporters | correspondents | shepherd | hunter | hikers | hiker
| sailor | sailors | pilot
| pilots | ships | boat | page | blog | website | blogger
| bloggers | aid workers | rescuers | rescuer | emergency workers | paramedics | paramedic
| soldiers | soldier | fighters | protesters
| colleague | colleagues | technician | engineer | engineers | staff member | member | members
| customer | customers | clerk | cleaner | teenager | caretaker
| fan | fans | walker | walkers | cyclist | dog walker | commuters | commuter | pensioner
| pensioners | uncle | aunt | brother | sister | son | daughter | husband | wife | cousin | nephew
| niece | grandfather | grandmother | friend | friends | partner | widow | parent | parents
| landlord | landlady | waiter | barman | porter | stallholder | trucker | biker | jogger
| swimmer
| surfer | camper | crewman | deckhand | docker | miner | nun | priest | monk | headmaster
| headmistress
| families | family | holidaymakers | holidaymaker | visitor | visitors
"""
ANONYMOUS = """
condition of anonymity | not to be named | not be named | anonymously | briefed on | close to
| familiar with | law enforcement officials | law enforcement official
| law enforcement sources | security sources | security source | military sources
| military source
| sources | who asked not | declined to be named | unconfirmed | not authorised | not authorized
| senior officials | western officials | diplomatic | on background | off the record
| on condition of
"""
RANKS = """
Chief Inspector | Inspector | Chief | Sergeant | Sgt | Captain | Capt | Colonel | Col
| General | Gen | Major | Maj
| Admiral | Adm | Commander | Cmdr | Lieutenant | Lt | Governor | Gov | Mayor | President
| Minister | Senator | Sen
| Judge | Superintendent | Officer | Deputy | Prime Minister | Ambassador | Secretary
| Sheriff | Coroner
| Prosecutor | Constable | Brigadier | Brig | Commissioner | Detective | Trooper | Marshal
| Private | Corporal
"""
FAMILIAR_TITLES = (
    "Mum | Mom | Dad | Grandmother | Grandfather | Gran | Grandad | Granny | Mother | Father"
)
ADVERBS = """
now | later | also | then | further | still | had | has | have | earlier | previously | only
| allegedly | reportedly
| on Telegram | initially | repeatedly | categorically | flatly | firmly | first | each | both
| independently
| meanwhile | subsequently | separately | publicly | privately | again | once | since
"""
# Of a government, where they speak.
CAPITALS = word_set(
    "Moscow Kyiv Kiev Washington Beijing Tehran Ankara Damascus Jerusalem Paris London Berlin "
    "Brussels Riyadh "
    "Doha Cairo Islamabad Delhi Pyongyang Seoul Tokyo Minsk Baku Yerevan Tbilisi Belgrade "
    "Pristina Warsaw Kabul "
    "Baghdad Amman Tripoli Khartoum Nairobi Caracas Havana Kremlin Vienna Rome Madrid Athens "
    "Sofia Bucharest"
)
