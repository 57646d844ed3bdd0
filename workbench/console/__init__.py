"""``./dev console``: a page to talk to the skill, which shows all that goes back and forth."""
