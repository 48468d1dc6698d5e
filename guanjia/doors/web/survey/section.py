"""What the pages of questionnaires say of themselves."""

from guanjia.doors.web.sections import LEADING, Opens, Section, TallyWords
from guanjia.kernel.words import _

SECTION = Section(
    for_clients=frozenset({"survey:answer"}),
    links={"survey": Opens("survey:answer", frozenset({"survey:answer"}), by="invitation_id")},
    state_styles={
        "invitation": {"sent": "waiting", "answered": "done", "expired": "idle"},
    },
    tallies={
        "survey.overall": TallyWords(
            _("Content, of the last 30 days"),
            "month",
            "evaluation:evaluation",
            LEADING | {"inspector", "butler"},
            shown="score",
        ),
    },
)
