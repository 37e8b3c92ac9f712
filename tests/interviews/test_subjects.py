"""Whom a sentence speaks of, in three languages: names, here, the other side, plans, hearsay, the country."""

import pytest

from hubs.interviews.places import Gazetteer, Place
from hubs.interviews.sentences import split
from hubs.interviews.subjects import Follower

PLACES = Gazetteer(
    [
        Place("bogota", ("Bogotá",), "CO"),
        Place("medellin", ("Medellín",), "CO"),
        Place("mexico-city", ("Mexico City", "Ciudad de México", "Mexico", "CDMX", "DF"), "MX"),
        Place("sao-paulo", ("São Paulo", "SP"), "BR"),
        Place("recife", ("Recife",), "BR"),
        Place("san-francisco-bay-area", ("San Francisco Bay Area", "Bay Area"), "US"),
        Place("new-york-city", ("New York City", "Nueva York", "Nova York"), "US"),
        Place("CO", ("Colombia", "Colômbia")),
        Place("MX", ("Mexico", "México")),
        Place("BR", ("Brazil", "Brasil")),
    ]
)


def subjects(text, residence="medellin", language="en"):
    follower = Follower(PLACES, PLACES.places.get(residence))
    return [
        [(each.place.key, each.kind, each.turn) for each in follower.follow(part)] for part in split(text, language)
    ]


def places(text, residence="medellin", language="en"):
    return [[key for key, _, _ in said] for said in subjects(text, residence, language)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rents in Bogota went up.", ["bogota"]),
        ("BOGOTÁ is cold.", ["bogota"]),
        ("En CDMX hay mucho tráfico.", ["mexico-city"]),
        ("They wrote df.head() all day.", ["medellin"]),
        ("Nueva York is far too dear.", ["new-york-city"]),
        ("The Bay Area has every employer.", ["san-francisco-bay-area"]),
        ("Traffic in Mexico City is heavy.", ["mexico-city"]),
        ("Bogotanos are friendly.", ["medellin"]),
    ],
)
def test_names_are_found_with_and_without_accents(text, named):
    assert places(text) == [named]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In Bogotá rents are high. Here they are low.", "en"),
        ("En Bogotá la renta es alta. Aquí es baja.", "es"),
        ("Em Bogotá o aluguel é alto. Aqui é baixo.", "pt"),
    ],
)
def test_here_is_where_the_speaker_lives(text, language):
    assert places(text, language=language) == [["bogota"], ["medellin"]]


def test_what_was_last_spoken_of_carries_on_within_its_paragraph():
    text = "In Bogotá rents are high. The buses are full.\n\nThe metro is clean and quick."
    assert places(text) == [["bogota"], ["bogota"], ["medellin"]]


def test_an_answer_is_about_the_place_of_its_question():
    assert places("And how was Bogotá?\n\nVery expensive, with full buses.")[-1] == ["bogota"]


def test_a_heading_gives_its_place_and_another_city_does_not_take_it():
    text = "Bogotá\n\nThe scene is large. Recife has a tech park by the port.\n\nRents are high there."
    assert places(text, residence="") == [[], ["bogota"], ["recife"], ["bogota"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is cheaper than Bogotá.", "en"),
        ("Rents are far below the ones in Bogotá.", "en"),
        ("Es más barata que Bogotá.", "es"),
        ("Los alquileres son menores que en Bogotá.", "es"),
        ("É mais barata do que Bogotá.", "pt"),
        ("Comparada com Bogotá, a vida é barata.", "pt"),
        ("Rents are lower than those of other big cities such as Bogotá.", "en"),
        ("La renta es más baja que en otras ciudades grandes como Bogotá.", "es"),
        ("Os índices são mais baixos do que os de grandes cidades como Bogotá.", "pt"),
        ("Our metro is superior to the one in Bogotá.", "en"),
        ("El salario es inferior al que tenía en Bogotá.", "es"),
        ("O salário é superior ao que tinha em Bogotá.", "pt"),
        ("I pay less than I paid in Bogotá.", "en"),
    ],
)
def test_a_comparison_is_evidence_for_both_with_opposite_signs(text, language):
    said = subjects(text, language=language)[0]
    assert said == [("medellin", "first-hand", 1), ("bogota", "comparison", -1)]


def test_all_places_of_a_list_are_the_other_side():
    assert places("It ranks above Mexico City and Bogotá.") == [["medellin", "mexico-city", "bogota"]]
    assert {turn for _, _, turn in subjects("It ranks above Mexico City and Bogotá.")[0][1:]} == {-1}


def test_after_a_contrast_the_last_place_carries_on():
    text = "While Recife is known for its startups, São Paulo attracts larger firms. Rents are high there."
    assert places(text)[1] == ["sao-paulo"]


def test_what_a_place_is_likened_to_has_the_same_sign():
    assert subjects("It is as expensive as Bogotá.")[0][1] == ("bogota", "comparison", 1)
    assert subjects("Es tan cara como Bogotá.", language="es")[0][1] == ("bogota", "comparison", 1)
    assert subjects("O custo é comparável a Bogotá.", language="pt")[0][1] == ("bogota", "comparison", 1)


def test_a_contrast_gives_each_place_its_clause():
    text = "While Recife is known for its startups, São Paulo attracts larger firms."
    found = Follower(PLACES).follow(split(text)[0])
    assert [(each.place.key, text[each.start : each.end]) for each in found] == [
        ("recife", "While Recife is known for its startups"),
        ("sao-paulo", ", São Paulo attracts larger firms."),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They will build a metro.", "en"),
        ("The city is going to open a park.", "en"),
        ("Van a construir un metro.", "es"),
        ("Vão construir um metrô.", "pt"),
        ("A prefeitura pretende abrir um parque.", "pt"),
    ],
)
def test_a_plan_is_no_fact(text, language):
    assert subjects(text, language=language) == [[("medellin", "plan", 1)]]


def test_what_you_will_find_is_no_plan():
    assert subjects("You will find good coffee.") == [[("medellin", "first-hand", 1)]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("People say that the centre is dangerous.", "en"),
        ("I have heard that rents doubled.", "en"),
        ("Dicen que el centro es peligroso.", "es"),
        ("Ouvi dizer que o centro é perigoso.", "pt"),
    ],
)
def test_hearsay_is_reported(text, language):
    assert subjects(text, language=language) == [[("medellin", "reported", 1)]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Colombia has slow bureaucracy.", "en"),
        ("The country has slow bureaucracy.", "en"),
        ("En Colombia la burocracia es lenta.", "es"),
        ("O país tem uma burocracia lenta.", "pt"),
    ],
)
def test_what_is_said_of_the_country_is_country_level(text, language):
    assert subjects(text, language=language) == [[("CO", "country-level", 1)]]


def test_the_best_of_a_country_is_not_said_of_the_country():
    assert places("Its metro is the best in Colombia.") == [["medellin"]]


def test_where_somebody_comes_from_is_not_spoken_of():
    assert places("I moved from Bogotá and pay less.") == [["medellin"]]
    assert places("Nací en Bogotá y pago menos.", language="es") == [["medellin"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Flying from Bogotá I saw the hills.", "en"),
        ("Soy de Bogotá y pago menos.", "es"),
        ("Sou de Bogotá e pago menos.", "pt"),
    ],
)
def test_where_somebody_is_from_or_flew_from_is_not_spoken_of(text, language):
    assert places(text, language=language) == [["medellin"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Had we stayed longer, we would have found a cheaper flat.", "en"),
        ("I wish there were a metro.", "en"),
        ("Ojalá hubiera un metro.", "es"),
        ("Si hubiéramos esperado, el alquiler sería más barato.", "es"),
        ("Se tivesse metrô, eu não dirigia.", "pt"),
    ],
)
def test_what_would_have_been_is_said_of_no_place(text, language):
    assert places(text, language=language) == [[]]


@pytest.mark.parametrize("text", ["I had to pay a lot.", "We would have a long commute.", "Tengo que pagar mucho."])
def test_what_is_had_is_no_wish(text):
    assert places(text) == [["medellin"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In my hometown rents are low.", "en"),
        ("En Mendoza, mi ciudad natal, la renta es baja.", "es"),
        ("Na minha cidade natal o aluguel é baixo.", "pt"),
    ],
)
def test_where_somebody_was_born_is_not_here(text, language):
    assert places(text, language=language) == [[]]
    named = {"en": "In Bogotá, my hometown, rents are low.", "es": "En Bogotá, mi ciudad natal, la renta es baja."}
    assert places(named.get(language, "Em Bogotá, minha cidade natal, pago pouco."), language=language) == [["bogota"]]


def test_without_any_place_nothing_is_spoken_of():
    assert places("Rents are high.", residence="") == [[]]


ABROAD = Gazetteer(
    PLACES.places.values(), frozenset({"barcelona", "berlin", "berlim", "roma", "medellin del sur", "madrid"})
)


def told(text, residence="medellin", language="en"):
    follower = Follower(ABROAD, ABROAD.places.get(residence))
    return [[(each.place.key, each.turn) for each in follower.follow(part)] for part in split(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In Barcelona the rents were insane. The buses were full. Here the metro is clean.", "en"),
        ("En Barcelona el alquiler era una locura. Los buses iban llenos. Aquí el metro es limpio.", "es"),
        ("Em Barcelona o aluguel era uma loucura. Os ônibus iam cheios. Aqui o metrô é limpo.", "pt"),
        ("I lived in Berlin. Barcelona was dearer still. Our city has a clean metro.", "en"),
    ],
)
def test_a_city_that_is_no_hub_takes_what_is_said_of_it(text, language):
    assert told(text, language=language) == [[], [], [("medellin", 1)]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is cheaper than Barcelona.", "en"),
        ("Rents are far below the ones in Barcelona, Berlin and Madrid.", "en"),
        ("Es más barata que Barcelona.", "es"),
        ("Comparada com Berlim, a vida é barata.", "pt"),
        ("Las calles de la Roma son tranquilas.", "es"),
        ("I have direct flights to Madrid, Berlin and Barcelona.", "en"),
        ("The engineers are from Berlin.", "en"),
    ],
)
def test_beside_a_city_that_is_no_hub_ours_stays(text, language):
    assert told(text, language=language) == [[("medellin", 1)]]


def test_of_two_compared_our_hub_alone_is_told():
    assert told("In Bogotá rents are low, in Barcelona rents are high.") == [[("bogota", 1)]]
    assert told("Bogotá is cheaper than Barcelona. It is quieter as well.") == [[("bogota", 1)], [("bogota", 1)]]


def test_where_one_came_from_is_told_of_no_hub():
    assert told("I moved from Barcelona, where the rents were insane. It rains a lot.")[0] == []
    assert told("I moved from Barcelona two years ago. It rains a lot.") == [[("medellin", 1)], [("medellin", 1)]]


def test_a_heading_may_name_a_city_that_is_no_hub():
    assert told("Bogotá\n\nIt rains.\n\nBarcelona\n\nIt is hot and dear.", residence="") == [
        [],
        [("bogota", 1)],
        [],
        [],
    ]


def test_a_longer_name_is_another_city():
    assert told("In Medellín del Sur the rents are high.", residence="bogota") == [[]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Medellín is becoming the Bay Area of Colombia.", "en"),
        ("It is known as the Bay Area of the south.", "en"),
        ("Es el nuevo ‘Bay Area’ de Colombia.", "es"),
        ("Pese a su fama de Bay Area, faltan inversores.", "es"),
        ("Está virando uma nova Bay Area da Colômbia.", "pt"),
        ("É chamada de a Bay Area do sul.", "pt"),
    ],
)
def test_a_place_that_lends_its_name_to_another_is_not_spoken_of(text, language):
    assert {key for said in places(text, language=language) for key in said} == {"medellin"}


def test_a_place_with_its_own_time_is_spoken_of():
    assert places("El Recife de hoy es caro.", language="es") == [["recife"]]
    assert places("O Recife de hoje é caro.", language="pt") == [["recife"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Founders trained in New York City come back.", "en"),
        ("Una familia recién llegada de Nueva York paga menos.", "es"),
        ("Un ingeniero que dejó el Bay Area hizo muchos amigos.", "es"),
        ("Fundadores formados en Bogotá abren empresas aquí mismo.", "es"),
        ("Un visitante de Bogotá vio poco tráfico.", "es"),
        ("Alguém vindo de Nova York vive melhor.", "pt"),
        ("Uma professora que deixou Bogotá valoriza o pouco trânsito.", "pt"),
        ("Um visitante de Bogotá viu pouco trânsito.", "pt"),
    ],
)
def test_where_others_come_from_is_not_spoken_of(text, language):
    assert places(text, language=language) == [["medellin"]]


@pytest.mark.parametrize(
    ("text", "language", "turn"),
    [
        ("Rents are low in contrast to Bogotá.", "en", -1),
        ("La vivienda cuesta la mitad que en Bogotá.", "es", -1),
        ("Es muy caro, superado solo por Bogotá.", "es", -1),
        ("Tiene los alquileres más altos, tras Bogotá.", "es", -1),
        ("Los alquileres están por debajo de los 3 500 de Bogotá.", "es", -1),
        ("Es caro al lado de Bogotá.", "es", -1),
        ("Custa o dobro de Bogotá.", "pt", -1),
        ("The city competes with Bogotá for founders.", "en", 1),
        ("Los dueños cobran como en Bogotá.", "es", 1),
        ("Su tasa de robos iguala la de Bogotá.", "es", 1),
        ("La compra cuesta más o menos igual que en Bogotá.", "es", 1),
        ("Os donos cobram como em Bogotá.", "pt", 1),
    ],
)
def test_the_other_side_is_known_by_more_than_than(text, language, turn):
    assert [(key, turn) for key, _kind, turn in subjects(text, language=language)[0]] == [
        ("medellin", 1),
        ("bogota", turn),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("El estudio destaca su recife de coral.", ["medellin"]),
        ("Recife es caro.", ["recife"]),
        ("Vivo en RECIFE y pago poco.", ["recife"]),
    ],
)
def test_a_word_is_no_place(text, named):
    assert places(text, language="es") == [named]


def test_a_part_of_a_city_is_no_hub():
    colonia = Gazetteer([Place("colonia", ("Colonia",), "UY"), Place("AR", ("Argentina",))])
    assert [each.place.key for each in colonia.find("Una familia argentina: la Colonia Roma y la colonia.")] == []
    assert [each.place.key for each in colonia.find("Colonia es linda. Argentina también.")] == ["colonia", "AR"]


def test_a_verb_is_no_wish():
    assert places("Cruzar la ciudad hizo que tomara noventa minutos.", language="es") == [["medellin"]]
    assert places("Tomara que o trânsito melhore.", language="pt") == [[]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("People say that Bogotá has more jobs. The city is safe.", "en"),
        ("In Colombia taxes are high. My kids love the parks.", "en"),
        ("Me dijeron que en Bogotá hay más empleo. La ciudad es segura.", "es"),
        ("Ouvi dizer que Recife tem mais empregos. A cidade é segura.", "pt"),
    ],
)
def test_a_resident_comes_back_from_the_country_and_from_hearsay(text, language):
    assert places(text, language=language)[-1] == ["medellin"]
    assert places(text, residence="", language=language)[-1] != ["medellin"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I moved from Bogotá in 2021.", "en"),
        ("Llegué de Bogotá hace dos años.", "es"),
        ("Vim de Bogotá em 2021.", "pt"),
    ],
)
def test_an_arrival_says_nothing_of_either_place(text, language):
    assert places(text, language=language) == [[]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Meetups are not as lively as in Bogotá.", "en"),
        ("La renta no es tan cara como en Bogotá.", "es"),
        ("O aluguel não é tão caro quanto em Bogotá.", "pt"),
    ],
)
def test_what_is_not_as_good_is_the_other_side(text, language):
    ((_own, other),) = subjects(text, language=language)
    assert other == ("bogota", "comparison", -1)
