"""A canary: words that nobody else uses go through everything, and must be found nowhere outside."""
