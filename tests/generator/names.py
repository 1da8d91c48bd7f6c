"""Publishers that exist nowhere: names put together from syllables, with the kind that decides their figures."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

FIRST = "清永安宁丰瑞云龙凤金银玉青白临松柳梅兰桂岚石沙溪泉湖江河海东南西北新和平兴"
SECOND = "阳川山水岭林原坪塘湾口源安宁泰昌隆丰华明和远定康乐城集坝岗桥湖江浦泽"
OFFICES = ("民政局", "财政局", "水利局", "教育局", "审计局", "医疗保障局", "自然资源局", "交通运输局", "市场监督管理局")
AGENCIES = ("气象局", "税务局", "邮政管理局")


@dataclass(frozen=True)
class Publisher:
    """One organ: its name as printed, a short name for the prose, how it calls itself, and how much it has to do."""

    name: str
    short_name: str
    self_name: str  # 我局, 我镇 …
    size: int  # 0 township … 4 province
    makes_rules: bool  # 规章 only where the law gives the power


def _place(rng: Random) -> str:
    return rng.choice(FIRST) + rng.choice(SECOND)


def _province(rng: Random) -> Publisher:
    place = _place(rng) + "省"
    return Publisher(place + "人民政府", place, "我省", 4, True)


def _city(rng: Random) -> Publisher:
    place = _place(rng) + "市"
    return Publisher(place + "人民政府", place, "我市", 3, True)


def _county(rng: Random) -> Publisher:
    place = _place(rng) + rng.choice(("县", "区"))
    office = rng.random() < 0.4
    return Publisher(place + ("人民政府办公室" if office else "人民政府"), place, "我" + place[-1], 2, False)


def _department(rng: Random) -> Publisher:
    place = _place(rng) + rng.choice(("市", "县", "区"))
    office = rng.choice(OFFICES if rng.random() < 0.85 else AGENCIES)
    return Publisher(place + office, office, "我局", 1, False)


def _township(rng: Random) -> Publisher:
    place = _place(rng) + rng.choice(("镇", "镇", "乡"))
    county = _place(rng) + "县" if rng.random() < 0.5 else ""
    suffix = "人民政府" if rng.random() < 0.6 else ""
    return Publisher(county + place + suffix, place, "我" + place[-1], 0, False)


def _subdistrict(rng: Random) -> Publisher:
    place = _place(rng) + "街道"
    district = _place(rng) + "区" if rng.random() < 0.5 else ""
    return Publisher(district + place + rng.choice(("办事处", "")), place, "我街道", 0, False)


KINDS = (_province, _city, _county, _department, _township, _subdistrict)
WEIGHTS = (1, 6, 18, 35, 30, 10)


def invent_publisher(rng: Random) -> Publisher:
    """A publisher of a random kind, mostly departments and townships as in life."""
    return rng.choices(KINDS, WEIGHTS)[0](rng)
