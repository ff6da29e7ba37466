import AdModel
import Testing

@Suite struct ValueTests {
    @Test func namesAreComparedAsBytes() {
        let composed = CampaignID("caf\u{E9}")
        let decomposed = CampaignID("cafe\u{301}")
        #expect(composed.text == decomposed.text, "Swift calls them equal")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(CampaignID("Z") < CampaignID("a"))
        #expect(CampaignID("\u{FFFD}") < CampaignID("\u{1F600}"), "UTF-8 order, not UTF-16")
        #expect(CampaignID("a") < CampaignID("ab"))
    }

    @Test(arguments: [(0, 0), (59_999, 0), (60_000, 60_000), (-1, -60_000), (-60_000, -60_000)] as [(Int64, Int64)])
    func windowsAreAlignedToTheEpoch(time: Int64, start: Int64) {
        let window = Window.tumbling(.minutes(1), containing: EventTime(milliseconds: time))
        #expect(window.start.milliseconds == start)
        #expect(window.end.milliseconds == start + 60_000)
    }

    @Test func conversionsEarnAndOthersCost() {
        var totals = Totals()
        for type in EventType.allCases { totals.add(type, value: Micros(10)) }
        #expect(totals.spend == Micros(60))
        #expect(totals.revenue == Micros(10))
        for type in EventType.allCases { #expect(totals[type] == 1) }
    }

    @Test func theRowWithTheLargestThroughOffsetWins() {
        func row(_ offset: Int64, _ status: RowStatus) -> ResultRow {
            ResultRow(
                window: Window(start: EventTime(milliseconds: 0), size: .minutes(1)),
                series: Series(organization: .absent, campaign: CampaignID("a"), channel: .absent), partition: 0,
                totals: Totals(), status: status, revision: 0, epoch: 0, throughOffset: offset)
        }
        #expect(row(2, .open).supersedes(row(1, .final)))
        #expect(!row(1, .final).supersedes(row(2, .open)))
        #expect(row(1, .final).supersedes(row(1, .open)))
        #expect(!row(1, .open).supersedes(row(1, .final)))
        #expect(row(1, .open).supersedes(row(1, .open)), "the later of two equal ones")
    }
}
