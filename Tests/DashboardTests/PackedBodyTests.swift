import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct PackedBodyTests {
    @Test(arguments: [
        ("gzip", true), ("gzip, deflate, br", true), ("br;q=1, GZIP;q=0.5", true), ("gzip;q=0", false), ("", false),
        ("gzip;q=x", false), ("identity", false), ("x-gzip-not", false), ("deflate; q=1 , gzip ; q=0.1", true),
    ])
    func isPackedForThoseWhoAskForIt(accept: String, isPacked: Bool) {
        #expect(PackedBody.unpacks(accept) == isPacked)
    }

    @Test func aFirstViewIsSmallerThanAHundredKilobytes() async throws {
        let rows = (0..<40).flatMap { campaign in
            (0..<60).map { row("campaign_\(campaign)", minute: $0, impressions: 1234, clicks: 99, spend: 123_456_789) }
        }
        try await application(over: liveStore(rows)).test(.router) { client in
            var size = 0
            for address in ["/"] + Assets.files.map({ "/assets/" + $0 }) {
                try await client.execute(uri: address, method: .get, headers: [.acceptEncoding: "gzip"]) { response in
                    #expect(response.headers[.vary] == "Accept-Encoding", "\(address)")
                    size += response.body.readableBytes
                }
            }
            #expect((10_000..<60_000).contains(size), "\(size) bytes")
        }
    }

    @Test func withoutTheHeaderAllIsPlain() async throws {
        try await application(over: liveStore()).test(.router) { client in
            try await client.execute(uri: "/", method: .get) { response in
                #expect(response.headers[.contentEncoding] == nil)
                #expect(String(buffer: response.body).hasPrefix("<!doctype html>"))
            }
        }
    }
}
