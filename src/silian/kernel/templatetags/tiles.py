"""Where each province stands in the tile grid 方格地图.

One tile a province, in the rough order of the compass; a tile says nothing about area or
boundary. The key is the two-digit code of GB/T 2260; the place is (row, column).
"""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """A province in the grid: one or two characters on it, its name, and its place."""

    short: str
    name: str
    name_en: str
    row: int
    column: int


COLUMNS, ROWS = 9, 8

TILES: dict[str, Tile] = {
    "65": Tile("新", "新疆", "Xinjiang", 2, 1),
    "15": Tile("蒙", "内蒙古", "Inner Mongolia", 2, 6),
    "22": Tile("吉", "吉林", "Jilin", 2, 9),
    "23": Tile("黑", "黑龙江", "Heilongjiang", 1, 9),
    "21": Tile("辽", "辽宁", "Liaoning", 2, 8),
    "11": Tile("京", "北京", "Beijing", 2, 7),
    "62": Tile("甘", "甘肃", "Gansu", 3, 3),
    "63": Tile("青", "青海", "Qinghai", 3, 2),
    "64": Tile("宁", "宁夏", "Ningxia", 3, 4),
    "14": Tile("晋", "山西", "Shanxi", 3, 5),
    "13": Tile("冀", "河北", "Hebei", 3, 6),
    "12": Tile("津", "天津", "Tianjin", 3, 7),
    "37": Tile("鲁", "山东", "Shandong", 3, 8),
    "54": Tile("藏", "西藏", "Tibet", 4, 2),
    "51": Tile("川", "四川", "Sichuan", 4, 3),
    "61": Tile("陕", "陕西", "Shaanxi", 4, 4),
    "41": Tile("豫", "河南", "Henan", 4, 5),
    "34": Tile("皖", "安徽", "Anhui", 4, 6),
    "32": Tile("苏", "江苏", "Jiangsu", 4, 7),
    "31": Tile("沪", "上海", "Shanghai", 4, 8),
    "50": Tile("渝", "重庆", "Chongqing", 5, 4),
    "42": Tile("鄂", "湖北", "Hubei", 5, 5),
    "36": Tile("赣", "江西", "Jiangxi", 5, 6),
    "33": Tile("浙", "浙江", "Zhejiang", 5, 7),
    "53": Tile("云", "云南", "Yunnan", 6, 3),
    "52": Tile("贵", "贵州", "Guizhou", 6, 4),
    "43": Tile("湘", "湖南", "Hunan", 6, 5),
    "44": Tile("粤", "广东", "Guangdong", 6, 6),
    "35": Tile("闽", "福建", "Fujian", 6, 7),
    "71": Tile("台", "台湾", "Taiwan", 6, 8),
    "45": Tile("桂", "广西", "Guangxi", 7, 5),
    "81": Tile("港", "香港", "Hong Kong", 7, 7),
    "82": Tile("澳", "澳门", "Macao", 7, 6),
    "46": Tile("琼", "海南", "Hainan", 8, 5),
}
