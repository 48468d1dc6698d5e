"""The world outside: messages, travel, payments. One protocol each, each with a memory fake."""
