"""YAML → typed content: the loader, the checker, the translator's extraction, the drawing of a tree."""
