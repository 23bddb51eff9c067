"""Bangban: what a disabled person can get, asked in a few short questions, and a liaison who answers for it."""

__version__ = "0.1.0"
