"""Decides everything a site shows, before a renderer is touched."""
