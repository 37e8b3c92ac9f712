"""The pure core of Relocate: evidence in, a traceable ranking out.

Import from the modules, not from here: this package stays empty so that nothing
slow is loaded before it is used. Formulas and words are those of the ranking model, README.md beside this file.
"""
