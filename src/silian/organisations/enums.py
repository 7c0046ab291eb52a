"""What kinds of organisation there are, and the sizes of enterprises."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is; which rules of a consortium it can satisfy follows from it."""

    ENTERPRISE = "enterprise", _("企业")
    SECONDARY_SCHOOL = "secondary_school", _("中等职业学校")
    VOCATIONAL_COLLEGE = "vocational_college", _("高等职业学校")
    UNIVERSITY = "university", _("本科院校")
    ASSOCIATION = "association", _("行业协会")
    INSTITUTE = "institute", _("科研院所")
    PARK = "park", _("园区")
    GOVERNMENT = "government", _("政府部门")
    MEDIA = "media", _("媒体")
    OTHER = "other", _("其他")

    @classmethod
    def schools(cls) -> frozenset[OrganisationKind]:
        """The kinds that train students."""
        return frozenset({cls.SECONDARY_SCHOOL, cls.VOCATIONAL_COLLEGE, cls.UNIVERSITY})


class EnterpriseSize(models.TextChoices):
    """统计上大中小微型企业划分办法 (2017): the four sizes."""

    MICRO = "micro", _("微型")
    SMALL = "small", _("小型")
    MEDIUM = "medium", _("中型")
    LARGE = "large", _("大型")
