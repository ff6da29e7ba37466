import AdModel
import Foundation
import GRDB
import Testing

@testable import DashboardModel

struct AlertFileTests {
    static let hostile = AlertRule(
        id: AlertRuleID(7), name: "'; DROP TABLE rule;--\u{1F980}", metric: .cpa,
        filter: AlertFilter(organization: OrganizationID("o'"), campaign: CampaignID("\u{E9}"), channel: Channel("c")),
        span: .minutes(60), condition: .rises(percent: figure("12.5")), isEnabled: false)

    @Test func everythingComesBackAsItWas() async throws {
        try await withFolder { path in
            let firing = AlertFiring(
                since: minute(3), value: AlertFigure(millionths: 1 << 119), before: nil,
                span: Window(start: minute(1), end: minute(2)))
            let book = AlertBook.Saved(nextRule: 9, rules: [Self.hostile, rule(8)], firing: [AlertRuleID(8): firing])
            let log = [
                AlertLog.Entry(notice: notice(Self.hostile), delivery: .notAsked),
                AlertLog.Entry(notice: notice(rule(8), .resolved), delivery: .delivered(at: minute(4))),
                AlertLog.Entry(
                    notice: notice(rule(8), since: 5),
                    delivery: .waiting(failures: 3, nextAt: minute(6), trouble: "503")),
            ]
            try await AlertFile(path: path).save(book, adding: log)
            let file = try AlertFile(path: path)
            let contents = try file.load()
            #expect(contents.book == book && contents.log == log)
            try await file.save(.givenUp(trouble: "410 Gone"), of: log[2].notice)
            #expect(try file.load().log.last?.delivery == .givenUp(trouble: "410 Gone"))
            try await file.save(AlertBook.Saved(nextRule: 9), adding: [])
            #expect(try file.load().book.rules.isEmpty && file.load().book.nextRule == 9)
        }
    }

    @Test func theSavedLogIsBounded() async throws {
        try await withFolder { path in
            let file = try AlertFile(path: path)
            let entries = (0..<1100).map { AlertLog.Entry(notice: notice(since: $0), delivery: .notAsked) }
            try await file.save(AlertBook.Saved(), adding: entries)
            #expect(try file.load().log == Array(entries.suffix(AlertLog.mostEntries)))
        }
    }

    @Test(arguments: [
        "UPDATE rule SET metric = 'much'", "UPDATE rule SET threshold = NULL", "UPDATE rule SET threshold = '1e5'",
        "UPDATE rule SET span = -1", "UPDATE rule SET condition = ''", "UPDATE rule SET rule = 'x'",
    ])
    func aDamagedColumnIsAnErrorNotACrash(damage: String) async throws {
        try await withFolder { path in
            let file = try AlertFile(path: path)
            try await file.save(AlertBook.Saved(rules: [rule(1)]), adding: [])
            try await DatabaseQueue(path: path).write { try $0.execute(sql: damage) }
            let failure = #expect(throws: AlertFile.Failure.self) { _ = try file.load() }
            #expect(failure?.description.contains("delete the file") == true)
        }
    }

    @Test func aFileThatIsNoDatabaseIsOneClearLine() async throws {
        try await withFolder { path in
            try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
            let failure = #expect(throws: AlertFile.Failure.self) { _ = try AlertFile(path: path) }
            #expect(failure?.description.contains("\n") == false)
        }
        #expect(throws: AlertFile.Failure.self) { _ = try AlertFile(path: "/nowhere/at/all/alerts.sqlite") }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path + "/alerts.sqlite")
    }
}
