"""Pure: trees, sessions, and the one function `step` that turns an event into a new session and its effects."""
