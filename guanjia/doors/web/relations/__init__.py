"""Call-backs: whom to call, by when, and what was said."""
