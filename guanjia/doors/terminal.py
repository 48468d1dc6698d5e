"""In which language a program speaks to whoever started it: by LANG, as programs of the system do."""

import os
import sys

from django.utils import translation

from guanjia.kernel.letters import knows


def speak_as_asked() -> None:
    """Speak Chinese where LANG asks for it and the terminal can show it, else English."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    asks_for_chinese = next(filter(None, named), "").lower().startswith("zh")
    translation.activate("zh-hans" if asks_for_chinese and knows(sys.stdout, "管家") else "en")
