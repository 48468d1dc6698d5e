"""Coming in: by phone number and code, by link, with a second factor; and going out."""
