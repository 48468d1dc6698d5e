"""What the flow knows of the catalogue: names of services and skills."""

from collections.abc import Iterable

from guanjia.chapters.catalog.models import CertificateKind, ServiceType, Skill
from guanjia.flow.chapter import Chapter


def _services(ids: Iterable[int]) -> dict[int, str]:
    return dict(ServiceType.objects.filter(id__in=ids).values_list("id", "name"))


def _skills(ids: Iterable[int]) -> dict[int, str]:
    return dict(Skill.objects.filter(id__in=ids).values_list("id", "name"))


def _certificates(codes: Iterable[str]) -> dict[str, str]:
    return dict(CertificateKind.objects.filter(code__in=codes).values_list("code", "name"))


CHAPTER = Chapter(
    labels={"service_id": _services, "skill_id": _skills, "certificate_kind": _certificates}
)
