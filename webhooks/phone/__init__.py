"""Simulated feature phones: the same conversation as short messages, for trying things out."""
