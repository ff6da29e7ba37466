import DashboardModel
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct ClearRouteTests {
    @Test func clearAndUndoByPlainForms() async throws {
        let store = liveStore()
        try await application(over: store).test(.router) { client in
            try await client.execute(uri: "/clear", method: .get) { response in
                #expect(String(buffer: response.body).contains("<form method=\"post\" action=\"/clear\""))
            }
            try await client.execute(uri: "/clear", method: .post, headers: .ownOrigin) { response in
                #expect(response.status == .seeOther && response.headers[.location] == "/")
            }
            #expect(clicks(store) == 0)
            try await client.execute(uri: "/", method: .get) { response in
                #expect(String(buffer: response.body).contains("Counting from 01:01:00 UTC"))
            }
            try await client.execute(uri: "/clear/undo", method: .post, headers: .ownOrigin) { response in
                #expect(response.status == .seeOther)
            }
            #expect(clicks(store) == 40)
        }
    }

    @Test(arguments: ["http://evil.example", "null", "http://localhost.evil.example", "http://localhost:1", ""])
    func anotherSiteCannotClear(origin: String) async throws {
        let store = liveStore()
        try await application(over: store).test(.router) { client in
            for address in ["/clear", "/clear/undo"] {
                let headers: HTTPFields = origin.isEmpty ? [:] : [.origin: origin]
                try await client.execute(uri: address, method: .post, headers: headers) {
                    #expect($0.status == .forbidden)
                }
            }
        }
        #expect(clicks(store) == 40)
    }

    @Test func clearingWhileLoadingIsRefusedWithAReason() async throws {
        let store = liveStore()
        store.update { $0.progress = .loading(percent: 40) }
        try await application(over: store).test(.router) { client in
            try await client.execute(uri: "/clear", method: .post, headers: .ownOrigin) { response in
                #expect(response.status == .conflict)
                #expect(String(buffer: response.body).contains("still being read"))
            }
        }
    }

    @Test func clearedDataStaysClearedAfterARestart() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await application(over: liveStore()) { $0.dataDir = folder.path }.test(.router) { client in
            try await client.execute(uri: "/clear", method: .post, headers: .ownOrigin) { _ in }
        }
        let restarted = RowStore(clock: { minute(1) })
        _ = try application(over: restarted) { $0.dataDir = folder.path }
        restarted.ingest([row(impressions: 1000, clicks: 43, conversions: 4, spend: 50_000_000, through: 9)])
        #expect(clicks(restarted) == 3)
    }

    @Test func aFolderThatCannotBeUsedIsNoReasonToStop() async throws {
        let store = liveStore()
        try await application(over: store) { $0.dataDir = "/nowhere/at/all" }.test(.router) { client in
            try await client.execute(uri: "/clear", method: .post, headers: .ownOrigin) {
                #expect($0.status == .seeOther)
            }
        }
        #expect(clicks(store) == 0)
    }

    private func clicks(_ store: RowStore) -> Int64 { store.snapshot(SnapshotQuery()).totals.clicks }
}
