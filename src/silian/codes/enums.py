"""What a value of the code lists may be."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKey(StrEnum):
    """The lists that can be loaded, searched and resolved, by their stable keys."""

    SECTORS = "sectors"
    INDUSTRIES = "industries"
    OCCUPATIONS = "occupations"
    PROGRAMS = "programs"
    REGIONS = "regions"
    UNIVERSITIES = "universities"
    CERTIFICATES = "certificates"


class ProgramLevel(TextChoices):
    """The four levels of programs 专业."""

    SECONDARY = "secondary", _("中职")
    ASSOCIATE = "associate", _("高职专科")
    VOCATIONAL_BACHELOR = "vocational_bachelor", _("职业本科")
    BACHELOR = "bachelor", _("普通本科")


class RegionLevel(TextChoices):
    """The three levels of administrative divisions 行政区划 in the list."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")


class CertificateKind(TextChoices):
    """The two kinds of certificates that program profiles name."""

    SKILL = "skill", _("职业技能等级证书")
    QUALIFICATION = "qualification", _("职业资格证书")


class UniversityLevel(TextChoices):
    """The level of a 普通高等学校 in the Ministry's list."""

    BACHELOR = "bachelor", _("本科")
    ASSOCIATE = "associate", _("专科")


class NodeKind(TextChoices):
    """The five columns of the five links 五链, from left to right."""

    SECTOR = "sector", _("产业")
    INDUSTRY = "industry", _("行业")
    ENTERPRISE = "enterprise", _("企业")
    OCCUPATION = "occupation", _("职业")
    PROGRAM = "program", _("专业")
