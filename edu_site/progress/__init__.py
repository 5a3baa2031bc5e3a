"""From exports with pupils in them to figures that expose none: import, indicators, disclosure control, tables."""
