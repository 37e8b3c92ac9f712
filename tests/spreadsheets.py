"""What a curator's spreadsheet makes of a table before it comes back."""

import csv
import io
import re
import zipfile

from openpyxl import load_workbook

from hubs.exports.workbook import workbook
from hubs.sheets.sheet import DATES, NUMBERS

# How Excel saves CSV where Windows speaks the language: separator, decimal sign, true and false, a month, a day.
HABITS = {
    "en": (",", ".", ("TRUE", "FALSE"), "{month}-{year:.2}", "{month_number:d}/{day:d}/{year4}"),
    "es": (";", ",", ("VERDADERO", "FALSO"), "{month}-{year:.2}", "{day}/{month_number:02}/{year4}"),
    "pt-br": (";", ",", ("VERDADEIRO", "FALSO"), "{month}/{year:.2}", "{day}/{month_number:02}/{year4}"),
    "fr": (";", ",", ("VRAI", "FAUX"), "{month}-{year:.2}", "{day}/{month_number:02}/{year4}"),
}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "pt-br": "jan fev mar abr mai jun jul ago set out nov dez",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
}
ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def through_excel(content, model, language, encoding="cp1252"):
    """Our CSV as Excel saves it in a language, with an empty column and empty rows at its end."""
    separator, decimal, truth, *_dates = HABITS[language]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    kinds = [model._meta.get_field(name) for name in rows[0]]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerow([*rows[0], ""])
    for row in rows[1:]:
        cells = zip(row, kinds, strict=True)
        writer.writerow([*(_as_shown(cell, kind, model, language, decimal, truth) for cell, kind in cells), ""])
    writer.writerows([[""] * (len(kinds) + 1)] * 3)
    return file.getvalue().encode(encoding, "replace")


def _as_shown(cell, kind, model, language, decimal, truth):
    if cell in {"true", "false"}:
        return truth[cell == "false"]
    if isinstance(kind, NUMBERS) and cell:
        return f"{float(cell):.10g}".replace(".", decimal)
    if kind.name in DATES.get(model, ()) and (parts := ISO.fullmatch(cell)):
        form = HABITS[language][4 if parts[3] else 3]
        number = int(parts[2])
        known = {"month_number": number, "year4": parts[1], "day": int(parts[3] or 1)}
        return form.format(month=MONTHS[language].split()[number - 1], year=parts[1][2:], **known)
    return cell


def through_a_workbook(content):
    """Our .xlsx as another program saves it: shared texts, styles and sizes of its own."""
    book = load_workbook(io.BytesIO(content))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(rows, **parts):
    """A workbook of these rows, with parts put in or replaced; `/` in a part's name is written `__`."""
    names = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([("Sheet", rows)]))) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.namelist():
            if part not in names:
                new.writestr(part, old.read(part))
        for name, content in names.items():
            new.writestr(name, content)
    return file.getvalue()
