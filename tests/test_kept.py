from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from hubs.templatetags import kept


def rendered(template, **values):
    return template.render(Context(values))


def counting(text):
    """A template around a part that says how often it was made."""
    made = []
    return Template(text), SimpleNamespace(number=lambda: made.append(1) or len(made))


def test_a_part_is_made_once_for_its_values():
    template, count = counting("{% load kept %}{% kept by name %}{{ name }} {{ count.number }}{% endkept %}")
    assert [rendered(template, name=name, count=count) for name in ("Lima", "Quito", "Lima")] == [
        "Lima 1",
        "Quito 2",
        "Lima 1",
    ]


@pytest.mark.parametrize("twins", [(1, True), (1, 1.0), ("<b>", Template("<b>").render(Context()))])
def test_values_that_are_equal_and_read_differently_are_told_apart(twins):
    template = Template("{% load kept %}{% kept by value %}{{ value }}{% endkept %}")
    first, second = (rendered(template, value=value) for value in twins)
    assert first != second


def test_each_language_has_its_own():
    template = Template("{% load kept i18n %}{% kept by name %}{% translate 'Hub' %}{% endkept %}")
    found = {}
    for code in ("en", "fr", "en"):
        with translation.override(code):
            found[code] = rendered(template, name="Lima")
    assert found["en"] == "Hub" != found["fr"]


def test_numbers_read_as_the_page_around_has_them():
    template = Template(
        "{% load kept l10n %}{% for way in ways %}{% kept by number %}{{ number }}{% endkept %}{% endfor %}"
        "{% localize off %}{% kept by number %}{{ number }}{% endkept %}{% endlocalize %}"
    )
    assert rendered(template, ways=[1], number=1234) == "1,2341234"


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    template = Template("{% load kept %}{% kept by number %}{{ number }}{% endkept %}")
    assert [rendered(template, number=number) for number in range(10)] == [str(number) for number in range(10)]
    assert len(template.nodelist[1].made) <= 3


def test_a_value_that_is_missing_is_no_value():
    template = Template(
        "{% load kept %}{% kept by row.rank %}{% if row %}{{ row.rank }}{% else %}none{% endif %}{% endkept %}"
    )
    assert rendered(template, row=None) == rendered(template) == "none"
    assert rendered(template, row=SimpleNamespace(rank=1)) == "1"


def test_a_blank_is_filled_in_each_time_while_the_part_is_made_once():
    template, count = counting(
        "{% load kept i18n %}{% kept by hub with score=score %}{{ count.number }} {{ hub }} 100% "
        "{% blocktranslate %}likely {{ score }}{% endblocktranslate %} {{ score }}{% endkept %}"
    )
    found = [rendered(template, hub=hub, score=score, count=count) for hub, score in (("Lima", 7), ("Lima", "<b>"))]
    assert found == ["1 Lima 100% likely 7 7", "1 Lima 100% likely &lt;b&gt; &lt;b&gt;"]


def test_a_blank_reads_as_the_page_around_has_it():
    template = Template(
        "{% load kept l10n %}{% kept with n=n %}{{ n }}{% endkept %}{% localize off %}{{ n }}{% endlocalize %}"
    )
    assert rendered(template, n=1234) == "1,2341234"
    safe = Template("{% load kept %}{% kept with text=text %}{{ text }}{% endkept %}")
    assert [rendered(safe, text=text) for text in (Template("<b>").render(Context()), None)] == ["<b>", "None"]


def test_a_blank_decides_nothing():
    template = Template("{% load kept %}{% kept with score=score %}{% if score %}good{% endif %}{% endkept %}")
    with pytest.raises(TypeError, match="put it after `by`"):
        rendered(template, score=0)


@pytest.mark.parametrize("safe", ["on", "off"])
@pytest.mark.parametrize(
    "value",
    [
        "a.b",  # an attribute of an attribute
        "a.missing",
        "missing",
        "missing.b",
        "mapping.b",
        "mapping.items",  # a key, and a method of every dict
        "several.0.b",
        "called",  # a function, which Django calls
        "a.called.b",
        "a.shouted|lower",
        "a.none.b",
    ],
)
def test_a_value_is_found_as_django_finds_it(value, safe):
    inner = SimpleNamespace(b="<b>", none=None, shouted="<LIMA>")
    inner.called = lambda: inner
    values = {
        "a": inner,
        "mapping": {"b": "<key>", "items": "<items>"},
        "several": [inner],
        "called": lambda: "<i>",
    }
    template = Template(
        f"{{% load kept %}}{{% autoescape {safe} %}}{{{{ {value} }}}}|"
        f"{{% kept with blank={value} %}}{{{{ blank }}}}{{% endkept %}}|"
        f"{{% kept by {value} %}}{{{{ {value} }}}}{{% endkept %}}{{% endautoescape %}}"
    )
    for _ in range(2):
        asked, blank, kept_by = rendered(template, **values).split("|")
        assert blank == kept_by == asked
