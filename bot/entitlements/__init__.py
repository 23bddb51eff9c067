"""Pure: facts, three-valued rules, what they decide and what to ask next."""
