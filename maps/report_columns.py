"""The columns of the tables in a plan's report."""

from dataclasses import dataclass

from geo.messages import Language


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with its unit, and its `kind`: number, short, wide, bar, or nothing special."""

    zh: str
    en: str
    kind: str = ""

    def heading(self, language: Language) -> str:
        """Return the heading in a language."""
        return self.zh if language is Language.CHINESE else self.en


FRONTIER_COLUMNS = (
    Column("预算（元/年）", "Budget (yuan a year)", "number"),
    Column("花费（元/年）", "Cost (yuan a year)", "number"),
    Column("覆盖（人）", "Covered (people)", "number"),
    Column("占全部人数", "Share of people", "number"),
    Column("任何方案最多（人）", "Any plan at most (people)", "number"),
    Column("计算结果", "Result", "short"),
)
ACTION_COLUMNS = (
    Column("序号", "No.", "number"),
    Column("做什么", "What", "short"),
    Column("在哪里", "Where", "wide"),
    Column("从何时起", "From", "short"),
    Column("每周增加（小时）", "Added a week (h)", "number"),
    Column("费用（元/年）", "Cost (yuan a year)", "number"),
    Column("新增（人）", "Gained (people)", "number"),
    Column("只靠它（人）", "By it alone (people)", "number"),
)
SCHEDULE_COLUMNS = (
    Column("开始日期", "From", "short"),
    Column("序号", "No.", "number"),
    Column("在哪里", "Where", "wide"),
    Column("实施后的开放时间", "Opening hours from then on", "wide"),
    Column("费用（元/年）", "Cost (yuan a year)", "number"),
    Column("累计费用（元/年）", "Cost so far (yuan a year)", "number"),
    Column("累计覆盖（人）", "Covered so far (people)", "number"),
)
UNION_COLUMNS = (
    Column("工会", "Union", "wide"),
    Column("人数（人）", "People", "number"),
    Column("方案前（人，比例）", "Before (people, share)", "number"),
    Column("方案后（人，比例）", "After (people, share)", "number"),
    Column("0% — 100%", "0 % — 100 %", "bar"),
    Column("新增（人）", "Gained (people)", "number"),
)
FLOOR_COLUMNS = (
    Column("保底比例", "Floor (share)", "number"),
    Column("还差（人）", "Short (people)", "number"),
)
GAP_COLUMNS = (
    Column("工会", "Union", "wide"),
    Column("未覆盖（人）", "Not covered (people)", "number"),
    Column("主要原因", "Main reason", "short"),
    Column("哪些地方", "Which places", "wide"),
    Column("最近的服务点", "Nearest service point", "wide"),
    Column("延长谁的时间有用", "Longer hours that would help", "wide"),
)
VISIT_COLUMNS = (
    Column("序号", "No.", "number"),
    Column("地方", "Place", "wide"),
    Column("类别", "Kind", "short"),
    Column("工会", "Union", "wide"),
    Column("人数（人）", "People", "number"),
    Column("原因", "Why", "short"),
)
