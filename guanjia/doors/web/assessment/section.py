"""What the pages of assessments say of themselves."""

from guanjia.doors.web.sections import Section, one_task
from guanjia.kernel.words import _

SECTION = Section(
    state_styles={
        "appointment": {"promised": "waiting", "kept": "done", "called_off": "idle"},
        "assessment": {"draft": "draft", "finished": "done"},
    },
    event_pages={"assessment_id": "assessment:begin_at"},
    tasks={
        "appointment": one_task(
            _("We promised to come and assess"), _("Begin the assessment"), "assessment:start"
        ),
        "assessment": one_task(
            _("The needs assessment is not finished"), _("Go on assessing"), "assessment:begin_at"
        ),
    },
)
