"""Words that every floor may use. No Django here."""
