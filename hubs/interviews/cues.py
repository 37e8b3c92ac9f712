"""Cues: the words that tell who is compared with whom, what is only planned, and what was only heard.

All patterns are matched against folded text (`hubs.interviews.words.fold`), in English, Spanish and Portuguese at once.
"""

import re

# Between a comparison and the place that it names: "than the ones in Bogotá", "los 29 de Lima".
LEAD = r"""(?: (?:\w+,|\w+,? (?:or|and|o|ou|y|e)|\d[\d.,]*|mil|thousand|unos|unas|uns|umas|about|some
    |in|to|of|from|the|those|that|ones|what|it is|metro|nos|nas|dos|das|sus|seus|area|metropolitana?
    |richer|poorer|bigger|smaller|larger|nearby|en|em|de|do|da|la|el|los|las|a|o|as|os|con|com|no|na|al|lo
    |one|big|large|other|such|as|like|cities|capitals|i|we|pay|paid|had|have|que|como|grandes|outras|otras|ciudades
    |cidades|capitales|capitais|tinha|tenia|tenemos|temos|hay|paga|pago)){0,8} $"""


def _pattern(alternatives: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """One alternative or more a line; a space stands for white space."""
    joined = "|".join(line.strip().strip("|") for line in alternatives.strip().splitlines())
    tail = "".join(line.strip() if line.startswith("    ") else line for line in after.splitlines())
    return re.compile(f"{before}(?:{joined}){tail}".replace(" ", r"\s+"))


HERE = _pattern("""
    here|(?:my|this|our) (?:city|town)
    aqui|aca|(?:mi|esta|nuestra) ciudad(?! natal)
    (?:minha|nossa|esta|essa|nesta|nessa|desta|dessa) cidade(?! natal)
""")
# Where somebody comes from is not "here"; which place it is is said by name or not at all.
BIRTHPLACE = _pattern("""
    hometown|home town|home state
    ciudad natal|tierra natal|pueblo natal
    cidade natal|terra natal
""")
# What would have been, or is only wished for.
UNREAL = _pattern(r"""
    would(?:n't)?(?: \w+)? have \w+(?:ed|en|nt|ught|id|ne)|had (?:i|we|they|he|she) (?!to\b)\w+
    (?:i|we) (?:wish|wanted)|if only
    hubi(?:er|es)\w+|habria\w*|ojala
    (?:se|si) \w*(?: \w+)? ?tivess\w+|tivess\w+|teri(?:a|am|amos) \w+[dt]o|quem dera|tomara que
""")
COUNTRY = _pattern("""
    nationwide|countrywide|(?:the|this|my|our) (?:whole |entire )?(?:country|nation)
    (?:el|este|mi|nuestro|del|al) pais
    (?:o|este|meu|nosso|do|no|ao) pais
""")
# "The cheapest in Brazil" is about a place, not about Brazil.
AMONG = _pattern(r"""
    \w+est|most|worst|best|main|one of|champion|first|second|third|fourth|fifth|city|cities|capital|state|ranked
    ciudad(?:es)?|(?:el|la|los|las) mas|primer[oa]?|segund[oa]|(?:mejor|peor)(?:es)?|principal
    cidades?|(?:o|a|os|as) mais|primeir[oa]|melhor(?:es)?|pior(?:es)?
""")
THROUGHOUT = _pattern(
    """
    all (?:of|over)|across|throughout|everywhere in|tod[ao]s?(?: (?:o|a|el|la))?
""",
    after=" $",
)
PLAN = _pattern(r"""
    (?<!you.)will (?!find\b|see\b|need\b|have to\b)\w+|(?:is|are|am|was|were) (?:going to|planning)
    plans? (?:to|for)|planned|hopes? to|aims? to|expect(?:s|ed)? to|announced|promise[sd]?|by 20[3-9]\d
    (?:va|van) a \w+r|planean?|se espera|esperan? \w+r|proyectan?|prometi\w+|prometen?|anunci\w+
    (?:vai|vao) \w+r|pretendem?|planejam?|espera-se|previst[oa]s?|prometeu|prometeram
""")
HEARSAY = _pattern(r"""
    (?:people|they|some|many|friends|everyone|everybody) (?:also )?(?:say|claim|tell|told)
    (?:i|we|i've|we've) (?:have )?(?:heard|read)|it is said|supposedly|apparently|reportedly|according to
    dicen|se dice|cuentan que|me (?:dijeron|han dicho|contaron)|(?:oido|escuch\w+) (?:decir|que)|dizque|segun|he leido
    dizem|diz-se|me (?:disseram|contaram)|ouvi (?:dizer|falar|que)|segundo|supostamente
""")
# Where somebody comes from is not what they speak of.
ORIGIN = _pattern(
    r"""
    (?:moved|came|come|coming|relocated|migrated|arrived|back|newcomer|resident|visitor|traveller|family) (?:from|of)
    (?:fly|flying|flew|flight|flights|drive|driving|drove|travelled) from
    (?:left|fled)|(?:born|grew up|raised|studied|trained) in
    (?:vuelos?|volando|vole|viaje|viajando) desde|soy de|somos de
    (?:me mude|vine|llegue|emigre|vengo)(?: aqui| aca)? (?:de|desde)|(?:naci|creci|estudie) en
    (?:llego|llegaron|volvio|volvieron|regreso|regresaron|mudarse|se mud(?:o|aron)|(?:llegad|venid)[oa]s?) (?:de|desde)
    (?:dejo|deje|dejaron|dejamos|abandon[eo]|abandonaron)|(?:nacid|criad|formad)[oa]s? en
    (?:visitantes?|viajer[oa]s?|turistas?|expatriad[oa]s?|familias?|residentes?) (?:de|en)
    (?:voos?|voando|voei|viagem|viajando) (?:de|do|da)|(?:sou|somos) (?:de|do|da)
    (?:me mudei|mudei|vim|cheguei|sai|venho)(?: para ca)? (?:de|do|da)|(?:nasci|cresci|estudei) em
    (?:chegou|chegaram|voltou|voltaram|mudar-se|mudou-se|mudaram-se|(?:chegad|vind)[oa]s?) (?:de|do|da|dos)
    (?:deixou|deixei|deixaram|abandonou|abandonaram)|(?:nascid|criad|formad)[oa]s? (?:em|no|na)
    (?:visitantes?|viajantes?|turistas?|expatriad[oa]s?|familias?|residentes?|morador(?:a|es|as)?) (?:de|do|da|em)
""",
    after=" (?:(?:the|la|el|los|las|o|os|as) )?$",
)
# What another place is called after it: "the Silicon Valley of Latin America", "su fama de Silicon Valley".
CALLED_AFTER = _pattern(
    """
    (?:known|dubbed) as|nicknamed|called|reputation as
    (?:conocid|apodad|llamad)[oa]s?(?: como)?|fama de|especie de
    (?:conhecid|apelidad|chamad)[oa]s?(?: como| de)?
""",
    after=r""" (?:(?:a|an|the|un|una|el|la|um|uma|o) )?[‘'"“«]*$""",
)
LIKE_A_TITLE = re.compile(
    r"""\b(?:an?|the|next|new|another|una?|el|la|del|nuev[oa]|proxim[oa]|otr[oa]|uma?|o|do|nov[oa]|outr[oa]|pequen[oa])"""
    r"""\s+[‘'"“«]*$"""
)
TITLE_OF = re.compile(r"""[’'"”»]*\s+(?:of|de|del|do|da|dos)\s+(?!today|the \d|hoy|antes|ayer|hoje|ontem|los \d|\d)""")
OTHER_SIDE = _pattern(
    r"""
    (?:\w+er|more|less|worse|fewer)\b[^.;:]* than
    (?:mas(?! o menos)|(?<!mas.o.)(?<!mais.ou.)menos|mais(?! ou menos))\b[^.;:]* que
    (?:(?:mejor|peor|mayor|menor|melhor|pior|maior)(?:es)?)\b[^.;:]* que
    (?:not|n't|never)\b[^.;:,]* as \w+ as|(?:no|nunca|tampoco)\b[^.;:,]* tan \w+ como
    (?:nao|nunca)\b[^.;:,]* tao \w+ (?:como|quanto)
    compared (?:to|with)|in comparison (?:to|with)|unlike|versus|against
    (?:superior|inferior|preferable|preferible|preferivel) (?:to|al?|aos?)
    in contrast (?:to|with)|exceeds?|surpass(?:es|ed)?
    below|above|under|behind|ahead of|beside|next to|second only to|after|outdone by
    (?:half|double|twice|\w+ times)(?: of)?
    (?:la mitad|el doble|el triple|a metade|o dobro|o triplo)(?: que| do que)?|cerca de la mitad que
    super(?:a|an|o|aron|am|ou|aram)|superad[oa]s?(?: solo| apenas| so)? (?:por|pel[ao]s?)
    en contraste con|em contraste com|al lado de|tras|lejos de(?:l \w+ de)?|longe d[aeo]
    comparad[oa]s? (?:con|com|a)|en comparacion (?:con|a)|em comparacao (?:com|a)|frente a
    a diferencia de|debajo de|encima de|detras de|por delante de|despues de|junto a|contra
    diferente de|ao contrario de|abaixo d[aeo]|acima d[aeo]|atras d[aeo]|a frente d[aeo]|depois d[aeo]|ao lado d[aeo]
""",
    after=LEAD,
)
ALIKE = _pattern(
    r"""
    comparable (?:to|with|a|con)|comparavel (?:a|ao|com)|on (?:a )?par with|a la par de
    as \w+ as|just like|much like|the same as|similar to|a city like|level with|equals
    compete[sd]? with|rivals|compit\w+ con|rivaliza\w* (?:con|com)|compete[mu]? com
    iguala[nm]?|equivale[nm]? a|(?:al|ao) nivel de|a la par con|como (?:en|em)
    (?:tan|tao) \w+ (?:como|quanto)|igual (?:que|a)|parecid[oa] (?:a|con|com)|similar a
""",
    after=LEAD,
)
# What is said of a city that is no hub: in it, of it at the beginning of a clause, or where one was.
WITHIN = _pattern("in|around|en|em", after=" (?:(?:downtown|central|greater|el centro de|pleno) )?$")
CONJUNCTION = _pattern("""
    and|but|while|whereas|though|then|now|y|pero|mientras(?: que)?|aunque|luego|ahora|e|mas|enquanto|embora|depois|agora
""")
BEGINS = re.compile(rf"(?:^|[.;:,(—–]\s*)\W*(?:{CONJUNCTION.pattern}\s+)?$")
WHERE = re.compile(r",?\s+(?:where|donde|onde)\b")
AND = re.compile(r"(?:'s)?(?:,|\s+(?:and|or|nor|y|o|ni|e|ou|nem))+\s+(?:in\s+|en\s+|em\s+|the\s+)?")
CONTRAST = re.compile(r"[,;]\s*")
FIRST_PERSON = _pattern("""
    i|i'm|i've|my|me|we|our|us
    yo|mi|mis|nosotros|vivo|pago|tengo
    eu|meu|minha|nos|nosso|moro|tenho
""")
