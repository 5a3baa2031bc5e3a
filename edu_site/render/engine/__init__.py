"""The one room that knows MkDocs, Material and Python-Markdown; another renderer takes its place here."""
