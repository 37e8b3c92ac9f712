from hubs.models.api_key import ApiKey, MadeOnce
from hubs.models.catalogue import Country, Criterion, Hub, Indicator, Option
from hubs.models.correction import Correction
from hubs.models.evidence import Evidence, EvidenceKind, Figure, Source
from hubs.models.interview import FittedReader, Interview, Suggestion
from hubs.models.invitation import Invitation, Reply
from hubs.models.loading import Loaded
from hubs.models.moving import Entry, Permit
from hubs.models.note import Note
from hubs.models.preview import ImportPreview
from hubs.models.release import Calibration, Release
from hubs.models.sharing import Opening, SharedRanking

__all__ = [
    "ApiKey",
    "Calibration",
    "Correction",
    "Country",
    "Criterion",
    "Entry",
    "Evidence",
    "EvidenceKind",
    "Figure",
    "FittedReader",
    "Hub",
    "ImportPreview",
    "Indicator",
    "Interview",
    "Invitation",
    "Loaded",
    "MadeOnce",
    "Note",
    "Opening",
    "Option",
    "Permit",
    "Release",
    "Reply",
    "SharedRanking",
    "Source",
    "Suggestion",
]
