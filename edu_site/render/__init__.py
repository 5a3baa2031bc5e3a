"""From a plan to finished pages."""
