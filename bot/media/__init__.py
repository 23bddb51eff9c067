"""Photos, voice and files from outside: what they are, and what of them may be kept. Pure: bytes in, bytes out."""
