"""The 口径 of every figure of the alignment: what is divided by what, and when not to use it."""

from __future__ import annotations

from types import MappingProxyType

from silian.talent.engine.formulas.model import Formula, Sign, Text

_SHARES_TRAP = Text(
    "需求过少的地区；单个占比很小的产业会左右结果，须同时显示样本数",
    "regions with little demand; one small industry dominates the result, so show n beside it",
)
_NONE = Text("无（绝对值）", "none (an absolute number)")
_CROSSWALK_TRAP = Text(
    "专业—职业对应关系不完整时：结果完全取决于对应表",
    "an incomplete program–occupation crosswalk: the figure depends wholly on it",
)

STRUCTURAL_DEVIATION = Formula(
    key="structural_deviation",
    version=1,
    name=Text("结构偏离度", "structural deviation"),
    numerator=Text("专业（供给）占本地区的比重", "the program's share of the region's supply"),
    denominator=Text("产业（需求）占本地区的比重", "the industry's share of the region's demand"),
    range="[-1, +∞)",
    reading=Text(
        "供给占比 ÷ 需求占比 − 1；0 为均衡，正为偏多，负为偏少",
        "supply share ÷ demand share − 1; 0 balanced, above too many, below too few",
    ),
    do_not_use=_SHARES_TRAP,
    source="江苏 2016–2022; sign convention: + is too much education for the industry",
    signs=tuple((sign, sign.words) for sign in Sign),
)
MEAN_ABSOLUTE_DEVIATION = Formula(
    key="mean_absolute_deviation",
    version=1,
    name=Text("平均结构偏离度", "mean absolute structural deviation"),
    numerator=Text("各部分结构偏离度绝对值之和", "the sum of the absolute deviations"),
    denominator=Text("有值的部分数", "the number of parts that have a value"),
    range="[0, +∞)",
    reading=Text("0 为完全一致，越大越失衡", "0 is equal structures; larger is less balanced"),
    do_not_use=_SHARES_TRAP,
    source="湖南 2020; mean of absolute values",
)
STRUCTURE_DISTANCE = Formula(
    key="structure_distance",
    version=1,
    name=Text("结构差异度", "structure distance"),
    numerator=Text("供给占比与需求占比之差的绝对值之和", "the summed absolute share differences"),
    denominator=Text("2", "2"),
    range="[0, 1]",
    reading=Text(
        "须改变多大比重，供给结构才与需求结构一致",
        "the share that would have to move for supply to have the structure of demand",
    ),
    do_not_use=Text("总量缺口：只比较结构", "total shortage: only structures are compared"),
    source="½Σ|s−d|, the total variation distance of two structures",
)
STRUCTURE_SIMILARITY = Formula(
    key="structure_similarity",
    version=1,
    name=Text("结构相似系数", "similarity of structures"),
    numerator=Text("Σ(产业占比 × 专业占比)", "Σ(industry share × program share)"),
    denominator=Text("√(Σ产业占比²×Σ专业占比²)", "√(Σ industry share² × Σ program share²)"),
    range="[0, 1]",
    reading=Text("越近 1 越相似", "the nearer to 1 the more alike"),
    do_not_use=Text(
        "单独使用：结构差时也可能很高，须与平均结构偏离度并列",
        "alone: it is high for bad structures too; show the mean deviation beside it",
    ),
    source="cosine of two share vectors",
)
MOORE = Formula(
    key="moore",
    version=1,
    name=Text("Moore 结构变化值", "Moore value of structural change"),
    numerator=Text("两年结构向量的夹角", "the angle between two years of one structure"),
    denominator=_NONE,
    range="[0°, 90°]",
    reading=Text(
        "角度越大变化越快；产业与专业之差即滞后",
        "a larger angle is a faster change; industry against programs shows the lag",
    ),
    do_not_use=Text("分类口径不同的两年", "two years with different classifications"),
    source="arccos of the cosine between the share vectors, in degrees",
)
LOCATION_QUOTIENT = Formula(
    key="location_quotient",
    version=1,
    name=Text("区位商", "location quotient"),
    numerator=Text("该项占本地区的比重", "the item's share of the region"),
    denominator=Text("该项占全部地区的比重", "the item's share of all regions"),
    range="[0, +∞)",
    reading=Text("大于 1 为本地区相对集中", "above 1: the region is specialised in it"),
    do_not_use=Text(
        "总量很小的地区：波动大，须同时显示人数", "small regions: noise; show the counts beside it"
    ),
    source="(E_ri/E_r)/(E_i/E); with enrolment for E: proposed",
)
HHI = Formula(
    key="hhi",
    version=1,
    name=Text("集中度指数 HHI", "concentration index HHI"),
    numerator=Text("各部分占比的平方和", "the sum of the squared shares"),
    denominator=Text("1", "1"),
    range="(0, 1]",
    reading=Text("越近 1 越集中（同质化）", "the nearer to 1 the more concentrated"),
    do_not_use=Text("比较部分数不同的对象：用 HHI*", "objects with different n: use HHI*"),
    source="Σs²",
)
HHI_STAR = Formula(
    key="hhi_star",
    version=1,
    name=Text("标准化集中度 HHI*", "normalised concentration HHI*"),
    numerator=Text("HHI − 1/n", "HHI − 1/n"),
    denominator=Text("1 − 1/n", "1 − 1/n"),
    range="[0, 1]",
    reading=Text("0 为均匀，1 为只有一个部分", "0 is even, 1 is all in one part"),
    do_not_use=Text("只有一个部分时", "one part only"),
    source="(HHI−1/n)/(1−1/n)",
)
CATEGORY_COVERAGE = Formula(
    key="category_coverage",
    version=1,
    name=Text("专业大类覆盖率", "coverage of program categories"),
    numerator=Text("已开设的专业大类数", "the categories in which a program is opened"),
    denominator=Text("该版目录的专业大类数", "all categories of that edition of the catalogue"),
    range="[0, 1]",
    reading=Text("须写明目录年份（2021 年为 19 类）", "name the edition (19 categories in 2021)"),
    do_not_use=Text("不同版本目录之间的比较", "comparisons across editions"),
    source="无锡 2020",
)
CHAIN_COVERAGE = Formula(
    key="chain_coverage",
    version=1,
    name=Text("链覆盖率", "coverage of posts"),
    numerator=Text("至少有一个对应专业的岗位数", "the posts with at least one program"),
    denominator=Text("全部岗位数", "all posts"),
    range="[0, 1]",
    reading=Text("有多少岗位有专业在培养", "how many posts some program trains for"),
    do_not_use=_CROSSWALK_TRAP,
    source="proposed",
)
CHAIN_COVERAGE_WEIGHTED = Formula(
    key="chain_coverage_weighted",
    version=1,
    name=Text("链覆盖率（按人数）", "coverage of openings"),
    numerator=Text(
        "至少有一个对应专业的岗位的需求人数", "the openings of posts with at least one program"
    ),
    denominator=Text("全部需求人数", "all openings"),
    range="[0, 1]",
    reading=Text("有多少需求人数有专业在培养", "how many openings some program trains for"),
    do_not_use=_CROSSWALK_TRAP,
    source="proposed",
)
IDLE_RATE = Formula(
    key="idle_rate",
    version=1,
    name=Text("专业空转率", "share of programs without a post"),
    numerator=Text("没有对应岗位的专业数", "the programs for which there is no post"),
    denominator=Text("全部专业数", "all programs"),
    range="[0, 1]",
    reading=Text("越高，无岗位对应的专业越多", "the higher, the more programs lead to no post"),
    do_not_use=_CROSSWALK_TRAP,
    source="proposed, the mirror of coverage",
)
TALENT_SHORTAGE = Formula(
    key="talent_shortage_index",
    version=1,
    name=Text("求人倍率 TSI", "talent shortage index TSI"),
    numerator=Text("需求人数", "demand"),
    denominator=Text("供给人数", "supply"),
    range="[0, +∞)",
    reading=Text("1 为平衡，大于 1 为供不应求", "1 is balance, above 1 more demand than supply"),
    do_not_use=Text(
        "以招聘广告数代替岗位数",
        "with advertisements counted in place of posts: they are not demand",
    ),
    source="需求岗位数 ÷ 求职人数",
    signs=(
        (Sign.TOO_FEW, Text("供不应求", "too few graduates")),
        (Sign.BALANCED, Text("平衡", "balanced")),
        (Sign.TOO_MANY, Text("供过于求", "too many graduates")),
    ),
)
SUPPLY_RATIO = Formula(
    key="supply_ratio",
    version=1,
    name=Text("供需比（供给÷需求）", "supply ratio (supply ÷ demand)"),
    numerator=Text("供给人数", "supply"),
    denominator=Text("需求人数", "demand"),
    range="[0, +∞)",
    reading=Text(
        "求人倍率的倒数，两边须写明", "the inverse of the shortage index: always name both sides"
    ),
    do_not_use=Text("不写明谁除以谁时", "without saying which is divided by which"),
    source="the inverse of TSI",
)
GAP = Formula(
    key="gap",
    version=1,
    name=Text("缺口", "gap"),
    numerator=Text("需求人数 − 供给人数", "demand − supply"),
    denominator=_NONE,
    range="(-∞, +∞)",
    reading=Text(
        "正为缺人，负为富余", "above 0 people are missing, below 0 there are more than asked"
    ),
    do_not_use=Text(
        "以招聘广告数代替需求", "with advertisements in place of demand: they show trends only"
    ),
    source="Gap = O − C (openings − completions)",
    signs=(
        (Sign.TOO_FEW, Text("缺人", "people missing")),
        (Sign.BALANCED, Text("持平", "even")),
        (Sign.TOO_MANY, Text("富余", "surplus")),
    ),
)
SHORTAGE_INDEX = Formula(
    key="shortage_index",
    version=1,
    name=Text("紧缺指数 K", "shortage index K"),
    numerator=Text(
        "缺口率与缺口占最大缺口之比的均值", "the mean of gap ÷ demand and gap ÷ largest gap"
    ),
    denominator=Text("1；比较范围内的最大缺口", "1; the largest gap of the set compared"),
    range="[0, 1]",
    reading=Text(
        "0 不紧缺；(0,0.2] 一般紧缺；(0.2,0.5] 紧缺；(0.5,1] 非常紧缺",
        "0 none; (0,0.2] mild; (0.2,0.5] short; (0.5,1] severe",
    ),
    do_not_use=Text(
        "跨比较范围的对照:第二项取决于同组最大缺口",
        "comparison across sets: the second part depends on the set compared",
    ),
    source="after 杭州: ratio and difference; the guard for surplus is ours",
)

FORMULAS = MappingProxyType(
    {
        formula.key: formula
        for formula in (
            STRUCTURAL_DEVIATION,
            MEAN_ABSOLUTE_DEVIATION,
            STRUCTURE_DISTANCE,
            STRUCTURE_SIMILARITY,
            MOORE,
            LOCATION_QUOTIENT,
            HHI,
            HHI_STAR,
            CATEGORY_COVERAGE,
            CHAIN_COVERAGE,
            CHAIN_COVERAGE_WEIGHTED,
            IDLE_RATE,
            TALENT_SHORTAGE,
            SUPPLY_RATIO,
            GAP,
            SHORTAGE_INDEX,
        )
    }
)
"""Every formula by its key."""
