"""What `bangban doctor` looks at; each check says what it found, whose move it is, and what to type."""
