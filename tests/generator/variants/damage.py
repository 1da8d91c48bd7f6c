"""Damage to the whole text: cut ends, dropped repetitions, other scripts, other line ends."""

from __future__ import annotations

from ..draft import Draft
from ..layouts import SPACED
from ..truth import Truth
from .registry import variant

START, END = "\ue000", "\ue001"
SEPARATORS = "\n\t|"
SIMPLE = (
    "万与专业东个丰临为举乐乡务于云从众会体传单卫厅县参双发变号员响咨围国图团场坝处备复够实审宝宽对导将尚属岗岚岭师带应废库开异弹归录径态总惯"
    "执报担据损换摄数无时昼显机权条来构标样栏树档桥检欢气没泽济浅测湾满灭点爱现环电疗监盖目确种积称税稳经结给络绝统继绩续维综网罚职联脑节范获"
    "营补规视览觉计认讨让训议记讲许论设证评识诉诊词话询该详误说请读课谁调谈负财责贤败账货质购费资赛起转轮轻载较输辑达迁过运还这进远违连追选递"
    "逻遗邮邻采释里针银链销锁错键镇长门问间闻阅队阳阴际陆险随隐难频题额颜风飞饰馆马驱验鱼龙龄齐预领项页顶顺须顾"
    "产关组织纠类决减访内别缴纳编练级纪况凤划动医层广当拟择兰书优闭协习仅两书费众问馈报历坏恢紧缩罗阶围绕运绿础细绍约纯强并后办区学宁护订讼终纸贴断则册兴帮征华"
)
TRADITIONAL = (
    "萬與專業東個豐臨為舉樂鄉務於雲從眾會體傳單衛廳縣參雙發變號員響諮圍國圖團場壩處備復夠實審寶寬對導將尚屬崗嵐嶺師帶應廢庫開異彈歸錄徑態總慣"
    "執報擔據損換攝數無時晝顯機權條來構標樣欄樹檔橋檢歡氣沒澤濟淺測灣滿滅點愛現環電療監蓋目確種積稱稅穩經結給絡絕統繼績續維綜網罰職聯腦節範獲"
    "營補規視覽覺計認討讓訓議記講許論設證評識訴診詞話詢該詳誤說請讀課誰調談負財責賢敗賬貨質購費資賽起轉輪輕載較輸輯達遷過運還這進遠違連追選遞"
    "邏遺郵鄰採釋裡針銀鏈銷鎖錯鍵鎮長門問間聞閱隊陽陰際陸險隨隱難頻題額顏風飛飾館馬驅驗魚龍齡齊預領項頁頂順須顧"
    "產關組織糾類決減訪內別繳納編練級紀況鳳劃動醫層廣當擬擇蘭書優閉協習僅兩書費眾問饋報歷壞恢緊縮羅階圍繞運綠礎細紹約純強並後辦區學寧護訂訟終紙貼斷則冊興幫徵華"
)
TO_TRADITIONAL = str.maketrans(dict(zip(SIMPLE, TRADITIONAL, strict=True)))
GLOSSED = {
    "數": "shù",
    "規": "guī",
    "發": "fā",
    "現": "xiàn",
    "業": "yè",
    "據": "jù",
    "聯": "lián",
    "鎮": "zhèn",
    "統": "tǒng",
}
TO_GLOSSED = str.maketrans({character: f"{character}({sound})" for character, sound in GLOSSED.items()})


def to_traditional(text: str) -> str:
    """The text in traditional characters, one for one."""
    return text.translate(TO_TRADITIONAL).replace("制作", "製作")


@variant
def traditional_characters(draft: Draft) -> bool:
    """A copy in traditional characters."""
    draft.text_changes.append(to_traditional)
    if draft.publisher_name:
        draft.publisher_name = to_traditional(draft.publisher_name)
    return True


@variant
def copy_with_pinyin(draft: Draft) -> bool:
    """A copy on a hijacked host: traditional characters glossed with pinyin, no title."""
    if "traditional_characters" in draft.variants:
        return False
    draft.text_changes.append(lambda text: to_traditional(text).translate(TO_GLOSSED))
    draft.title, draft.publisher_name = None, None
    draft.preamble_changes.append(lambda text: f"現公布{draft.year}年度報告。" + text)
    return True


@variant
def carriage_returns(draft: Draft) -> bool:
    """Line ends of another system."""
    draft.text_changes.append(lambda text: text.replace("\n", "\r\n"))
    return True


@variant
def repetitions_dropped(draft: Draft) -> bool:
    """Each distinct line once: the values are gone."""
    if draft.layout not in ("compact", "spaced", "tabbed_lines") or len(draft.tables) < 3 or draft.is_cut:
        return False
    draft.is_deduplicated = True
    return True


@variant
def cut_end(draft: Draft) -> bool:
    """The text breaks off inside a table."""
    tables = [table for table in draft.tables if table.code != "litigation"]
    if (
        draft.layout in ("joined", *SPACED)
        or not tables
        or draft.is_deduplicated
        or "carriage_returns" in draft.variants
    ):
        return False
    draft.is_cut = True
    return True


def mark_values(draft: Draft) -> None:
    """Wrap every printed value, so that a cut can be told in cells."""
    for line in draft.data_lines():
        for place in range(line.first, line.first + len(line.items)):
            text = line.grid[place]
            if text and text[0] < "\ue000":
                line.grid[place] = START + text + END


def without_marks(text: str) -> str:
    """The text as it is printed."""
    return text.replace(START, "").replace(END, "")


def _cut_points(draft: Draft) -> list[tuple[str, str, int, int]]:
    """Table, row code, values marked before, cells before — for each marked cell where a cut leaves no doubt."""
    points, marked, cells = [], 0, 0
    for table in draft.tables:
        for number, line in enumerate(table.data_lines()):
            for place, status in enumerate(line.statuses):
                doubtful = number == 0 or line.code.startswith("other_") or "unreadable" in line.statuses
                if line.grid[line.first + place].startswith(START):
                    if not doubtful and table.code != "litigation" and status == "reported":
                        points.append((table.code, line.code, marked, cells))
                    marked += 1
                cells += 1
    return points


def cut_text(draft: Draft, text: str, truth: Truth) -> str:
    """Cut the text before a value, inside it, or right behind its separator; the truth forgets what follows."""
    points = _cut_points(draft)
    if not points:
        return without_marks(text)
    table, _, marked, cells = draft.rng.choice(points)
    end = -1
    for _ in range(marked + 1):
        end = text.index(END, end + 1)
    separator = next(place for place in range(end, len(text)) if text[place] in SEPARATORS)
    is_whole = draft.rng.random() < 0.5
    cut = separator + 1 if is_whole else end - 1
    _forget_after(truth, table, cells + is_whole)
    return without_marks(text[:cut])


def _forget_after(truth: Truth, table: str, cells: int) -> None:
    for column in (truth.items, truth.values, truth.units, truth.statuses):
        del column[cells:]
    tables = list(truth.editions)
    for later in tables[tables.index(table) + 1 :]:
        del truth.editions[later]
    outcomes = ("other_unsplit", "other_overdue_correction", "concluded_total", "carried_out")
    if table == "requests" and not truth.has_row(outcomes):
        truth.editions["requests"] = "2019_or_2021"
    for present in truth.editions:
        truth.add_missing(present)


def drop_repetitions(text: str, truth: Truth) -> str:
    """Each distinct line once; the report is to be refused."""
    truth.forget_cells()
    truth.load_outcome_code, truth.reason_code = "rejected", "values_lost"
    return "\n".join(dict.fromkeys(text.split("\n")))
