"""Taking over into the dossier what an assessment found, and recording who was shown a diet or an allergy."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from guanjia.chapters.assessment import policies, queries, rules
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import DietNote
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.vault.commands import record_access

PREFERENCES = {"speaks": "language", "pets": "pet"}
"""Of which kind the dossier keeps what is answered here."""


@transaction.atomic
def take_over(
    *, actor: Actor, assessment_id: int, at: datetime, questions: Iterable[str] | None = None
) -> int:
    """
    Write into the dossier what an assessment found; return how many findings were written.

    What the dossier says already, by another press perhaps, is not written again.

    :param questions: which findings; all of them, if none are named
    :raises Conflict: if the assessment is not finished
    :raises NotAllowed: if the actor may not keep the dossier
    """
    assessment = (
        policies.visible_assessments(actor)
        .select_related("household", "member")
        .get(id=assessment_id)
    )
    actor = policies.may_assess(actor, assessment.household).let(actor)
    if assessment.status != "finished":
        raise Conflict(_("Finish the assessment first; then it can be taken over."))
    take_turn(f"household/{assessment.household_id}")
    assessment.household.refresh_from_db()
    form = queries.form_of(assessment.form, assessment.form_version)
    wanted = None if questions is None else set(questions)
    answers = queries.answers_of(assessment)
    written = 0
    for finding in rules.findings(form, answers, queries.dossier_of(assessment)):
        if wanted is None or finding.question in wanted:
            _write(assessment, finding, actor=actor, at=at)
            written += 1
    return written


def _write(assessment: Assessment, finding: rules.Finding, *, actor: Actor, at: datetime) -> None:
    household_id, question = assessment.household_id, finding.question
    if question == "goal":
        dossier.change_household(
            actor=actor,
            household_id=household_id,
            version=assessment.household.version,
            expectation=finding.becomes[0],
            at=at,
        )
    elif question in rules.TIMES:
        minute = int(finding.becomes[0])
        dossier.note_preference(
            actor=actor, household_id=household_id, kind=question, minute=minute, at=at
        )
    elif question in PREFERENCES:
        for code in finding.becomes:
            dossier.note_preference(
                actor=actor,
                household_id=household_id,
                kind=PREFERENCES[question],
                code=code,
                at=at,
            )
    elif question in rules.EATING or question == "other_allergies":
        _write_diets(assessment, finding, actor=actor, at=at)
    elif question == "lives_with":
        for text in finding.becomes:
            dossier.add_habit(
                actor=actor,
                household_id=household_id,
                kind="rhythm",
                text=text,
                member_id=assessment.member_id,
                at=at,
            )
    else:
        _write_into_home(assessment, finding, actor=actor, at=at)


def _write_diets(
    assessment: Assessment, finding: rules.Finding, *, actor: Actor, at: datetime
) -> None:
    """Note diets and allergies; of one in words nobody knows what it is about, so all who come are told."""
    kind = rules.EATING.get(finding.question)
    for one in finding.becomes:
        said = {"code": one} if kind else {"text": one, "purpose": "visits"}
        dossier.note_diet(
            actor=actor,
            household_id=assessment.household_id,
            kind=kind or "allergy",
            member_id=assessment.member_id,
            source="assessment",
            at=at,
            **said,
        )


def _write_into_home(
    assessment: Assessment, finding: rules.Finding, *, actor: Actor, at: datetime
) -> None:
    home = queries.home_of(assessment)
    if home is None:
        raise Conflict(_("This household has no home noted. Add it first."))
    if finding.question == "area_m2":
        dossier.change_home(
            actor=actor,
            household_id=assessment.household_id,
            home_id=home.pk,
            area_m2=int(finding.becomes[0]),
            at=at,
        )
        return
    home.refresh_from_db(fields=["facilities"])
    dossier.change_home(
        actor=actor,
        household_id=assessment.household_id,
        home_id=home.pk,
        facilities=[*home.facilities, *finding.becomes],
        at=at,
    )


def note_sheet_read(*, actor: Actor, sheet: queries.Sheet, at: datetime) -> None:
    """Record, in one statement, that the actor was shown diets and allergies of the dossier on this step."""
    shown = {row for asked in sheet.questions if asked.known for row in asked.known.rows}
    rows = [DietNote(pk=row) for row in sorted(shown)]
    if rows and actor.user_id is not None and sheet.household_id not in actor.homes:
        record_access(user_id=actor.user_id, rows=rows, field="text", purpose="assessment", at=at)
