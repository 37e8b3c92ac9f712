"""What a record may hold, at the very bounds."""

import pytest
from django.core.exceptions import ValidationError

from hubs.models import Country, Criterion, Evidence, EvidenceKind, Hub, Indicator, Option, Source
from tests import makers


@pytest.mark.parametrize(
    ("model", "name", "lowest", "below"),
    [
        (Hub, "latitude", -90, -90.1),
        (Hub, "longitude", -180, -180.1),
        (Criterion, "figure_factor", 0.01, 0.009),
        (Indicator, "tolerance", 0, -0.1),
        (Indicator, "reach", 0.0001, 0),
        (EvidenceKind, "strength", 0.01, 0.009),
        (Evidence, "rating", -2, -3),
    ],
)
def test_a_number_has_a_lower_bound(model, name, lowest, below):
    field = model._meta.get_field(name)
    assert field.clean(lowest, None) == lowest
    with pytest.raises(ValidationError, match="greater than or equal"):
        field.clean(below, None)


@pytest.mark.parametrize(
    ("model", "name", "highest", "above"),
    [
        (Hub, "latitude", 90, 90.1),
        (Hub, "longitude", 180, 180.1),
        (Criterion, "figure_factor", 64, 64.1),
        (Indicator, "decimals", 4, 5),
        (EvidenceKind, "strength", 16, 16.1),
        (Evidence, "rating", 2, 3),
    ],
)
def test_a_number_has_an_upper_bound(model, name, highest, above):
    field = model._meta.get_field(name)
    assert field.clean(highest, None) == highest
    with pytest.raises(ValidationError, match="less than or equal"):
        field.clean(above, None)


@pytest.mark.parametrize(
    ("model", "name", "good", "bad"),
    [
        (Country, "code", ["PE"], ["pe", "P", "P1"]),
        (Country, "languages", ["", "es", "es qu ay", "gsw"], ["es,qu", "ES", "es ", "e", "español"]),
        (Source, "date", ["2024", "2024-05", "2024-05-31"], ["24", "2024-13", "2024-5", "2024-05-32", "May 2024"]),
        (Source, "language", ["", "en", "pt-BR"], ["english", "pt-br", "pt_BR"]),
        (Source, "text_sha256", ["", "0" * 64, "f" * 64], ["0" * 63, "F" * 64, "g" * 64]),
    ],
)
def test_a_text_has_its_form(model, name, good, bad):
    field = model._meta.get_field(name)
    assert [field.clean(text, None) for text in good] == good
    for text in bad:
        with pytest.raises(ValidationError):
            field.clean(text, None)


@pytest.mark.django_db
@pytest.mark.parametrize("target", [1e12, -1e12, float("inf"), float("nan"), True, "10", None])
def test_a_target_is_a_number_below_a_trillion(target):
    size = makers.make_criterion("size", kind="target")
    makers.make_indicator("population", criterion=size, shape="target", tolerance=0.1, reach=1.0)
    Option(criterion=size, slug="large", name="Large", targets={"population": 999_999_999_999}).full_clean()
    with pytest.raises(ValidationError, match="Every target is a number"):
        Option(criterion=size, slug="large", name="Large", targets={"population": target}).clean()


@pytest.mark.parametrize(
    ("criterion", "has"), [("rating", False), ("labels", True), ("more", False), ("less", False), ("target", True)]
)
def test_labels_and_targets_have_options(criterion, has):
    assert Criterion(kind=criterion).has_options == has


@pytest.mark.parametrize(("words", "said"), [(45, "highlight must stand"), (46, "at most 45 words")])
def test_a_quote_has_at_most_forty_five_words(words, said):
    with pytest.raises(ValidationError, match=said):
        Evidence(form="quote", text="word " * words, highlight="another")._clean_quote()
