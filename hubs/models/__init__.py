from hubs.models.catalogue import Country, Criterion, Hub, Indicator, Option
from hubs.models.evidence import Evidence, EvidenceKind, Figure, Source
from hubs.models.release import Release
from hubs.models.sharing import SharedRanking

__all__ = [
    "Country",
    "Criterion",
    "Evidence",
    "EvidenceKind",
    "Figure",
    "Hub",
    "Indicator",
    "Option",
    "Release",
    "SharedRanking",
    "Source",
]
