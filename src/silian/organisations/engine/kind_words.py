"""What people call a kind of organisation in their own lists, besides its label.

Words that may mean two kinds (高校, 职业院校, 管委会) are left out: those a person decides.
"""

from __future__ import annotations

_WORDS = {
    "enterprise": (
        "公司", "有限公司", "股份公司", "集团", "集团公司", "工厂", "企业单位", "国有企业", "国企",
        "民营企业", "民企", "外资企业", "company", "corporation",
    ),
    "secondary_school": (
        "中职", "中职学校", "中职院校", "中等职业院校", "中专", "中等专业学校", "职高", "职业高中",
        "职业中专", "职教中心", "技校", "技工学校",
    ),
    "vocational_college": (
        "高职", "高职院校", "高职学校", "高等职业院校", "高职高专", "高职专科", "高专", "专科",
        "专科学校", "大专", "职业技术学院", "职业学院",
    ),
    "university": (
        "本科", "本科学校", "本科高校", "普通本科", "普通本科高校", "应用型本科", "大学",
    ),
    "association": (
        "协会", "学会", "商会", "联合会", "促进会", "行业组织", "社会团体", "社团",
    ),
    "institute": (
        "研究院", "研究所", "科研院", "科研所", "院所", "科研机构", "研究机构", "科研单位",
        "设计院",
    ),
    "park": (
        "产业园", "产业园区", "工业园", "工业园区", "科技园", "科技园区", "开发区", "经开区",
        "高新区", "园区管委会",
    ),
    "government": (
        "政府", "政府机构", "政府机关", "机关", "行政机关", "党政机关", "行政部门", "主管部门",
        "行业主管部门",
    ),
    "media": ("新闻媒体", "媒体单位", "报社", "电视台"),
    "other": ("其它",),
}  # fmt: skip

KIND_WORDS: dict[str, str] = {word: kind for kind, words in _WORDS.items() for word in words}
"""Word → kind."""
