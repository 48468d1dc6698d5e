"""Marks text for translation without translating it; the doors do that, in the reader's language."""


def _(message: str) -> str:
    """Return `message` unchanged; its only use is to be found by the message extractor."""
    return message


class Term(str):
    """A word of ours inside a message (a noun, a state, a move) that must be translated with it."""

    __slots__ = ()
