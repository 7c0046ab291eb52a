"""A few entries of each code list; the codes are published ones."""

from __future__ import annotations

from silian.codes.models import (
    Certificate,
    Industry,
    Occupation,
    OccupationSynonym,
    Program,
    ProgramOccupation,
    Region,
    Sector,
    SectorIndustry,
    University,
)

REGIONS = (
    ("330000", "浙江省", "province", None),
    ("330600", "绍兴市", "prefecture", "330000"),
    ("330604", "上虞区", "county", "330600"),
)
PROGRAMS = (
    ("460103", "数控技术", "associate"),
    ("660103", "数控技术应用", "secondary"),
    ("080202", "机械设计制造及其自动化", "bachelor"),
)
OCCUPATION = "6-18-01-01"
INDUSTRY = "36"


def load_lists() -> None:
    """Regions, industries, occupations, programs, a sector, a certificate, a university."""
    for code, name, level, parent in REGIONS:
        Region.objects.create(
            code=code, name=name, short_name=name[:-1], level=level, parent_id=parent
        )
    Industry.objects.create(code="C", name="制造业", level=1, section="C")
    Industry.objects.create(code=INDUSTRY, name="汽车制造业", level=2, parent_id="C", section="C")
    Occupation.objects.create(code=OCCUPATION, name="车工", level=4, edition="2022")
    OccupationSynonym.objects.create(occupation_id=OCCUPATION, term="数控车工", source="示例")
    for code, name, level in PROGRAMS:
        Program.objects.create(
            code=code, code6=code, name=name, level=level, category_code=code[:2],
            category_name="装备制造", edition="2021",
        )  # fmt: skip
        ProgramOccupation.objects.create(program_id=code, occupation_id=OCCUPATION, source="示例")
    sector = Sector.objects.create(
        slug="automotive", name="汽车", name_en="Automotive", source="示例"
    )
    SectorIndustry.objects.create(
        sector=sector, industry_id=INDUSTRY, weight=1, source="示例", version=1
    )
    Certificate.objects.create(name="数控车铣加工", kind="skill")
    University.objects.create(
        code="4133099999", name="示例大学", region_id="330000", city_name="绍兴市",
        level="bachelor", authority="示例",
    )  # fmt: skip
