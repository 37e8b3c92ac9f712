"""A plain keyword list, as one would write it in an afternoon: what suggestions have to beat."""

KEYWORDS = {
    "family": "child children kid kids family families parent parents school schools childcare nursery playground",
    "traffic": "traffic jam jams congestion commute driving drivers gridlock",
    "transport": "bus buses metro subway train trains transit bike cycling walkable airport",
    "cost": "cost costs cheap cheaper expensive rent rents price prices affordable pesos dollars",
    "safety": "safe safer safety crime robbery robbed theft murder murders violence police mugged",
    "culture": "culture museum museums music food restaurants nightlife festival theatre cafés bars",
    "community": "meetup meetups community communities event events conference groups hackathon",
    "employers": "company companies employer employers office offices jobs hiring layoffs corporate",
    "startups": "startup startups founder founders venture unicorn unicorns investors capital",
    "talent": "talent graduates engineers university universities skilled bilingual students",
    "remote": "remote remotely coworking nomad nomads internet wifi fibre",
    "support": "government incentives grants programme programs subsidy public ministry tax",
    "business": "bureaucracy permits paperwork red-tape registration regulation taxes",
    "specialty": "fintech ai software games gaming biotech hardware semiconductors cybersecurity",
}
GOOD = "good great best excellent safe safer cheap cheaper affordable easy quiet strong growing lively friendly"
BAD = "bad worst poor expensive dear dangerous unsafe crime robbed jams slow lack few weak hard difficult no not never"
