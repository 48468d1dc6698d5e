"""
Refusals: the polite ways in which the house says no.

    Refusal
    ├── NotAllowed    you may see it, you may not do it                       403
    ├── Conflict      the world is not as the request assumed                 409
    │   ├── Stale         somebody changed it after you read it
    │   └── IllegalMove   its state does not permit this
    ├── Invalid       what was given cannot be right; names the field         422
    └── NotNow        the house cannot at the moment, whatever was asked      503

What an actor may not even see does not exist for them: a query raises the model's
`DoesNotExist`, and the doors answer 404.
"""


class Refusal(Exception):
    """
    A request that the house declines, with a reason fit to be read by the person who asked.

    :param message: English message id with named placeholders; the doors translate it
    :param params: what fills the placeholders; a `words.Term` is translated as well
    """

    again_after_seconds: int | None = None
    """After how long the same may be asked again as it is; None where that would be no use."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotAllowed(Refusal):
    """The actor may see this but may not do that to it."""


class Conflict(Refusal):
    """The world is not, or no longer, as the request assumed."""


class Stale(Conflict):
    """Somebody else changed it after the actor read it."""


class IllegalMove(Conflict):
    """The state of the thing does not permit the move."""


class Invalid(Refusal):
    """
    Something given cannot be right.

    :param field: the name of the argument at fault, so that a form can say it beside the place
    """

    def __init__(self, message: str, *, field: str = "", **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NotNow(Refusal):
    """The house cannot do it at the moment: it is busy, or its disk is full."""

    again_after_seconds: int | None = 60
