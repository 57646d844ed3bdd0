"""The skill as a web service, for those who host it without AWS Lambda. Never deployed to Lambda."""
