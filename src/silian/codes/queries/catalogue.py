"""What is loaded, from which files, in which edition, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parents[1] / "data"

COMPILATION = "教育部、人社部；汇编 github.com/flyboat403/occupation-analysis（MIT）"
OWN_SOURCE = "silian-2026, 待专家复核"
EXPERT_SOURCE = "专家修订"
# Raised when the way of reading changes, so that unchanged files are read again.
READING = 1


@dataclass(frozen=True)
class Listing:
    """One list: its files (all that its loading reads), edition, source and known gaps."""

    key: str
    title: str
    title_en: str
    edition: str
    source: str
    files: tuple[str, ...]
    gaps: tuple[object, ...] = ()

    def paths(self, folder: Path = DATA) -> list[Path]:
        """The files in a folder; the reviewed synonyms stand in for their seed once there."""
        return [_present(folder, name) for name in self.files]


def _present(folder: Path, name: str) -> Path:
    path = folder / name
    seed = folder / SEEDS.get(name, name)
    return path if path.exists() else seed


SEEDS = {"occupation_synonyms.csv": "occupation_synonyms_seed.csv"}
PROGRAM_FILES = ("programs_vocational.csv", "programs_undergraduate_2026.csv")
OCCUPATION_FILES = ("occupations_2022.csv", "occupations_additions_2024_2025.csv")

# In the order of loading: what refers to a list comes after it.
LISTINGS: tuple[Listing, ...] = (
    Listing(
        "regions",
        "行政区划",
        "Administrative divisions",
        "2026-04",
        "github.com/mumuy/data_location（MIT）、88250/city-geo（MulanPSL-2.0）",
        ("divisions_2026.csv",),
        (_("有 56 个较新的县级区划没有中心点坐标，不画点。"),
         _("没有经审图的边界数据：本产品只用方格与点表示地区，从不画边界。")),
    ),
    Listing(
        "industries",
        "国民经济行业分类",
        "Industrial classification for national economic activities",
        "GB/T 4754-2017",
        "国家统计局",
        ("industries_gbt4754_2017.csv",),
        (_("未包含 GB/T 4754-2017 第 1 号修改单的调整。"),),
    ),
    Listing(
        "occupations",
        "职业分类大典",
        "National classification of occupations",
        "2022 + 2024-07 + 2025-07",
        "人力资源和社会保障部",
        OCCUPATION_FILES,
        (_("2025 年发布的 17 个新职业中有 15 个尚无代码：只展示名称，不能用作代码。"),
         _("有 11 个职业的数字、绿色标识在来源中缺失，按“未说明”显示。")),
    ),
    Listing(
        "work_types",
        "新增工种",
        "New work types of occupations",
        "2024-07 + 2025-07",
        "人力资源和社会保障部",
        ("occupation_worktypes_2024_2025.csv", *OCCUPATION_FILES),
        (_("只含 2024、2025 年新增的工种，大典原有工种未收录。"),),
    ),
    Listing(
        "synonyms",
        "职业常见说法",
        "Common words for occupations",
        "2026",
        "silian-2026",
        ("occupation_synonyms.csv", *OCCUPATION_FILES),
        (_("依常识整理的招聘用语，不是官方清单；经理、运营等统称可能指多个职业。"),),
    ),
    Listing(
        "programs",
        "专业目录（中职、高职专科、职业本科、普通本科）",
        "Catalogues of programs at four levels",
        "2021 + 2022–2025；2026",
        COMPILATION,
        PROGRAM_FILES,
        (_("2025 年 12 月增补的 57 个职业教育专业中有 3 个未收录。"),),
    ),
    Listing(
        "profiles",
        "职业教育专业简介",
        "Profiles of vocational programs",
        "2022",
        COMPILATION,
        ("program_profiles_2022.csv", *PROGRAM_FILES),
        (_("中职 7501 艺术设计类有 12 个专业没有简介。"),
         _("有 14 个公安类专业的简介只有名称，没有内容。"),
         _("有 337 份简介写了岗位而没有写职业。"),
         _("普通本科专业没有专业简介。")),
    ),
    Listing(
        "positions",
        "专业面向岗位",
        "Positions that programs prepare for",
        "2022",
        COMPILATION,
        ("program_positions_2022.csv", *PROGRAM_FILES),
    ),
    Listing(
        "certificates",
        "专业对应证书",
        "Certificates of programs",
        "2022",
        COMPILATION,
        ("program_certificates_2022.csv", *PROGRAM_FILES),
        (_("没有 447 种职业技能等级（1+X）证书的官方清单：只有专业简介提到的名称。"),),
    ),
    Listing(
        "program_occupations",
        "专业与职业对照",
        "Occupations that programs lead to",
        "2023",
        COMPILATION,
        ("program_occupation_2023.csv", *PROGRAM_FILES, *OCCUPATION_FILES),
        (_("对照指引不分主次，平均每个专业约 4 个职业；并非每个专业、每个职业都有对照。"),),
    ),
    Listing(
        "universities",
        "全国普通高等学校",
        "Regular higher education institutions",
        "2025-06-20",
        "教育部",
        ("universities_2025.csv", "divisions_2026.csv"),
        (_("没有中等职业学校的公开清单：中职学校由用户登记。"),),
    ),
    Listing(
        "sectors",
        "产业及所含行业",
        "Sectors and their industries",
        "2026",
        OWN_SOURCE,
        ("sectors.csv", "industries_gbt4754_2017.csv"),
        (_("产业没有官方分类；这里的归属依公开常识整理，待专家复核，可在页面上修订。"),),
    ),
    Listing(
        "industry_occupations",
        "行业与职业联系",
        "Occupations of industries",
        "2026",
        OWN_SOURCE,
        ("industry_occupation.csv", "industries_gbt4754_2017.csv", *OCCUPATION_FILES),
        (_("行业与职业之间没有官方对照；这里的联系依公开常识整理，待专家复核，并由需求记录补充。"),),
    ),
)  # fmt: skip

BY_KEY = {listing.key: listing for listing in LISTINGS}

# Sentences of what a load may find; the count and the names stand in the list's report.
FOUND_GAPS: dict[str, object] = {
    "next_unknown": _("专业简介所列的接续专业中，这些名称不在对应层次的目录里，未建立联系："),
    "ladder_unread": _("这些专业的接续说明不合通常写法，未能读取："),
    "place_unknown": _("这些学校的所在地不在行政区划表里，归入所在省份："),
}
