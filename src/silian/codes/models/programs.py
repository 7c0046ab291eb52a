"""Programs 专业 of the four levels, and what their profiles say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.kernel.models import Global

from ..enums import ProgramLevel


class Program(Global):
    """A program of the two catalogues (职业教育专业目录, 普通高等学校本科专业目录).

    `code` keeps its letters (K: state-controlled, T: special), `code6` does not; it has seven
    digits for eight foreign-language programs (0502100T). The three
    `profile_…` texts are the profile's own words where they cannot become links: occupations
    by old names, the sentence on further study, and the fields of a professional master.
    """

    code = models.CharField(_("代码"), max_length=10, primary_key=True)
    code6 = models.CharField(_("六位代码"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    level = models.CharField(_("层次"), max_length=20, choices=ProgramLevel.choices)
    category_code = models.CharField(_("大类代码"), max_length=2)
    category_name = models.CharField(_("专业大类"), max_length=20)
    class_code = models.CharField(_("专业类代码"), max_length=4, blank=True)
    class_name = models.CharField(_("专业类"), max_length=20, blank=True)
    state_controlled = models.BooleanField(_("国控"), default=False)
    edition = models.CharField(_("版本"), max_length=20)
    years = models.CharField(_("修业年限"), max_length=40, blank=True)
    degree = models.CharField(_("学位"), max_length=30, blank=True)
    previous_code = models.CharField(_("原代码"), max_length=10, blank=True)
    has_profile = models.BooleanField(_("有专业简介"), default=False)
    profile_occupations = models.TextField(_("简介所列职业"), blank=True)
    profile_next = models.TextField(_("简介所列接续专业"), blank=True)
    profile_masters = models.TextField(_("简介所列接续硕士领域"), blank=True)
    in_edition = models.BooleanField(_("现行"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=ProgramLevel.values), name="program_level"
            ),
            models.UniqueConstraint(
                fields=["level", "name"],
                condition=models.Q(in_edition=True),
                name="program_level_name",
            ),
        ]
        indexes = [models.Index(fields=["level", "category_code"], name="program_by_category")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProgramNext(Global):
    """A program that graduates may continue to: the base of an articulated pathway."""

    program = models.ForeignKey(
        "codes.Program", on_delete=models.CASCADE, related_name="next_links", verbose_name=_("专业")
    )
    next_program = models.ForeignKey(
        "codes.Program",
        on_delete=models.CASCADE,
        related_name="previous_links",
        verbose_name=_("接续专业"),
    )

    class Meta:
        ordering = ["program", "next_program"]
        constraints = [
            models.UniqueConstraint(fields=["program", "next_program"], name="program_next_once"),
            models.CheckConstraint(
                condition=~models.Q(program=models.F("next_program")), name="program_next_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} → {self.next_program_id}"


class ProgramPosition(Global):
    """A position 岗位 that a program prepares for, in the catalogue's words."""

    program = models.ForeignKey(
        "codes.Program", on_delete=models.CASCADE, related_name="positions", verbose_name=_("专业")
    )
    name = models.CharField(_("岗位"), max_length=60)

    class Meta:
        ordering = ["program", "id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="program_position_once")
        ]

    def __str__(self) -> str:
        return self.name


class ProgramCertificate(Global):
    """A certificate that a program's profile names."""

    program = models.ForeignKey(
        "codes.Program",
        on_delete=models.CASCADE,
        related_name="certificate_links",
        verbose_name=_("专业"),
    )
    certificate = models.ForeignKey(
        "codes.Certificate",
        on_delete=models.CASCADE,
        related_name="program_links",
        verbose_name=_("证书"),
    )

    class Meta:
        ordering = ["program", "certificate"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "certificate"], name="program_certificate_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.program_id} – {self.certificate_id}"


class ProgramAbility(Global):
    """One sentence of a program's professional abilities, in the profile's order from 1."""

    program = models.ForeignKey(
        "codes.Program", on_delete=models.CASCADE, related_name="abilities", verbose_name=_("专业")
    )
    order = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("能力"), max_length=600)

    class Meta:
        ordering = ["program", "order"]
        constraints = [
            models.UniqueConstraint(fields=["program", "order"], name="program_ability_order")
        ]

    def __str__(self) -> str:
        return self.text


class ProgramCourse(Global):
    """A course of a program: basic 专业基础课程 or core 专业核心课程, in the profile's order."""

    program = models.ForeignKey(
        "codes.Program", on_delete=models.CASCADE, related_name="courses", verbose_name=_("专业")
    )
    order = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("课程"), max_length=100)
    core = models.BooleanField(_("核心课程"))

    class Meta:
        ordering = ["program", "core", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "core", "order"], name="program_course_order"
            )
        ]

    def __str__(self) -> str:
        return self.name
