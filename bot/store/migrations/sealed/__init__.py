"""Step 0002: from the plain rows of 0.1.0 to sealed ones."""
