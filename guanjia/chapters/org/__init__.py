"""The company: branches, people with logins, their roles, settings, holidays."""
