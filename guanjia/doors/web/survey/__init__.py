"""Questionnaires: three taps on the client's phone."""
