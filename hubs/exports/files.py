"""The files that a ranking can be taken along as: a name, its content type, and who writes it."""

import json
from collections.abc import Callable

from django.utils.translation import gettext as _

from hubs.catalogue.frozen import Catalogue
from hubs.exports import spreadsheets, tables
from hubs.exports.headings import in_words
from hubs.exports.schema import Document, OrderDocument
from hubs.exports.workbook import XLSX, workbook

CSV = "text/csv; charset=utf-8"


def both_tables(document: Document, catalogue: Catalogue) -> bytes:
    ranking, evidence = tables.ranking_table(document), tables.evidence_table(document)
    return workbook([(_("Ranking"), in_words(ranking, catalogue)), (_("Evidence"), in_words(evidence, catalogue))])


FILES: dict[str, tuple[str, Callable[[Document, Catalogue], bytes]]] = {
    "ranking.xlsx": (XLSX, both_tables),
    "ranking.csv": (CSV, lambda document, _catalogue: spreadsheets.table(tables.ranking_table(document))),
    "evidence.csv": (CSV, lambda document, _catalogue: spreadsheets.table(tables.evidence_table(document))),
    "ranking.json": (
        "application/json",
        lambda document, _catalogue: json.dumps(document, ensure_ascii=False, indent=1).encode(),
    ),
}

# Of a ranking that tells nothing but its order.
ORDER_FILES: dict[str, tuple[str, Callable[[OrderDocument], bytes]]] = {
    "ranking.csv": (CSV, lambda document: spreadsheets.table(tables.order_table(document))),
    "ranking.json": ("application/json", lambda document: json.dumps(document, ensure_ascii=False, indent=1).encode()),
}
