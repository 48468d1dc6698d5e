"""Made-up content for the gallery; a fixed Monday in November."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web import formatting
from guanjia.doors.web.reading import DayField
from guanjia.doors.web.state_styles import state_styles

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A chip or a tab."""

    words: str
    href: str = "#"
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a timeline."""

    time: str
    words: str
    day: str = ""
    by: str = ""
    href: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a long list stands."""

    number: int
    of: int
    back: str
    on: str


class Call(forms.Form):
    """A little of everything that a form can ask."""

    phone = forms.CharField(
        label=_("Phone number"),
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Eleven digits; the household is found by it."),
    )
    name = forms.CharField(label=_("Name"), initial="王秀英")
    service = forms.ChoiceField(
        label=_("Service"), choices=[("1", "日常保洁"), ("2", "老人陪护"), ("3", "月嫂")]
    )
    day = DayField(
        label=_("Day"), initial="2026-11-26", widget=forms.DateInput(attrs={"type": "date"})
    )
    times = forms.MultipleChoiceField(
        label=_("Times that suit"),
        choices=[("am", "上午"), ("pm", "下午"), ("eve", "晚上")],
        initial=["am"],
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.ChoiceField(
        label=_("Way of living"),
        choices=[("alone", "独居"), ("couple", "与老伴"), ("family", "与子女")],
        initial="alone",
        widget=forms.RadioSelect,
    )
    wishes = forms.CharField(
        label=_("Wishes, in the client's words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        initial="母亲 84 岁，摔过一次，只会说上海话，九点以前不要来人。",
    )
    consent = forms.BooleanField(
        label=_("The client agrees that we keep these details"),
        help_text=_("Said on the phone; recorded with the time."),
    )


def _moments() -> list[Moment]:
    return [
        Moment("09:12", "林静 到岗打卡", "11月23日 周一", "阿姨", "#", "done"),
        Moment("08:40", "改派：周敏 → 林静（周敏请病假）", "", "调度 赵磊", "#", "risk"),
        Moment(
            "16:05",
            "客户签字，方案第 2 版生效，每月 ¥3,980.00",
            "11月21日 周六",
            "王女士",
            "#",
            "good",
        ),
        Moment("15:30", "客户希望周三来，不要周二", "", "王女士"),
        Moment("10:00", "上门评估完成，还缺 1 项", "11月20日 周五", "顾问 陈晓"),
    ]


CHART = {
    "xAxis": {"type": "category", "data": ["6月", "7月", "8月", "9月", "10月", "11月"]},
    "yAxis": {"type": "value", "min": 80, "max": 100, "axisLabel": {"formatter": "{value}%"}},
    "series": [
        {"name": "准时率", "type": "line", "data": [91, 93, 92, 95, 96, 97]},
        {"name": "目标", "type": "line", "symbol": "none", "lineStyle": {"type": "dashed"},
         "data": [95, 95, 95, 95, 95, 95]},
    ],
}  # fmt: skip


def _people() -> list[dict[str, Any]]:
    names = ("王秀英", "李建国", "张美华", "陈伟民", "赵玉兰", "黄志强")
    states = ("client", "prospect", "client", "past", "client", "dropped")
    fees = (398000, None, 156000, None, 1280000, None)
    return [
        {
            "name": f"{name}家",
            "href": "#",
            "state": formatting.state("household", status),
            "district": district,
            "who": who,
            "next": formatting.when(MORNING + timedelta(days=number), MORNING + timedelta(days=number, hours=2)),
            "fee": formatting.money(fee),
        }
        for number, (name, status, fee, district, who) in enumerate(
            zip(names, states, fees, ("静安", "徐汇", "长宁", "浦东", "静安", "杨浦"), ("陈晓", "陈晓", "刘洋", "陈晓", "刘洋", "刘洋"), strict=True)
        )
    ]  # fmt: skip


def samples() -> dict[str, Any]:
    """Return everything that the gallery's pages show."""
    asked = Call(initial={"phone": "138 0000 1234"})
    wrong = Call({"phone": "138", "name": "王秀英", "times": [], "mode": "alone"})
    wrong.add_error("phone", _("A mobile number has eleven digits; this one has three."))
    return {
        "form": asked,
        "wrong": wrong,
        "start": MORNING,
        "end": MORNING + timedelta(hours=2),
        "machines": [
            (noun, [formatting.state(noun, name) for name in states])
            for noun, states in state_styles().items()
        ],
        "tones": ("draft", "waiting", "doing", "good", "risk", "late", "missed", "done", "idle"),
        "chips": [
            Choice("全部", on=True, count=128),
            Choice("服务中", count=86),
            Choice("意向", count=31),
            Choice("已结束", count=11),
        ],
        "tabs": [
            Choice("了解到的", on=True),
            Choice("约定的", count=2),
            Choice("发生过的"),
            Choice("待办的", count=3),
        ],
        "steps": [
            {"words": "家庭与成员", "href": "#", "is": "done"},
            {"words": "健康与照护", "href": "#", "is": "missing"},
            {"words": "家里的条件", "href": "#", "is": "now"},
            {"words": "期望与目标", "href": "#", "is": "later"},
        ],
        "moments": _moments(),
        "pages": Pages(2, 8, "#", "#"),
        "chart": CHART,
        "columns": ("月份", "准时率", "目标"),
        "chart_rows": [
            (month, f"{rate}%", "95%")
            for month, rate in zip(
                ("6月", "7月", "8月", "9月", "10月", "11月"), (91, 93, 92, 95, 96, 97), strict=True
            )
        ],
        "people": _people(),
        "icons": ICONS,
    }


SPRITE = Path(__file__).parents[1] / "static" / "img" / "icons.svg"
ICONS = tuple(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
