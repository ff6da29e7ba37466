import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `start_mvp.sh --native` with the binary under test: up, twice, status, logs, kill -9, stop, up again, clean.
@Suite(.serialized) final class StartScriptTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-run-\(UUID())")
    private let port = Int.random(in: 20_000...24_999)
    private let brokerPort = Int.random(in: 25_000...29_999)

    /// - Parameter rate: events a second, of a producer that this call starts.
    private func script(
        _ arguments: String..., rate: Int = 15, brokerPort: Int? = nil, telemetryPort: String = ""
    ) throws -> Program {
        try Program.run(
            arguments, of: Program.root.appending(path: "start_mvp.sh"),
            environment: [
                "ADTALLY_BIN": Program.adtally.path, "ADTALLY_RUN_DIR": folder.path, "ADTALLY_PORT": "\(port)",
                "ADTALLY_BROKER_PORT": "\(brokerPort ?? self.brokerPort)", "ADTALLY_RATE": "\(rate)",
                "ADTALLY_START_TIMEOUT": "300", "ADTALLY_TELEMETRY_PORT": telemetryPort,
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
        #expect(status.output.contains("127.0.0.1:\(brokerPort)"))
        #expect(try script("logs", "flink-job", "--no-follow").output.contains("assigned partitions"))

        #expect(try script("stop").status == 0)
        #expect(try script("status").status == 1)
        await #expect(throws: (any Error).self) { _ = try await self.page() }
    }

    /// Many events at first and hardly any later: what is shown in the end is what was kept.
    @Test func aKilledBrokerAndAStopLoseNothing() async throws {
        defer { _ = try? script("clean", "--native") }
        let first = try script("up", "--native", rate: 2000)
        #expect(first.status == 0, "\(first.errors)")
        let shown = try await impressions(atLeast: 1000)

        let services = try ["producer", "flink-job", "dashboard"].map(pid)
        kill(try pid(of: "redpanda"), SIGKILL)
        let second = try script("up", "--native", rate: 1)
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("redpanda is no longer running"))
        #expect(try ["producer", "flink-job", "dashboard"].map(pid) == services, "they wait for the broker and go on")

        #expect(try script("stop").status == 0)
        let third = try script("up", "--native", rate: 1)
        #expect(third.status == 0, "\(third.errors)")
        _ = try await impressions(atLeast: shown)

        #expect(try script("clean").status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test func aTakenBrokerPortIsOneLineThatSaysWhatToDo() throws {
        defer { _ = try? script("clean", "--native") }
        let taken = try TakenPort()
        let up = try script("up", "--native", brokerPort: taken.number)
        #expect(up.status == 1)
        #expect(up.errors.hasPrefix("start_mvp.sh: port \(taken.number), which the broker needs, is taken by pid "))
        #expect(up.errors.contains("ADTALLY_BROKER_PORT="))
        #expect(up.errors.filter { $0 == "\n" }.count == 1, "\(up.errors)")
    }

    @Test func wrongUsageIsStatusTwo() throws {
        for arguments in ["nonsense", "--wrong"] {
            let result = try script(arguments)
            #expect(result.status == 2)
            #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
        }
        #expect(try script("up", brokerPort: port).status == 2, "one port for two")
    }

    /// flink-job takes the port after the producer's.
    @Test(arguments: ["65535", "100000"])
    func aTelemetryPortWithoutANextOneIsOneLine(port: String) throws {
        defer { _ = try? script("clean", "--native") }
        let result = try script("up", "--native", telemetryPort: port)
        #expect(result.status == 2)
        #expect(
            result.errors == """
                start_mvp.sh: ADTALLY_TELEMETRY_PORT='\(port)' is not a port below 65535; flink-job takes the next one; \
                try ./start_mvp.sh --help

                """)
    }

    private func page() async throws -> String {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/"))
        return String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
    }

    private struct Figures: Decodable {
        struct Tile: Decodable {
            let label: String
            let value: String
        }
        let tiles: [Tile]
    }

    /// Waits until the dashboard counts so many.
    ///
    /// - Returns: how many it shows then; −1 when it is too slow.
    private func impressions(atLeast wanted: Int) async throws -> Int {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/api/snapshot?range=all"))
        for _ in 0..<200 {
            let figures = try JSONDecoder().decode(
                Figures.self, from: try await URLSession.shared.data(from: url).0)
            let tile = try #require(figures.tiles.first { $0.label == "Impressions" })
            let count = try #require(Int(tile.value.replacing(",", with: "")))
            if count >= wanted { return count }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the dashboard does not show \(wanted) impressions")
        return -1
    }

    private func pid(of service: String) throws -> pid_t {
        let file = try String(contentsOf: folder.appending(path: "pids/\(service)"), encoding: .utf8)
        return try #require(file.split(separator: " ").first.flatMap { pid_t($0) })
    }
}
