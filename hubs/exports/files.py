"""The files that a ranking can be taken along as: a name, its content type, and who writes it."""

import json
from collections.abc import Callable

from hubs.exports import spreadsheets, tables
from hubs.exports.schema import Document

CSV = "text/csv; charset=utf-8"
FILES: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "ranking.csv": (CSV, lambda document: spreadsheets.table(tables.ranking_table(document))),
    "evidence.csv": (CSV, lambda document: spreadsheets.table(tables.evidence_table(document))),
    "ranking.json": ("application/json", lambda document: json.dumps(document, ensure_ascii=False, indent=1).encode()),
}
