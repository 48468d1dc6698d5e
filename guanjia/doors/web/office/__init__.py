"""The back office: people and roles, figures, holidays, messages, and what got stuck."""
