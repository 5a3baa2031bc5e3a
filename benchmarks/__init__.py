"""Measurements: `builds` compares whole builds, `charts` compared ways to draw a chart."""
