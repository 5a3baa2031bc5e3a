"""Frozen values that the stages pass along; standard library only."""
