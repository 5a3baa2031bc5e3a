"""Synthetic pupils of the demonstration organisations, written as the exports of e-journals.

No child stands behind any of them. The same organisations always give the same files, to the byte.
"""
