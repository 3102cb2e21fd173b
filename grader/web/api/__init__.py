"""The JSON API under /v1, and what operators look at."""
