"""Painters: each takes an empty sheet and a seeded chance, and leaves a picture on it.

One module per painter's hand; `canvas`, `curves` and `inks` are their tools. No fonts, no clock, no files.
"""
