"""What is printed in the lines that the small network is trained with; see `make_letters`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

# Of titles, headings and names of publishers, besides those of the form.
_COMMON = (
    "年月日省市县区镇乡州盟旗村街道办事处人民政府厅局委会院署所站中心公室部门科股队组国家新闻出版广播电视体育林业草原"
    "水利农业农村财政税务审计统计民族宗教退役军人卫生健康应急管理交通运输住房城建设自然资源生态环境教育科学技术工信息化"
    "商务文化旅游市场监督发展改革医疗保障金融信访司法公安消防气象地震海关邮政烟草盐粮食物储备供销合作档案史志园开经济"
    "高技术保税港旅度假示范功能东西南北上下前后左右大小长短高低清永安宁丰瑞云龙凤金银玉青白临松柳梅兰桂岚石沙溪泉湖江"
    "河和平兴阳川山岭坪塘湾口源泰昌隆华明远定康乐集坝岗桥浦泽京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼蜀贵滇藏陕甘"
    "一二三四五六七八九十百千万亿元件条项次个份起宗总体概述情况主动收到理请复议诉讼存在的问题及进措施其他需要报告事说明"
    "附表表格单位填报名称序号指标数量备注合计小计无有是否未末已己巳入人干于千土士日曰目田由甲申天夫无元木本大太犬今令"
    "时之加布等核网记围栏与答将者间实任逐完训培较责各众登更习级我检材群录季解阅回账绩意整置把练导种留评估立先索放绕显找"
    "常点看梳编函如稿料图断两模预落就链同写多好面配移册算每节质纸媒细则从够慢印征便台失综包误领满送排借馈传宣齐板限判"
    "套究追因必识避归换括步离即渠抽基参停待何篇络素近覆代端径著专书底占得考居截重新深精优强健康简易快最很再才已曾正常"
    "不能可以应该须要想让使令被把对向为于从自由到达成功失败增减升降扩缩加快速推动进促提供服务民众企业单项课题研学校"
    "院士教师生员干群党团妇女儿童老弱病残军属烈士英雄模范先锋队伍建设党建廉洁纪检察督巡视整顿纠风正肃反腐倡廉"
    "网站平台微博客户端栏目专版公告栏电子屏显示触摸查询机热线咨询答复回应引导舆论关切互动交流访谈直播图解视频音像"
    "文稿草案意见征求采纳反馈论证听证会商决策执行落实督促考核评价奖惩责任追究失误差错疏漏滞后薄弱环节困难原因分析"
    "今后打算计划步骤安排部署落细压紧压实夯基础完善健全制度机制体系规程流程标准规格样式模板目标任务清单台账档案"
    "保密审查把关发布更新维护升级改版迁移备份恢复安全防护漏洞扫描监测预警通报约谈问责培训班次期人讲座参加授课交流"
    "预算决算三公经费收支债务转移支付专项资金扶贫脱贫振兴乡村低保社保救助救灾优抚养老就业创业招聘录用入学招生考试"
    "征地拆迁补偿安置土地出让矿产权保障性住房棚户区食品药品质量环保污染防治排放噪声垃圾污水大气疫情防控接种核酸隔离"
    "项目批准招投标采购中选结果合同履约竣工验收价格收费罚没财物听取代表委员建议提案办理答复满意率百比例占同比较去增"
    "力刀刃又叉文丈尺户广厂丁了子下不王玉主五丑互牛午生正止上工互受理处依照按拟订签"
)
_PUNCTUATION = "（）、，。：；．/-“”《》〔〕"
_USUAL_SIGNS = "（（（（））））、、、、，，，，。。：；．．//-“”《》〔〕"
_DIGITS = "0123456789"
SAME = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", ".": "．", "—": "-", "－": "-", "–": "-"})
_DRAWN_AS = {"（": "（（(", "）": "））)", "，": "，，,", "：": "：：:", "；": "；；;", "．": ".．", "-": "-—－"}
_ALIKE = (
    "未末木本术禾", "己已巳", "千干于十土士", "人入八", "日曰目白自百", "一二三", "受处理", "大太犬天夫", "田由甲申电",
    "无元天", "办力为", "今令", "户尸", "厂广", "王玉主五", "结终", "维准", "纠纺", "正止上", "审申", "诉讼拆", "议仪",
    "开井并", "政改", "公分", "信倍", "法去", "规现", "章草", "其共", "他地", "果呆", "项顶", "收牧", "制刺", "件伴仲",
    "末来", "量重", "计什", "商高", "业亚", "构购", "益盖", "总息", "予子矛", "不下", "部都", "属厉", "密蜜", "秘私",
    "第弟", "方万", "社杜", "稳隐", "定走", "内肉", "管菅", "案按", "卷券", "没设", "再冉", "复夏", "举誉", "报服",
    "投没", "重里", "逾谕", "补外", "按接", "费贵", "知和", "缴激", "免兔", "尚向", "结给", "续读", "度席",
    "（(〔", "、，．", "上土", "本年", "工土王", "贝见", "候侯", "治冶", "析折", "刑形", "州川", "徐除", "陈阵", "乌鸟",
)  # fmt: skip
# These look like themselves, or like each other, on their head or on their side.
_SYMMETRIC = set(
    "一二三四十口日曰目田申中由甲工王士土干口回品半米且丰非井器单亚互串车开不丁上下卜个人入八大力未末木本来东互巨凸凹臣区匹，。、：；．/-—－“”《》〔〕（）().,:;0123456789工五正"
)


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, the numbers of their classes, and how many right angles the page is turned by."""

    characters: list[str]
    numbers: list[int]
    turns: int = 0


def is_simplified(character: str) -> bool:
    """Whether it is one of the characters that Chinese prints use mostly."""
    try:
        return "\u4e00" <= character <= "\u9fff" and len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def form_phrases() -> list[str]:
    """The labels of the form, from the tables that the package carries."""
    folder = Path(__file__).parents[3] / "form"
    phrases: dict[str, None] = {}
    for name in ("labels.csv", "rows.csv", "columns.csv", "organ_names.csv", "editions.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    if column.endswith("_zh") or column == "pattern":
                        phrases[text] = None
    return [phrase for phrase in phrases if sum(map(is_simplified, phrase)) >= 2]


def alphabet() -> str:
    """The characters that the network tells apart."""
    known = {one for one in "".join(form_phrases()) + _COMMON + "".join(_ALIKE) if is_simplified(one)}
    return "".join(sorted(known)) + _PUNCTUATION + _DIGITS


def unknown(known: str) -> str:
    """Characters that it is to know as none of these."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    simplified = [pair.decode("gb2312", "ignore") for pair in pairs]
    big5 = (bytes((high, low)) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    traditional = [one for one in (pair.decode("big5", "ignore") for pair in big5) if "\u4e00" <= one <= "\u9fff"]
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghkmnpqrstuvwxyz%&#@*+=<>?!【】『』「」・…①②③④⑤⑥⑦⑧⑨⑩★■□●○△▲"
    return "".join(dict.fromkeys(one for one in [*simplified, *traditional, *letters] if one and one not in known))


class Texts:
    """Chooses what is printed: labels of the form, characters in any order, and ones that are not known among them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.known = alphabet()
        self.other = len(self.known) + 1
        self._numbers = {character: number for number, character in enumerate(self.known, 1)}
        self._phrases = form_phrases()
        self._words = [one for one in self.known if is_simplified(one)]
        self.others = unknown(self.known)
        self._alike: dict[str, str] = {}
        for group in _ALIKE:
            for one in group:
                self._alike[one] = self._alike.get(one, "") + group.replace(one, "")
        self.near: list[str] = list(self.others)  # those that look like known ones

    def choose(self) -> Text:
        """The text of one line."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.24:
            characters = self._phrase()
        elif chance < 0.34:
            characters = [self._exchanged(one) for one in self._phrase()]
        else:
            characters = [self._any() for _ in range(min(18, 1 + int(rng.expovariate(0.13))))]
        if 0.34 <= chance < 0.5:
            share = rng.choice((0.15, 0.5, 1.0))
            characters = [self._unknown() if rng.random() < share else one for one in characters]
        if chance > 0.93:
            turns = rng.randint(1, 3)
            numbers = [-1 if one in _SYMMETRIC else self.other for one in characters]
            return Text(characters, numbers, turns)
        numbers = [self._numbers.get(one.translate(SAME), self.other) for one in characters]
        drawn = [rng.choice(_DRAWN_AS.get(one, one)) for one in characters]
        return Text(drawn, numbers)

    def _phrase(self) -> list[str]:
        """A label or a part of one, at most as long as random lines are."""
        rng = self.rng
        phrase = list(rng.choice(self._phrases))
        if rng.random() < 0.15:
            phrase = list(rng.choice("一二三四五六七八九十") + "、") + phrase
        elif rng.random() < 0.25:
            phrase = list("（" + rng.choice("一二三四五六七八九十") + "）") + phrase
        elif rng.random() < 0.15:
            phrase = list(rng.choice(_DIGITS) + ".") + phrase
        longest = rng.randint(4, 22)
        start = rng.randrange(max(1, len(phrase) - longest + 1)) if rng.random() < 0.5 else 0
        return phrase[start : start + longest]

    def _any(self) -> str:
        rng = self.rng
        chance = rng.random()
        if chance < 0.74:
            return rng.choice(self._words)
        if chance < 0.83:
            return rng.choice(list(self._alike))
        return rng.choice(_USUAL_SIGNS) if chance < 0.95 else rng.choice(_DIGITS)

    def _exchanged(self, character: str) -> str:
        """Sometimes another character instead, so that phrases say nothing about their characters."""
        chance = self.rng.random()
        if chance < 0.1 and character in self._alike:
            return self.rng.choice(self._alike[character])
        if chance < 0.2:
            return self._any()
        return self._unknown() if chance < 0.27 else character

    def _unknown(self) -> str:
        return self.rng.choice(self.near if self.rng.random() < 0.4 else self.others)
