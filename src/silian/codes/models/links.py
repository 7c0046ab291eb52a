"""Links between the lists.

`ProgramOccupation` is official and comes from the file alone. `SectorIndustry` and
`IndustryOccupation` have no official key: experts edit them, and every change is a new row
with the next version; the row before stays, no longer `current`. Weight 0 withdraws a link.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global

WEIGHT_RANGE = models.Q(weight__gte=0, weight__lte=1)


class ProgramOccupation(Global):
    """An occupation that a program leads to. The guideline does not rank: weight is 1."""

    program = models.ForeignKey(
        "codes.Program",
        on_delete=models.CASCADE,
        related_name="occupation_links",
        verbose_name=_("专业"),
    )
    occupation = models.ForeignKey(
        "codes.Occupation",
        on_delete=models.CASCADE,
        related_name="program_links",
        verbose_name=_("职业"),
    )
    source = models.CharField(_("来源"), max_length=60)
    weight = models.FloatField(_("权重"), default=1.0)

    class Meta:
        ordering = ["program", "occupation"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "occupation"], name="program_occupation_once"
            ),
            models.CheckConstraint(condition=WEIGHT_RANGE, name="program_occupation_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} → {self.occupation_id}"


class VersionedLink(Global):
    """A link that experts edit: `changed_by` is None for rows of the packaged file."""

    weight = models.FloatField(_("权重"))
    source = models.CharField(_("来源"), max_length=100)
    version = models.PositiveIntegerField(_("版次"))
    current = models.BooleanField(_("现行"), default=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("修订人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("修订时间"), auto_now_add=True)

    class Meta:
        abstract = True


class SectorIndustry(VersionedLink):
    """An industry that belongs to a sector."""

    sector = models.ForeignKey(
        "codes.Sector",
        on_delete=models.PROTECT,
        related_name="industry_links",
        verbose_name=_("产业"),
    )
    industry = models.ForeignKey(
        "codes.Industry",
        on_delete=models.PROTECT,
        related_name="sector_links",
        verbose_name=_("行业"),
    )

    class Meta:
        ordering = ["sector", "industry", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["sector", "industry", "version"], name="sector_industry_version"
            ),
            models.UniqueConstraint(
                fields=["sector", "industry"],
                condition=models.Q(current=True),
                name="sector_industry_current",
            ),
            models.CheckConstraint(condition=WEIGHT_RANGE, name="sector_industry_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} – {self.industry_id} v{self.version}"

    def name_of_end(self) -> str:
        """The name of the right end, which the left end's page edits."""
        return self.industry.name


class IndustryOccupation(VersionedLink):
    """An occupation that an industry employs."""

    industry = models.ForeignKey(
        "codes.Industry",
        on_delete=models.PROTECT,
        related_name="occupation_links",
        verbose_name=_("行业"),
    )
    occupation = models.ForeignKey(
        "codes.Occupation",
        on_delete=models.PROTECT,
        related_name="industry_links",
        verbose_name=_("职业"),
    )

    class Meta:
        ordering = ["industry", "occupation", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["industry", "occupation", "version"], name="industry_occupation_version"
            ),
            models.UniqueConstraint(
                fields=["industry", "occupation"],
                condition=models.Q(current=True),
                name="industry_occupation_current",
            ),
            models.CheckConstraint(condition=WEIGHT_RANGE, name="industry_occupation_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.industry_id} – {self.occupation_id} v{self.version}"

    def name_of_end(self) -> str:
        """The name of the right end, which the left end's page edits."""
        return self.occupation.name


class OccupationSynonym(Global):
    """A word that job ads use for an occupation; `source` says who reviewed it."""

    occupation = models.ForeignKey(
        "codes.Occupation",
        on_delete=models.CASCADE,
        related_name="synonyms",
        verbose_name=_("职业"),
    )
    term = models.CharField(_("说法"), max_length=40)
    source = models.CharField(_("来源"), max_length=60)

    class Meta:
        ordering = ["occupation", "term"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "term"], name="occupation_synonym_once")
        ]
        indexes = [models.Index(fields=["term"], name="occupation_synonym_term")]

    def __str__(self) -> str:
        return self.term


class OccupationWorkType(Global):
    """A work type 工种 published under an occupation."""

    occupation = models.ForeignKey(
        "codes.Occupation",
        on_delete=models.CASCADE,
        related_name="work_types",
        verbose_name=_("职业"),
    )
    name = models.CharField(_("工种"), max_length=40)
    edition = models.CharField(_("版本"), max_length=20)

    class Meta:
        ordering = ["occupation", "name"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "name"], name="occupation_work_type_once")
        ]

    def __str__(self) -> str:
        return self.name
