"""The channels, one file or folder each."""
