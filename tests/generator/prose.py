"""The prose around the tables, in sentences written for this generator."""

from __future__ import annotations

from random import Random

from .figures import ONE, Rows
from .names import Publisher

PERIOD = "本报告统计数据的时间范围为{year}年1月1日至{year}年12月31日。"
OPENING = (
    "依照《中华人民共和国政府信息公开条例》的规定，{name}编写了{year}年度的公开工作报告，现予公布。",
    "按照政府信息公开年度报告的统一格式，{name}对{year}年的公开工作作了梳理，形成本报告。",
    "现将{year}年{short}的政府信息公开工作向社会作如下说明。",
)
CONTACT = (
    "读者对内容如有疑问，可到{short}值班室咨询（电话：0{area}-{phone}）。",
    "报告全文可在门户网站的公开专栏内查看，咨询电话0{area}-{phone}。",
    "",
)
GENERAL = (
    "{year}年，{self_}把公开工作列入年度计划，由一名负责人分管，日常事务由综合科室承担。",
    "全年通过网站发布各类信息{a}条，较上一年多{b}条。",
    "重点栏目包括机构职能、财政资金、办事指南和公示公告，更新基本及时。",
    "{self_}的微信公众号推送文章{a}篇，阅读量稳中有升。",
    "对群众关心的住房、教育、就业事项，随文附上了问答和图解。",
    "会议纪要经审核后上网{b}份，未发现泄密情况。",
    "网站改版后，公开目录由原来的七类并为五类，查找更为方便。",
    "各科室按月报送素材，由专人统一编排后发布。",
    "政策文件与解读材料同步起草，全年配发解读{b}篇。",
    "组织业务培训{b}次，参加人员覆盖全部站所。",
    "年初印发了任务分工表，把全年事项分到月、落到人，年中和年末各检查一次，检查结果在内部通报。",
    "对涉及企业开办、项目审批、补贴发放的信息，除在网站刊登外，还通过短信和公告栏告知，便于不常上网的居民了解。",
    "按照上级抽查反馈的问题清单，逐条核对栏目链接、附件格式和发布日期，共改正{b}处，并补发了两份漏登的文件。",
    "在办事大厅放置了宣传册和查询终端，安排工作人员帮助老年读者检索，全年接待查阅{a}人次。",
    "与档案馆商定了移交办法，年满五年的公开文件按季度移交，纸质和电子两种版本都可以借阅。",
    "围绕防汛、用水、道路施工等临时事项，做到当天拟稿、当天审核、当天发布，群众来电明显减少。",
)
SUBHEADS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
SUBTEXTS = (
    "围绕财政预算、重大项目和公共服务，{self_}按清单逐项对照，发布内容较为完整。",
    "受理渠道包括当面、信函和网络三种，登记、转办、答复各环节都留有记录。",
    "公文拟稿时先定公开属性，发布前经科室、分管领导、主要领导三级审核。",
    "对已失效的文件加注标识，对过期信息予以归档，避免误导读者。",
    "网站与新媒体账号统一备案管理，停更的账号已经注销。",
    "服务大厅设有查阅点，配备电脑和打印设备，供群众免费使用。",
    "将公开情况纳入年底考核，占综合得分的百分之三。",
    "邀请群众代表座谈{b}场，收集意见{b}条，逐条作了回应。",
    "未因公开工作追究任何人员的责任。",
    "栏目责任人每周登录后台查看访问情况，发现错字、断链或者图片不显示，当日通知维护单位处理，并留存截图备查。",
    "收到来信后先核对申请人信息，再判断是否属于本机关掌握的内容，需要征求其他单位意见的，在规定日期之前发出函件。",
    "对内容相近的来件，由同一名经办人答复，以免口径不一；答复文书经法制审核后盖章寄出，回执装订成册。",
    "结合行业特点整理了常见问题{b}条，放在页面显著位置，访问者不必提交申请就能找到多数材料。",
    "新进人员上岗前学习条例原文和本地的实施细则，并完成一次模拟答复练习，成绩记入培训档案。",
    "与上级部门共用一套发布系统，账号实名登记，离岗即时收回，口令每季度更换一次。",
)
REQUESTS_SENTENCE = (
    "全年新收政府信息公开申请{received}件，上年结转{carried_in}件，办结{concluded}件，结转下年{carried_out}件。"
)
PROBLEMS = (
    "一是个别栏目更新不够及时；二是解读形式比较单一；三是经办人员变动较多，业务还不熟练。",
    "主要不足在于：公开内容与群众期待尚有差距，基层站点的力量偏弱。",
    "从自查情况看，部分文件上网较慢，检索功能不够好用。",
)
REMEDIES = (
    "下一步，{self_}将完善审核流程，增加图解和视频，办好每季一次的培训。",
    "来年将对照清单补齐短板，明确时限，把责任落实到人。",
    "今后拟建立月度通报制度，并请第三方对栏目作一次评估。",
)
REMARKS = ("无。", "本年度没有收取信息处理费。", "没有其他需要报告的事项。", "{year}年未收取信息处理费，也无其他事项。")


def _sentences(rng: Random, pool: tuple[str, ...], count: int, facts: dict[str, object]) -> str:
    return "".join(rng.sample(pool, min(count, len(pool)))).format(**facts)


def _facts(rng: Random, publisher: Publisher, year: int) -> dict[str, object]:
    return {
        "name": publisher.name,
        "short": publisher.short_name,
        "self_": publisher.self_name,
        "year": year,
        "a": rng.randint(20, 900),
        "b": rng.randint(2, 19),
        "area": rng.randint(310, 999),
        "phone": rng.randint(2_000_000, 8_999_999),
    }


def preamble(rng: Random, publisher: Publisher, year: int) -> str:
    """What stands between the title and section 1."""
    facts = _facts(rng, publisher, year)
    period = PERIOD if rng.random() < 0.8 else ""
    return (rng.choice(OPENING) + period + rng.choice(CONTACT)).format(**facts) + "\n"


def overview(rng: Random, publisher: Publisher, year: int, requests: Rows) -> str:
    """Section 1, with the request counts of section 3 in words."""
    facts = _facts(rng, publisher, year)
    sums = {code: row[-1] // ONE for code, row in requests.items()}
    counts = {
        "received": sums["new_received"],
        "carried_in": sums["carried_in"],
        "concluded": sums["concluded_total"],
        "carried_out": sums["carried_out"],
    }
    parts = [_sentences(rng, GENERAL, rng.randint(4, 12), facts)]
    for number, subhead in enumerate(SUBHEADS[: rng.choice((0, 5, 5))]):
        body = _sentences(rng, SUBTEXTS, rng.randint(2, 7), facts)
        told = REQUESTS_SENTENCE.format(**counts) if number == 1 else ""
        parts.append(f"（{'一二三四五'[number]}）{subhead}\n{told}{body}")
    return "\n".join(parts) + "\n"


def problems(rng: Random, publisher: Publisher, year: int) -> str:
    """Section 5."""
    facts = _facts(rng, publisher, year)
    return rng.choice(PROBLEMS) + "\n" + rng.choice(REMEDIES).format(**facts) + "\n"


def remarks(rng: Random, publisher: Publisher, year: int) -> str:
    """Section 6."""
    return rng.choice(REMARKS).format(year=year) + "\n"
