"""Whom we know, and how what we know of them is kept from everybody else."""
