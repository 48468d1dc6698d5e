"""The ledger of facts: what happened, when, by whom, about what. It is only ever added to."""
