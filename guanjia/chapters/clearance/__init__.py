"""The gate: may this person be sent to this household for this service, and why not."""
