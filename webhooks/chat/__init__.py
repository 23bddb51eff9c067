"""The chat page: a conversation in a browser, with or without JavaScript."""
