"""Pure: what people write, and how we say things back."""
