import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `start_mvp.sh --native` with the binary under test: up, twice, status, logs, stop, clean.
@Suite(.serialized) final class StartScriptTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-run-\(UUID())")
    private let port = Int.random(in: 20_000...29_000)

    private func script(_ arguments: String...) throws -> Program {
        try Program.run(
            arguments, of: Program.root.appending(path: "start_mvp.sh"),
            environment: [
                "ADTALLY_BIN": Program.adtally.path, "ADTALLY_RUN_DIR": folder.path, "ADTALLY_PORT": "\(port)",
                "ADTALLY_START_TIMEOUT": "300",
            ])
    }

    @Test func startsTwiceShowsNumbersAndStops() async throws {
        defer { _ = try? script("clean", "--native") }
        let up = try script("up", "--native")
        #expect(up.status == 0, "\(up.errors)")
        let page = try await page()
        #expect(page.contains("camp_"))

        #expect(try script("--native").status == 0, "a second time is fine")
        let status = try script("status")
        #expect(status.status == 0, "\(status.output)")
        for service in ["redpanda", "producer", "flink-job", "dashboard"] { #expect(status.output.contains(service)) }
        #expect(try script("logs", "flink-job", "--no-follow").output.contains("assigned partitions"))

        #expect(try script("stop").status == 0)
        #expect(try script("status").status == 1)
        await #expect(throws: (any Error).self) { _ = try await self.page() }
    }

    @Test func wrongUsageIsStatusTwo() throws {
        for arguments in ["nonsense", "--wrong"] {
            let result = try script(arguments)
            #expect(result.status == 2)
            #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
        }
    }

    private func page() async throws -> String {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/"))
        return String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
    }
}
