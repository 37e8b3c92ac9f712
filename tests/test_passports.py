"""What passports need, as the table says, as others say, and as authorities say themselves."""

import pytest

from hubs.catalogue import releases
from tests import makers, test_fixtures

# What others than the table say, read one by one: a page, when it said so, the country, what it takes and which
# passports; "no visa" where it names no days. Ministries and embassies where they could be read, else who quotes them.
ELSEWHERE = (
    ("https://my.usembassy.gov/visas/visa-waiver-program/", "", "US", "eta", "AU BN JP KR NZ GB"),
    ("http://windhoek.usembassy.gov/visa_waiver.html", "2010", "US", "eta", "AD HU NZ AU"),
    ("https://international.catholic.edu/immigration/visa/visa-waiver.html", "", "US", "eta", "CL DE ES FR"),
    ("https://www.nafgs24.org/visa-info", "2024", "MX", "180", "AR BO CA CL CO CR DE GB JP US UY"),
    ("http://s017.sela.org/en/events/2015/10/export-consortiums/migratory-information", "2015", "MX", "visa required",
     "CU DO EC HT HN NI SV"),
    ("https://www.nacion.com/el-pais/costa-rica-endurece-requisitos-de-ingreso-para/WHYVFDOLWFDGHPR5F4TGFGSDGI/story/",
     "2025-12-02", "CR", "visa required", "EC MR"),
    ("https://centreforaviation.com/news/brazil-launches-visa-requirements-for-citizens-from-us-canada-and-australia-"
     "1312918", "2025-04-10", "BR", "e-visa", "AU CA US"),
    ("https://en.mercopress.com/2024/04/04/brazil-travelers-from-us-australia-and-canada-will-need-a-visa-starting-next-"
     "week", "2024-04-04", "BR", "90", "JP"),
    ("https://www.nortonrosefulbright.com/ca/fr/centre-du-savoir/publications/133734/", "2015-11", "CA", "eta",
     "AU CH DE ES FR GB IT JP KR NZ"),
    ("https://mdwiki.org/wiki/Visa_policy_of_Canada", "", "CA", "180", "US"),
    ("https://infobae.com/colombia/2023/07/28/colombianos-pueden-viajar-a-90-paises-solo-con-su-pasaporte-y-sin-visa-"
     "este-es-el-listado", "2023-07-28", "AR BR CL MX PE UY", "no visa", "CO"),
    ("https://elpais.com.co/amp/servicios/lista-completa-de-destinos-a-los-que-los-colombianos-pueden-viajar-sin-visa-"
     "son-84-paises-2844.html", "", "AR BR CL", "90", "CO"),
    ("https://www.scribd.com/doc/257998667/Resolucion-6588-de-2013-MRE-Visado", "2013-10-22", "CO", "no visa",
     "AR AU BR CA CL DE US"),
    ("https://mdamericas.com/south-america/travelers-can-stay-in-these-latin-american-countries-without-a-visa-for-up-to-"
     "180-days", "", "CL CO", "90", "US"),
    ("https://bnsglobalnews.com/2024/11/15/foreign-office-warns-uk-tourists-will-be-detained-after-not-getting-permission",
     "2024-11-15", "PE", "no visa", "GB"),
    ("https://www.eldiarioar.com/opinion/argentina-flexibiliza-entrada-chinos-e-indios-gesto-pequeno-papeles-grande-"
     "politica-migratoria_129_12578510.html", "2025-09-07", "AR", "visa required", "CN DO IN"),
    ("https://theuprootedrose.com/blog/tourist-visa-requirements", "", "AR CL CO PE UY", "no visa", "US"),
)  # fmt: skip


# What authorities say themselves, or are quoted with the day or the number of what they decreed: the embassy,
# consulate, ministry or gazette that speaks, where it was read, and when. What they say under a condition, such as a
# visa of another country in the passport, is no case here.
AUTHORITIES = (
    ("La Gaceta 216, Costa Rica: elfinancierocr.com, costa-rica-actualiza-requisitos-de-ingreso-estos",
     "2025-11-30", "CR", "180",
     "AD AE AR AT AU BB BE BG BR BS CA CH CL CY DE DK EE ES FI FR HR HU IE IL IS IT JP LI LT LU LV MC ME "
     "MT MX NL NO NZ PA PE PL PT PY QA SI SK US"),
    ("embassy of the US, mg.usembassy.gov/visas/visa-waiver-program/",
     "", "US", "eta",
     "AD AT AU BE BN CH CZ DE DK EE ES FI FR GB HU IE IS IT JP KR LI LT LU LV MC NL NO NZ PT SE SG SI SK "
     "SM"),
    ("embassy of Argentina, ealem.mrecic.gov.ar/de/node/4332",
     "", "AR", "90",
     "AD AT AU BB BE BG BO BR CA CH CL CO CR CY CZ DE DK EC EE ES FI FR GB GR GT GY HK HN HR HU IE IL IS "
     "IT JP KN KR LC LI LT LU LV MC ME MK MT MX NI NL NO NZ PA PE PL PT PY RO RS RU SE SG SI SK SM SV TH "
     "TR TT UA US UY VA VC VE ZA"),
    ("migration service of Argentina, "
     "argentina.gob.ar/interior/migraciones/foro-especializado-migratorio-del-mercosur/guia-sobre-movilidad-de-personas-en-el-mercosur:"
     " Decision CMC 10/06",
     "", "AR BR UY", "90",
     "BO CL CO EC PE PY"),
    ("Andean Community, Decision 878: prensaperu.pe/2021/08/23",
     "2021-08-23", "CO PE", "no visa",
     "BO EC"),
    ("foreign ministry of Mexico: eluniversal.com.mx, sre-inicia-visa-electronica-para-brasilenos",
     "2026-02-08", "MX", "e-visa",
     "BR"),
    ("embassy of Mexico, embamex.sre.gob.mx/japon/index.php/es/consulares-menu/visas",
     "", "MX", "eta",
     "RU TR UA"),
    ("Diario Oficial, Mexico: fuentesfidedignas.com.mx/index.php/2024/04/18",
     "2024-04-18", "MX", "visa required",
     "PE"),
    ("El Peruano, decree 012-2024-RE: tvperu.gob.pe, "
     "gobierno-dejo-sin-efecto-decreto-que-pedia-visa-para-mexicanos",
     "2024-04", "PE", "no visa",
     "MX"),
    ("consulate of Peru, consulado.pe/es/Tokio/tramite/Paginas/Visas.aspx",
     "", "PE", "visa required",
     "CN IN"),
    ("government of the UK, gov.uk/foreign-travel-advice/colombia/entry-requirements",
     "", "CO", "90",
     "GB"),
    ("embassy of Brazil, gov.br/mre/pt-br/embaixada-pequim/setor-consular-2/vistos-visas",
     "", "BR", "visa required",
     "CN"),
    ("foreign ministry of Brazil: opovo.com.br/noticias/mundo/2025/04/08",
     "2025-04-08", "BR", "e-visa",
     "AU CA US"),
    ("foreign ministry of Brazil: meiahora.com.br/geral/2024/04/6821366",
     "2024-04", "BR", "90",
     "JP"),
    ("government of Canada, canada.ca: notice-canada-lifts-visa-requirement-visitors-chile",
     "2014-11-22", "CA", "eta",
     "CL"),
    ("consulate of Chile, "
     "chile.gob.cl/chile/tramites/para-extranjeros/visa-de-turismo-entrada-simple-o-multiple",
     "", "CL", "visa required",
     "CN"),
    ("consulate of Chile: primicia.com.ve, requisitos-para-solicitar-visa-de-turismo-chilena",
     "2019-06", "CL", "visa required",
     "VE"),
    ("consulate of Uruguay, embassyofuruguay.us/sanfrancisco/?p=2944",
     "", "UY", "90",
     "US"),
)  # fmt: skip


CITED = """
AR US visa required|AR CA visa required|AR MX 180|AR CR 180|AR CO 90|AR PE 180|AR CL 90|AR AR own|AR UY 90|AR BR 90
BR US visa required|BR CR 180|BR BR own|MX US visa required|MX CO 90|MX MX own|PE MX visa required
US US own|US CA 180|US CO 90|US BR e-visa|CA US 180|CA BR e-visa|DE US eta|DE CA eta|DE MX 180|ES UY 90|ES PE 90
IN CO e-visa|IN AR visa required|NG CL visa required|CN UY visa required|VE AR 90|VE BR 60|PH CR 30|PH PE 180|UA MX eta
"""


@pytest.fixture(scope="module")
def catalogue():
    return releases.catalogue_of(makers.real_payload(), 1, "0" * 64)


@pytest.mark.parametrize("case", CITED.strip().replace("\n", "|").split("|"))
def test_what_a_passport_needs_is_what_the_table_says(catalogue, case):
    passport, country, needs = case.split(" ", 2)
    assert catalogue.entries[country].of(passport) == needs


def test_the_one_entry_that_is_not_the_tables_names_who_says_so(catalogue):
    mexico = catalogue.entries["MX"]
    assert mexico.of("BR") == "e-visa"
    sources = {each["slug"]: each for each in test_fixtures.records("source")}
    report = sources["el-universal-sre-inicia-visa-electronica-para-brasilenos"]
    assert (report["publisher"], report["date"]) == ("El Universal", "2026-02-08")
    assert report["url"] in mexico.source.attribution
    assert mexico.note.startswith("Of Brazilian passports alone")
    assert {each.source.slug for code, each in catalogue.entries.items() if code != "MX"} == {"passport-index-data"}


@pytest.mark.parametrize(("page", "when", "countries", "needs", "passports"), [*ELSEWHERE, *AUTHORITIES])
def test_what_a_passport_needs_is_what_others_say(catalogue, page, when, countries, needs, passports):
    for country in countries.split():
        for passport in passports.split():
            said = catalogue.entries[country].of(passport)
            assert said.isdecimal() if needs == "no visa" else said == needs, (passport, country, said)


@pytest.mark.parametrize(("said", "least"), [(ELSEWHERE, 60), (AUTHORITIES, 180)])
def test_others_say_enough_of_all_ten_countries(catalogue, said, least):
    cases = {
        (passport, country) for _, _, where, _, who in said for country in where.split() for passport in who.split()
    }
    assert {country for _, country in cases} == set(catalogue.entries)
    assert len(cases) >= least
