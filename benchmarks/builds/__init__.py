"""Whole builds: a corpus of any size, measuring a command from outside, where the time and the memory of `edu-site build` go."""
