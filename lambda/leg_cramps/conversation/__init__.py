"""From what was understood and where the conversation is, to what is said, shown and offered next."""
