"""Releases: what is published is signed, whole, and can be taken back in one step."""
