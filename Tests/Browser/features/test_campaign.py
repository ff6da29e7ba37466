"""One campaign by itself: its channels, its windows with their state, and what was counted late."""

from __future__ import annotations

from datetime import datetime, timezone

from case import PageTest
from expected import text
from made import new_row
from rows import Row, Series

_FIGURES = "spend", "impressions", "clicks", "conversions", "cpc", "cpa", "revenue"
_MOST = 120


def _label(time: int) -> str:
    moment = datetime.fromtimestamp(time // 1000, timezone.utc)
    return f"{moment.day} {moment:%b %H:%M}"


class CampaignTests(PageTest):
    def check_campaign(self, minutes: int, **filters) -> None:
        shown, expected = self.page.read(), self.stage.expected.last(minutes, **filters)
        late: dict[tuple[int, Series], int] = {}
        for row in expected.rows:
            place = row.key.window, Series(row.key.organization, row.key.campaign, row.key.channel)
            if row.revision > 1:
                late[place] = late.get(place, 0) + row.revision - 1
        wanted = []
        for window, totals in sorted(expected.buckets(1).items(), reverse=True)[:_MOST]:
            count = sum(events for (one, _), events in late.items() if one == window)
            state = ("still counting" if window in expected.open_windows() else "final" if not count
                     else f"final, {count} late")
            wanted.append([_label(window), state, *(text(totals, name) for name in _FIGURES)])
        self.check_same("windows", shown.windows, wanted)
        order = sorted(late, key=lambda place: (-place[0], place[1].names))[:_MOST]
        self.assertEqual(sorted(shown.corrections), sorted(
            [_label(place[0]), place[1].channel, f"{late[place]} late"] for place in order))
        self.assertEqual(self.browser.script("return document.getElementById('no-corrections').hidden"), bool(order))

    def test_drill_down_and_back(self):
        self.page.open()
        self.assertEqual(self.page.read().windows, [])
        bar = next(bar for bar in self.page.read().campaigns if bar.names[0])
        self.page.click_name("#campaigns", bar.names[0])
        filters = {"campaigns": [bar.names[0]], "organizations": [bar.names[1]]}
        self.eventually(lambda: self.check_figures(60, **filters))
        self.check_campaign(60, **filters)
        self.assertEqual(self.page.element("#campaign-name").text.strip(), bar.names[0].strip())
        self.browser.driver.back()
        self.eventually(lambda: self.check_figures(60))
        self.assertFalse(self.page.element("#campaign").is_displayed())

    def test_windows_and_late_events_of_a_day(self):
        for campaign in ("camp_003", "camp_001"):
            with self.subTest(campaign):
                self.page.open(f"/?campaign={campaign}&range=24h")
                self.check_campaign(1440, campaigns=[campaign])
        self.page.open("/?campaign=camp_003&channel=search&range=6h")
        self.check_campaign(360, campaigns=["camp_003"], channels=["search"])

    def test_states_as_they_come(self):
        made = new_row(self.stage, revision=0)
        row = Row(made.window, Series("org_1", "one by itself", "search"), made.totals, made.partition,
                  through_offset=10, revision=0)
        asked = {"campaigns": ["one by itself"]}
        self.publish(row)
        self.page.open("/?campaign=one+by+itself")
        for revision, state in ((0, "still counting"), (1, "final"), (3, "final, 2 late")):
            self.publish(row.later(row.totals, revision, revision=revision))
            self.eventually(lambda: self.assertEqual(self.page.read().windows[0][1], state))
            self.eventually(lambda: self.check_campaign(60, **asked))
            self.check_figures(60, **asked)

    def test_how_it_looks(self):
        self.page.open("/?campaign=camp_003&range=24h&compare=previous")
        self.inspect("campaign")
