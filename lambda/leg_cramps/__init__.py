"""Leg Cramp Helper: from what somebody asked to what the speaker says."""
