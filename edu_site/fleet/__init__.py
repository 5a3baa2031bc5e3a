"""Building many sites: what changed, where results are kept, who does the work."""
