"""Who may do what in the admin: one table, from which `migrate` makes the groups. Administrators may do everything."""

from typing import Any

from django.apps import apps as all_apps

VIEWER, CURATOR, PUBLISHER = "Viewer", "Curator", "Publisher"
ROLES = (VIEWER, CURATOR, PUBLISHER)

Actions = tuple[str, ...]
Allowed = dict[str, Actions]

READ: Actions = ("view",)
WRITE: Actions = ("view", "add", "change", "delete")
# To add a release is to publish, to add a calibration to estimate anew how people rate.
ISSUE: Actions = ("view", "add")

CURATED: Allowed = {VIEWER: READ, CURATOR: WRITE, PUBLISHER: WRITE}
ISSUED: Allowed = {VIEWER: READ, CURATOR: READ, PUBLISHER: ISSUE}
# What people told in private, and what is made of it.
PRIVATE: Allowed = {CURATOR: WRITE, PUBLISHER: WRITE}
FITTED: Allowed = {CURATOR: ISSUE, PUBLISHER: ISSUE}
# Readers write it, curators answer it; it keeps who answered what.
ANSWERED: Allowed = {CURATOR: ("view", "change"), PUBLISHER: ("view", "change")}
NOBODY: Allowed = {}

# Every model of ours, by its name; what is written without a person, or by readers for themselves, is for nobody.
MAY: dict[str, Allowed] = {
    "country": CURATED,
    "hub": CURATED,
    "criterion": CURATED,
    "indicator": CURATED,
    "option": CURATED,
    "source": CURATED,
    "evidencekind": CURATED,
    "evidence": CURATED,
    "figure": CURATED,
    "entry": CURATED,
    "permit": CURATED,
    "release": ISSUED,
    "calibration": ISSUED,
    "interview": PRIVATE,
    "suggestion": PRIVATE,
    "fittedreader": FITTED,
    "correction": ANSWERED,
    "sharedranking": NOBODY,
    "opening": NOBODY,
    "apikey": NOBODY,
    "madeonce": NOBODY,
    "invitation": NOBODY,
    "reply": NOBODY,
    "importpreview": NOBODY,
    "loaded": NOBODY,
    "note": NOBODY,
}


def may(role: str, action: str, model: str) -> bool:
    return action in MAY.get(model, NOBODY).get(role, ())


def assign(using: str, apps: Any = all_apps, **kwargs: object) -> None:
    """Give each group what the table says of our models, no more and no less; other permissions of it stay."""
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # migrated back to where there are no accounts
        return
    for role in ROLES:
        group, _ = groups.get_or_create(name=role)
        wanted = [f"{action}_{model}" for model, allowed in MAY.items() for action in allowed.get(role, ())]
        ours = permissions.filter(content_type__app_label="hubs", codename__in=wanted)
        group.permissions.set([*group.permissions.exclude(content_type__app_label="hubs"), *ours])
