"""
Record pages from one declaration each: the row, what its page says, its tabs, and the acts on it.

A record's address and its commands call the row alike (`callback_id`), and a form calls its fields
as the command calls its arguments. So an act is declared by naming its command.
"""

from guanjia.doors.web.record.declared import Looked, Tab
from guanjia.doors.web.record.pages import Record

__all__ = ["Looked", "Record", "Tab"]
