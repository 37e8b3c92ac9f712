"""Every page in each of its states. The placeholders: {s} is the token of a shared ranking, {k} its sender's."""

ANSWERS = "family=3&traffic=2&cost=2&specialty=fintech"
SOME = "q=traffic.cost.b&q=culture.safety.a&q=cost.airport.a"
CIRCLE = "q=cost.family.a&q=safety.family.b&q=cost.safety.b"

PATHS = {
    "landing": "/",
    "basics": "/basics/",
    "basics, answered": f"/basics/?{ANSWERS}&household=children&country=CO&must=safety",
    "priorities": f"/priorities/?{ANSWERS}",
    "priorities, fresh": "/priorities/",
    "results": f"/results/?{ANSWERS}",
    "results, one left": f"/results/?{ANSWERS}&country=PE",
    "results, all excluded": f"/results/?{ANSWERS}&country=CA&language=es",
    "results, something unchecked": f"/results/?{ANSWERS}&must=support&must=community",
    "share": f"/share/?{ANSWERS}",
    "shared": "/s/{s}/",
    "link": "/links/{k}/",
    "shared, a hub of it": "/hubs/medellin/?shared={s}",
    "shared, its evidence": "/hubs/medellin/cost/?shared={s}",
    "shared, compared": "/compare/?hub=medellin&hub=bogota&shared={s}",
    "decide, start": "/decide/",
    "decide, first question": "/decide/?q=&specialty=fintech",
    "decide, question": f"/decide/?specialty=fintech&climate_to=warm&{SOME}",
    "decide, again": f"/decide/?{SOME}&again=2",
    "decide, result": f"/decide/?{SOME}&go=stop",
    "decide, contradiction": f"/decide/?{CIRCLE}&go=stop",
    "decide, no hub": "/decide/?q=&country=CA&language=es",
    "compare, nothing": "/compare/",
    "compare, two": f"/compare/?hub=medellin&hub=bogota&{ANSWERS}",
    "compare, without answers": "/compare/?hub=medellin&hub=bogota",
    "compare, four, one my own": f"/compare/?hub=medellin&hub=bogota&hub=toronto&here=elsewhere&here_cost=1&{ANSWERS}",
    "compare, my ratings": f"/compare/?hub=lima&here=elsewhere&{ANSWERS}&size=1&size_to=large",
    "compare, where I live": f"/compare/?hub=medellin&hub=bogota&here=toronto&country=CO&{ANSWERS}",
    "hubs": "/hubs/",
    "hubs, sorted and filtered": "/hubs/?language=es&sort=talent",
    "hubs, none left": "/hubs/?country=PE&language=en",
    "hub": "/hubs/colima/",
    "hub, yours": f"/hubs/medellin/?{ANSWERS}",
    "evidence": f"/hubs/medellin/cost/?{ANSWERS}",
    "evidence, options": "/hubs/toronto/specialty/",
    "evidence, nothing known": "/hubs/aguascalientes/community/",
    "method": "/method/",
    "correct": "/correct/?hub=medellin&criterion=cost",
    "correct, a hub": "/correct/?hub=medellin",
    "correct, suggest": "/correct/",
    "corrections": "/corrections/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}

# What somebody gets who asks for what is not there or cannot be; with the status that it has.
MISTAKEN = {
    "too many intents": ("/start/?intent=family&intent=pay&intent=field&intent=remote", 400),
    "four decisive": ("/results/?cost=3&family=3&traffic=3&safety=3", 400),
    "five to compare": (f"/compare/?hub=lima&hub=lima&hub=bogota&{ANSWERS}", 400),
    "unreadable answers": ("/hubs/medellin/?cost=9", 400),
    "unreadable filters": ("/hubs/?country=XX&colour=red", 400),
    "unreadable questions": ("/decide/?q=cost.cost.a", 400),
    "no such page": ("/nowhere/", 404),
    "no such hub": ("/hubs/atlantis/", 404),
}
