"""What a developer runs: ask, build, check. Never deployed."""
