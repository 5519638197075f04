"""Rules of how often something comes, as they are read aloud."""

from graphsvc.text.recurrences import rule_in_words


def test_rules_are_written_in_words_where_they_are_plain() -> None:
    for rule, said in (
        ("FREQ=DAILY", "每天"),
        ("FREQ=DAILY;INTERVAL=2", "每 2 天"),
        ("FREQ=WEEKLY;BYDAY=MO,SU", "每周一、日"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "每 2 周周三"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "每月5日"),
        ("FREQ=MONTHLY;BYDAY=1MO", "每月第一个周一"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA,-1SU", "每 3 月第二个周六、最后一个周日"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630", "每周二，至 2027-06-30"),
        ("FREQ=DAILY;UNTIL=20261231T160000Z", "每天，至 2027-01-01"),
        ("FREQ=DAILY;UNTIL=20261231T155959Z", "每天，至 2026-12-31"),
        ("freq=daily;until=20261231T160000z", "每天，至 2027-01-01"),
        ("FREQ=DAILY;UNTIL=20261231T160000", "每天，至 2026-12-31"),
        ("FREQ=DAILY;UNTIL=20261331T160000Z", "FREQ=DAILY;UNTIL=20261331T160000Z"),
        ("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13"),
        ("FREQ=YEARLY;BYMONTHDAY=5", "FREQ=YEARLY;BYMONTHDAY=5"),
        ("FREQ=DAILY;BYMONTHDAY=5", "FREQ=DAILY;BYMONTHDAY=5"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=SOON", "FREQ=WEEKLY;BYDAY=TU;UNTIL=SOON"),
        ("FREQ=MONTHLY;BYDAY=9MO", "FREQ=MONTHLY;BYDAY=9MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        (None, "—"),
    ):
        assert rule_in_words(rule) == said
