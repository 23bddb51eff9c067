"""The life of a thousand cases."""
