"""What the names in tables are called by people (ordliste), in Danish and English."""

from __future__ import annotations

from gistools.text import Text

WORDS = {
    # hazards
    "cloudburst": Text("skybrud", "cloudburst"),
    "sea": Text("stormflod", "storm surge"),
    "stream": Text("vandløb", "stream"),
    # classes of buildings
    "home": Text("helårsbolig", "home"),
    "holiday_home": Text("fritidsbolig", "holiday home"),
    "business": Text("erhverv", "business"),
    "low_business": Text("erhverv, lav værdi", "business of low value"),
    "public": Text("offentlig bygning", "public building"),
    "culture": Text("kultur", "culture"),
    "supply": Text("forsyning", "supply"),
    "annex": Text("anneks", "annex"),
    "garage": Text("garage, carport, udhus", "garage, carport, shed"),
    "other": Text("anden bygning", "other building"),
    "unknown": Text("ukendt anvendelse", "unknown use"),
    # parts of buildings and thresholds
    "ground_floor": Text("stueetage", "ground floor"),
    "basement": Text("kælder", "basement"),
    "building": Text("hele bygningen", "whole building"),
    "all": Text("alle dele", "all parts"),
    "os2": Text("OS2", "OS2"),
    "os2_parameter": Text("OS2's parameter", "parameter of OS2"),
    "niras_2016": Text("NIRAS 2016", "NIRAS 2016"),
    # forms and bases of an amount
    "step": Text("trin", "step"),
    "curve": Text("kurve", "curve"),
    "log": Text("logaritme", "logarithm"),
    "m2": Text("m²", "m²"),
    "m2_basement": Text("m² kælder", "m² of basement"),
    # vehicles
    "car": Text("personbil", "car"),
    "emergency": Text("redningskøretøj", "emergency vehicle"),
    # economics
    "net_tax_factor": Text("nettoafgiftsfaktor", "net-tax factor"),
    "tax_distortion_factor": Text("skatteforvridningsfaktor", "tax distortion factor"),
    # cost beside the insurance, and time
    "repair": Text("udbedring", "repair"),
    "contents": Text("indbo", "contents"),
    "rehousing": Text("genhusning", "rehousing"),
    "advice": Text("rådgivning", "advice"),
    "mean_rebuilding": Text("genopbygning, middel", "rebuilding, mean"),
    "storage": Text("opmagasinering", "storage"),
    "basement_contents_cap": Text("loft for indbo i kælder", "cap for contents of basements"),
    "work": Text("arbejdstimer", "hours of work"),
    "travel": Text("rejsetimer", "hours of travel"),
    "sick": Text("sygetimer", "hours of sickness"),
    "holiday": Text("ferietimer", "hours of holiday"),
    "hour": Text("timepris", "price of an hour"),
    "report_psychological_effects": Text("psykiske følger", "psychological effects"),
    # loss of value
    "share_of_m2_price": Text("andel af kvadratmeterprisen", "share of the price per m²"),
    "neighbours_share_of_it": Text("naboers andel deraf", "share of it for neighbours"),
    "neighbours_within": Text("afstand til naboer", "distance of neighbours"),
    "after_surge": Text("fald efter stormflod", "fall after a storm surge"),
    "m2_price": Text("kvadratmeterpris", "price per m²"),
    # roads
    "speed_square": Text("fartkurvens andengradsled", "square of the speed curve"),
    "speed_slope": Text("fartkurvens hældning", "slope of the speed curve"),
    "speed_dry": Text("fart på tør vej", "speed in the dry"),
    "closed": Text("vej lukket fra", "road closed from"),
    "closed_in_note": Text("vej lukket fra, efter notatet", "road closed from, by the note"),
    "wet_from": Text("vej våd fra", "road wet from"),
    "delay_from": Text("forsinkelse ved fart til", "delay at speeds up to"),
    "delay_dkk": Text("forsinkelse ved fart 0", "delay at speed 0"),
    "delay_slope": Text("forsinkelse pr. km/h", "delay per km/h"),
    "delay_traffic": Text("trafik, som forsinkelsen er opgjort for", "traffic that the delay is for"),
    "delay_directions": Text("retninger", "directions"),
    "hours": Text("timer med vand", "hours of water"),
    "vehicle_hour": Text("pris pr. køretøjstime", "price of a vehicle hour"),
    "cleaning": Text("oprydning", "cleaning"),
    # tourism and areas
    "hostel": Text("vandrehjem", "hostel"),
    "hotel": Text("hotel", "hotel"),
    "bed_and_breakfast": Text("bed & breakfast", "bed & breakfast"),
    "holiday_centre": Text("feriecenter", "holiday centre"),
    "rented_flats": Text("ferielejligheder til leje", "rented holiday flats"),
    "lost_nights": Text("tabte nætter", "lost nights"),
    "road": Text("vej", "road"),
    "railway": Text("jernbane", "railway"),
    "industry": Text("industri", "industry"),
    "service": Text("service", "service"),
    "listed_building": Text("fredet bygning", "listed building"),
    "allotment": Text("kolonihave", "allotment"),
    "church": Text("kirke", "church"),
    "wheat": Text("hvede", "wheat"),
    "barley": Text("byg", "barley"),
    "grass": Text("græs", "grass"),
    "potatoes": Text("kartofler", "potatoes"),
    "fruit": Text("frugt", "fruit"),
    "berries": Text("bær", "berries"),
    "cabbage": Text("kål", "cabbage"),
    "sugar_beet": Text("sukkerroer", "sugar beet"),
    "europe_residential": Text("boliger i Europa", "residential buildings in Europe"),
    # measures
    "ground": Text("terræn i given kote", "ground at a given level"),
    "basin_removed": Text("fjernet bassin", "basin removed"),
    "filled_course": Text("opfyldt vandløb", "filled course"),
    "basin": Text("bassin", "basin"),
    "infiltration_bed": Text("nedsivningsbed", "infiltration bed"),
    "lowered_road": Text("sænket vej", "lowered road"),
    "wall": Text("mur", "wall"),
    "dike": Text("dige", "dike"),
    "culvert": Text("rørunderføring", "culvert"),
    "floor_protection": Text("sikring af stueetage", "floor protection"),
    "basement_protection": Text("sikring af kælder", "basement protection"),
    "design_surface": Text("projekteret terræn", "design surface"),
    # habitats
    "pond": Text("sø og vandhul", "lake and pond"),
    "meadow": Text("eng", "meadow"),
    "salt_meadow": Text("strandeng", "salt meadow"),
    "bog": Text("mose", "bog"),
    "dry_grassland": Text("overdrev", "dry grassland"),
    "heath": Text("hede", "heath"),
    "forest": Text("skov", "forest"),
    "hedge": Text("levende hegn", "hedge"),
    "park": Text("park og have", "park and garden"),
    # units
    "share": Text("andel", "share"),
    "dkk_per_home": Text("kr. pr. bolig", "DKK per home"),
    "month": Text("måneder", "months"),
}


def word(name: str) -> Text:
    """Return what a name in a table is called; the name itself for one that is the user's own.

    >>> word("low_business").da, word("min klasse").en
    ('erhverv, lav værdi', 'min klasse')
    """
    return WORDS.get(name, Text(name, name))
