"""
Forms and buttons: the one place where what a browser sends becomes a command.

`submit` for a form, `press` for a button, `confirm` for what is asked about first. Each does a
command and leads on, or says what became of it: refusals beside the field at fault, what was typed
kept, and the status that says which kind of no it was. A view shows its page with what they return.
"""

from guanjia.doors.web.forms.asking_first import Question, confirm
from guanjia.doors.web.forms.refusing import require
from guanjia.doors.web.forms.sending import (
    NOT_SENT,
    Onward,
    Sent,
    attempt,
    press,
    submit,
    turned_down,
)
from guanjia.doors.web.forms.ways import is_part, posted, to, uploaded

__all__ = [
    "NOT_SENT",
    "Onward",
    "Question",
    "Sent",
    "attempt",
    "confirm",
    "is_part",
    "posted",
    "press",
    "require",
    "submit",
    "to",
    "turned_down",
    "uploaded",
]
