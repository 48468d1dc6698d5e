"""A plan kept ready for questions and changes: see `Desk`."""

from rota.change import Change, Recommendation, Verdict
from rota.desk.desk import Desk

__all__ = ["Change", "Desk", "Recommendation", "Verdict"]
