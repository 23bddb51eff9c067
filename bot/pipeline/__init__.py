"""The road of a message: in, one turn, out."""
