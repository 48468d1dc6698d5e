"""What of a worker's pages opens and works without network."""

from django.views.decorators.http import require_GET

from guanjia.chapters.fieldwork import commands
from guanjia.doors.web.offline import OfflinePages

VISITS = OfflinePages(
    noun="assignment",
    once=commands.once,
    service_worker="fieldwork:service_worker",
    away="fieldwork:away",
    away_page="fieldwork/away.html",
    kept=r"^(\d+/(incident/)?|week/)?$",
    cards=(
        (r"^(\d+/)steps/(\d+)/$", "$1#step-$2"),
        (r"^(\d+/)acceptance/.*$", "$1#word"),
        (r"^(\d+/).+$", "$1"),
    ),
)
service_worker = require_GET(VISITS.answer_script)
away = require_GET(VISITS.answer_away)
