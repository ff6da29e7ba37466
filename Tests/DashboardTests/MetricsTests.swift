import DashboardModel
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Dashboard

struct MetricsTests {
    private func lines(_ store: RowStore) async throws -> Set<Substring> {
        try await application(over: store).test(.router) { client in
            try await client.execute(uri: "/api/snapshot", method: .get)
            return try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                return Set(String(buffer: response.body).split(separator: "\n"))
            }
        }
    }

    @Test func tellsWhatWasReadRefusedAndHeld() async throws {
        let store = liveStore([row(clicks: 1), row("camp_2", clicks: 1), row("camp_2", clicks: 1)])
        store.ingest([row(minute: 9000, clicks: 1), row(clicks: -1, through: 2)])
        store.countUnreadableRow()
        let lines = try await lines(store)
        for line in [
            "adtally_dashboard_rows_read_total 5", "adtally_dashboard_rows_refused_total{cause=\"ahead\"} 1",
            "adtally_dashboard_rows_refused_total{cause=\"unbelievable\"} 1",
            "adtally_dashboard_rows_refused_total{cause=\"unreadable\"} 1", "adtally_dashboard_rows 2",
            "adtally_dashboard_windows 1", "adtally_dashboard_series 2", "adtally_dashboard_streams 0",
            "adtally_dashboard_snapshots_total 1", "adtally_dashboard_row_age_seconds 0",
            "adtally_dashboard_newest_window_timestamp_seconds 1795222800", "adtally_kafka_connected 1",
            "adtally_ready 1", "adtally_http_requests_total{route=\"/api/snapshot\",status=\"200\"} 1",
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
    }

    @Test func thePipelineIsToldAlsoWithoutItsJob() async throws {
        let store = liveStore()
        let sample = PipelineSample(
            at: store.now, isAnswered: true, logs: .known([0: 0..<9, 1: 0..<4]),
            progress: .known([0: JobProgress(nextOffset: 7, watermark: nil)]), members: .known(0),
            rejected: .unknown("no topic"))
        store.report(PipelineHealth(sample, after: nil, ingest: store.ingestState))
        let lines = try await lines(store)
        for line in [
            "adtally_dashboard_figures_fresh 1", "adtally_dashboard_pipeline_lag_records{partition=\"0\"} 2",
            "adtally_dashboard_pipeline_lag_records{partition=\"1\"} 4", "adtally_dashboard_pipeline_members 0",
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
    }

    @Test func notReadyShowsInTheMetricsToo() async throws {
        let store = liveStore([])
        store.update { $0.connection = .brokerAway(since: minute(1)) }
        let lines = try await lines(store)
        #expect(lines.contains("adtally_ready 0") && lines.contains("adtally_kafka_connected 0"))
        #expect(lines.contains("adtally_dashboard_figures_fresh 0"))
        #expect(!lines.contains { $0.hasPrefix("adtally_dashboard_row_age_seconds") }, "no row yet")
    }

    @Test func aForeignHostDoesNotReadThem() async throws {
        try await application(over: liveStore()).test(.live) { client in
            let port = try #require(client.port)
            let answer = try await RawClient.answer(
                port: port, "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 421 ") && !answer.contains("adtally_"))
        }
    }

    @Test func onlyGetAndHead() async throws {
        try await application(over: liveStore()).test(.router) { client in
            try await client.execute(uri: "/metrics", method: .post) { #expect($0.status == .methodNotAllowed) }
            try await client.execute(uri: "/metrics", method: .head) { #expect($0.status == .ok) }
        }
    }
}
