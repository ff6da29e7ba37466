"""Pause stops the page at what it shows; the feed shows rows as they come, and can be held alone."""

from __future__ import annotations

from case import PageTest
from expected import text
from made import new_row
from rows import Row, Series


class FeedTests(PageTest):
    def named(self, campaign: str, revision: int = 1) -> Row:
        row = new_row(self.stage, revision=revision)
        return Row(row.window, Series("org_1", campaign, "search"), row.totals, row.partition,
                   through_offset=row.through_offset, revision=revision)

    def check_first(self, row: Row, state: str) -> None:
        _, _, campaign, channel, said, *figures = self.page.read().feed[0]
        self.assertEqual([campaign, channel, said, *figures], [
            row.series.campaign, row.series.channel, state,
            *(text(row.totals, name) for name in ("spend", "impressions", "clicks", "conversions"))])

    def test_new_rows_are_at_the_top_with_their_state(self):
        self.page.open()
        for revision, state in ((0, "counting"), (1, "final"), (2, "corrected")):
            row = self.named(f"feed {state}", revision)
            self.publish(row)
            self.eventually(lambda: self.check_first(row, state))
        self.assertLessEqual(len(self.page.read().feed), 12)

    def test_the_feed_follows_the_filters(self):
        row = self.named("feed, filtered")
        self.publish(row, self.named("feed, something else"))
        self.page.open("/?q=feed, filtered")
        self.eventually(lambda: self.check_first(row, "final"))
        self.assertEqual({line[2] for line in self.page.read().feed}, {"feed, filtered"})

    def test_hold_keeps_the_feed_and_figures_go_on(self):
        self.page.open()
        self.page.click("#feed-hold")
        self.assertEqual(self.page.element("#feed-hold").text, "Let it run")
        held = self.page.read().feed
        row = self.named("feed held")
        self.publish(row)
        self.eventually(lambda: self.check_figures(60))
        self.assertEqual(self.page.read().feed, held)
        self.page.click("#feed-hold")
        self.eventually(lambda: self.check_first(row, "final"))


class PauseTests(PageTest):
    def test_pause_stops_and_resume_catches_up(self):
        self.page.open()
        self.check_figures(60)
        self.page.click("#pause")
        shown = self.page.read()
        self.assertEqual((shown.status, shown.tone, self.page.element("#pause").text), ("Paused", "wait", "Resume"))
        self.publish(new_row(self.stage))
        wanted = text(self.stage.expected.last(60).totals, "spend")
        # Others see it; so it has come, and this page has left it.
        self.eventually(lambda: self.assertIn(f'"{wanted}"', self.stage.get("/api/snapshot").decode()))
        self.assertEqual(self.page.read().tiles, shown.tiles)
        self.assertEqual(self.page.read().status, "Paused")
        self.page.click("#pause")
        self.eventually(lambda: self.check_figures(60))
        self.eventually(lambda: self.assertEqual(self.page.read().status, "Live"))
        self.publish(new_row(self.stage))
        self.eventually(lambda: self.check_figures(60))

    def test_a_paused_page_still_goes_where_one_clicks(self):
        self.page.open()
        self.page.click("#pause")
        self.page.choose_range("6 h")
        self.eventually(lambda: self.check_figures(360))
        self.assertEqual(self.page.read().status, "Paused")
        self.publish(new_row(self.stage))
        self.page.click("#refresh")
        self.eventually(lambda: self.check_figures(360))
        self.assertEqual(self.page.read().status, "Paused")
