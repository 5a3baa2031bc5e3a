"""Whole builds of many organisations: `edu-site build` against its peers, with the same pages."""
