import AdModel
import Foundation
import GRDB
import Testing

@testable import DashboardModel

struct ClearMarkFileTests {
    @Test func aMarkComesBackAsItWas() async throws {
        try await withFolder { folder in
            let hostile = row("'; DROP TABLE hidden;--", "\u{1F980}", clicks: 3, spend: 123_456_789_012_345_678_901)
            let mark = ClearMark(clearedAt: minute(5), rows: [markRow(hostile), markRow(row(partition: 4, epoch: 2))])
            try await ClearMarkFile(path: folder + "/clear.sqlite").save(mark)
            let file = try ClearMarkFile(path: folder + "/clear.sqlite")
            #expect(try file.load() == mark)
            try await file.save(nil)
            #expect(try file.load() == nil)
        }
    }

    @Test func aFileThatIsNoDatabaseIsOneClearLine() async throws {
        try await withFolder { folder in
            let path = folder + "/clear.sqlite"
            try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
            let failure = #expect(throws: ClearMarkFile.Failure.self) { _ = try ClearMarkFile(path: path) }
            #expect(failure?.description.contains("delete the file") == true)
            #expect(failure?.description.contains("\n") == false)
        }
    }

    @Test func aMissingFolderIsOneClearLine() {
        #expect(throws: ClearMarkFile.Failure.self) { _ = try ClearMarkFile(path: "/nowhere/at/all/clear.sqlite") }
    }

    @Test func aDamagedAmountIsAnErrorNotACrash() async throws {
        try await withFolder { folder in
            let path = folder + "/clear.sqlite"
            let file = try ClearMarkFile(path: path)
            try await file.save(ClearMark(clearedAt: minute(0), rows: [markRow(row(clicks: 1))]))
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE hidden SET spend = 'much'") }
            #expect(throws: ClearMarkFile.Failure.self) { _ = try file.load() }
        }
    }

    private func markRow(_ row: ResultRow) -> ClearMark.Row {
        ClearMark.Row(
            key: row.key, partition: row.partition, epoch: row.epoch, throughOffset: row.throughOffset,
            totals: row.totals)
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }
}
