"""Work that waits: delivering facts, sending messages, solving rosters, keeping dates."""
