"""The command `bangban`."""
