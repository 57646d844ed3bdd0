"""Alexa's side: a request becomes a turn, a reply becomes a response. Only here is the SDK imported."""
