"""What of assessing opens and works without network: in a cellar, in a village."""

from django.views.decorators.http import require_GET

from guanjia.chapters.assessment import commands
from guanjia.doors.web.offline import OfflinePages

ASSESSMENTS = OfflinePages(
    noun="assessment",
    once=commands.once,
    service_worker="assessment:service_worker",
    away="assessment:away",
    kept=r"^\d+/(?!end/|result/|reopening/|taking-over/)[\w-]+/$",
)
service_worker = require_GET(ASSESSMENTS.answer_script)
away = require_GET(ASSESSMENTS.answer_away)
