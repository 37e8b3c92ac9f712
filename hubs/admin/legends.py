"""What a rating means for each criterion, and which fields of a statement apply: for every form that rates."""

from typing import Any

from django import forms
from django.db import models
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hubs.models import Criterion, EvidenceKind, Option

RATED = (Criterion.Kind.RATING, Criterion.Kind.LABELS)
RATINGS = ((-2, "\N{MINUS SIGN}2"), (-1, "\N{MINUS SIGN}1"), (0, "0"), (1, "+1"), (2, "+2"))


class CriterionSelect(forms.Select):
    """Its options say which kind of criterion each is: with it the style sheet shows labels where there are any."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-kind"] = value.instance.kind
        return option


class LabelField(forms.ModelChoiceField):
    """Labels of one criterion; where several criteria have labels, each says whose it is."""

    def label_from_instance(self, label: Option) -> str:
        return f"{label.criterion}: {label}"


def evidence_choices(field: models.ForeignKey) -> dict[str, Any]:
    """Offers for evidence only what evidence may name."""
    offered: dict[str, dict[str, Any]] = {
        "criterion": {"queryset": Criterion.objects.filter(kind__in=RATED), "widget": CriterionSelect},
        "label": {
            "queryset": Option.objects.filter(criterion__kind=Criterion.Kind.LABELS).select_related("criterion"),
            "form_class": LabelField,
        },
        "kind": {"queryset": EvidenceKind.objects.exclude(slug__startswith="figure-")},
    }
    return offered.get(field.name, {})


def legend(chosen: int | None = None) -> SafeString:
    """From what to what each criterion is rated; without a script only that of the chosen one, if one is chosen."""
    criteria = Criterion.objects.filter(kind__in=RATED)
    return SafeString(render_to_string("admin/hubs/legend.html", {"criteria": criteria, "chosen": chosen}))


class RatedForm(forms.ModelForm):
    """A statement's rating from -2 to +2 with its criterion's legend; what does not apply is dropped."""

    class Media:
        js = (Script("hubs/js/evidence.js", defer=True),)
        css = {"all": ("hubs/admin-interviews.css",)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rating" in self.fields and self.fields["rating"].widget.input_type != "hidden":
            self.fields["rating"].widget = forms.RadioSelect(choices=RATINGS)
            self.fields["rating"].help_text = legend(self._chosen_criterion())

    def _chosen_criterion(self) -> int | None:
        chosen = str(self["criterion"].value() or "") if "criterion" in self.fields else str(self.instance.criterion_id)
        return int(chosen) if chosen.isdecimal() else None

    def clean(self) -> dict[str, Any]:
        """A field that is not shown says nothing: a script or a style sheet hides it, but keeps what was in it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        criterion = cleaned.get("criterion")
        if criterion is not None and criterion.kind != Criterion.Kind.LABELS and "label" in cleaned:
            cleaned["label"] = None
        return cleaned
