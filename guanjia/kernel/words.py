"""Marks text for translation without translating it; the doors do that, in the reader's language."""


def _(message: str) -> str:
    """Return `message` unchanged; its only use is to be found by the message extractor."""
    return message


class Term(str):
    """
    A word of ours inside a message (a noun, a state, a move), translated along with it.

    :param context: the noun whose state or move it is, since the same word may differ in Chinese
        from one kind of thing to the next; empty for nouns
    """

    context: str

    def __new__(cls, word: str, context: str = "") -> "Term":
        term = super().__new__(cls, word)
        term.context = context
        return term
