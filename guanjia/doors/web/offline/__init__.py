"""
Pages that work without network: what is told on them waits on the phone, and is done here once.

A chapter declares its pages (`OfflinePages`), includes `offline/panel.html` and marks its forms; the
rest, the queue, the pages that are kept, the questions, is done by `static/js/offline_page.js`.
"""

from guanjia.doors.web.offline.declared import OfflinePages
from guanjia.doors.web.offline.telling import FromPhone

__all__ = ["FromPhone", "OfflinePages"]
