import AdModel
import DashboardModel
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Dashboard
@testable import Webhook

struct WebhookTests {
    @Test func aNoticeIsPostedUntilItIsAccepted() async throws {
        let receiver = Receiver([503, 500, 204])
        try await receiver.app.test(.live) { client in
            let clock = HandClock(minute(10))
            let (desk, posting) = try await fired(clock, port: try #require(client.port))
            let webhook = WebhookClient(posting.address)
            for round in 1...3 as ClosedRange<Int64> {
                await posting.step(webhook)
                await posting.step(webhook)  // not due yet
                #expect(receiver.posts.count == round)
                clock.set(minute(10 + round))
            }
            await webhook.shutdown()
            #expect(Set(receiver.posts.map(\.key)).count == 1, "one notice, one id")
            #expect(await desk.state().log.entries.map(\.delivery) == [.delivered(at: minute(12))])
        }
        let post = try #require(receiver.posts.last)
        #expect(post.path == "/hook?token=t" && post.authorization == "Basic dTpwQHc=")
        let json = try #require(JSONSerialization.jsonObject(with: Data(post.body.utf8)) as? [String: Any])
        #expect(json["state"] as? String == "firing" && json["id"] as? String == post.key)
        #expect(post.body.contains("\"value\":50,\"before\":null,\"spanStart\":\"2026-11-21T01:00:00.000Z\""))
        #expect(post.body.contains("\"link\":\"http://127.0.0.1:8503/alerts#rule-1\""))
        let rule = try #require(json["rule"] as? [String: Any])
        #expect(rule["campaignId"] as? String == "camp_1" && rule["channel"] is NSNull)
        #expect(rule["condition"] as? String == "above" && rule["spanMinutes"] as? Int == 1)
    }

    @Test func aRestartGoesOnSending() async throws {
        try await withFolder { folder in
            let receiver = Receiver([503, 200])
            try await receiver.app.test(.live) { client in
                let clock = HandClock(minute(10))
                let port = try #require(client.port)
                let (_, posting) = try await fired(clock, port: port, folder: folder)
                let webhook = WebhookClient(posting.address)
                await posting.step(webhook)
                let restarted = AlertDesk(
                    store: watchedStore(clock), dataDir: folder, hasWebhook: true, logger: quietLogger)
                clock.set(minute(11))
                await AlertPosting(desk: restarted, address: posting.address, json: posting.json, interval: .zero)
                    .step(webhook)
                await webhook.shutdown()
                #expect(await restarted.state().log.waiting == 0)
            }
            #expect(receiver.posts.count == 2 && receiver.posts[0].body == receiver.posts[1].body)
        }
    }

    @Test(
        arguments: [
            (410, .refused("410 Gone")), (401, .refused("401 Unauthorized")),
            (302, .refused("302 Found: redirects are not followed")),
            (429, .failed("429 Too Many Requests", retryAfter: .seconds(7))),
            (408, .failed("408 Request Timeout", retryAfter: .seconds(7))),
            (502, .failed("502 Bad Gateway", retryAfter: .seconds(7))), (201, .accepted),
        ] as [(Int, WebhookAnswer)])
    func answers(status: Int, expected: WebhookAnswer) async throws {
        let receiver = Receiver([status])
        let answer = try await receiver.app.test(.live) { client in
            let webhook = WebhookClient(try Self.address(port: try #require(client.port)))
            let answer = await webhook.post(Array("{}".utf8), key: "k")
            await webhook.shutdown()
            return answer
        }
        #expect(answer == expected && receiver.posts.count == 1)
    }

    @Test func retryAfterMayBeADate() {
        let at = { (text: String) in
            WebhookAnswer(status: 503, reason: "", retryAfter: text, secondsSince1970: 784_111_767)
        }
        #expect(at("Sun, 06 Nov 1994 08:49:37 GMT") == .failed("503", retryAfter: .seconds(10)))
        #expect(at("Sun, 06 Nov 1994 08:00:00 GMT") == .failed("503", retryAfter: .zero))
        for text in ["", "soon", "-5", "1e9", "99999999999"] { #expect(at(text) == .failed("503", retryAfter: nil)) }
    }

    /// The listener takes the connection and the request, and never says a word.
    @Test func aReceiverThatHangsIsGivenUp() async throws {
        let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try Self.address(port: try #require(silent.localAddress?.port))
        let webhook = WebhookClient(address, patience: .milliseconds(100))
        #expect(await webhook.post([], key: "k") == .failed("no answer within 0 s", retryAfter: nil))
        try await silent.close()
        let afterwards = await webhook.post([], key: "k")
        await webhook.shutdown()
        guard case .failed(let trouble, nil) = afterwards else {
            Issue.record("\(afterwards)")
            return
        }
        #expect(trouble.hasPrefix("cannot be reached") || trouble.hasPrefix("no answer"))
    }

    @Test(arguments: [
        ("https://hooks.example/services/T0/SECRET", "https://hooks.example/…"),
        ("http://user:SECRET@hooks.example:8080/?SECRET", "http://hooks.example:8080/…"),
        ("https://hooks.example", "https://hooks.example"), ("HTTP://[::1]:9/", "http://[::1]:9"),
    ])
    func anAddressIsShownWithoutItsSecrets(text: String, masked: String) {
        #expect(WebhookAddress(text)?.masked == masked)
    }

    @Test(arguments: [
        "", "hooks.example", "ftp://hooks.example", "http://", "http:///x", "file:///etc/passwd", "http://h:0/",
        "http://h:99999/", "javascript:alert(1)", "http://a b/",
    ])
    func whatIsNoAddressIsNone(text: String) {
        #expect(WebhookAddress(text) == nil)
    }

    static func address(port: Int) throws -> WebhookAddress {
        try #require(WebhookAddress("http://u:p%40w@127.0.0.1:\(port)/hook?token=t"))
    }

    /// A desk with one alert that waits to be posted.
    private func fired(
        _ clock: HandClock, port: Int, folder: String? = nil
    ) async throws -> (AlertDesk, AlertPosting) {
        let store = watchedStore(clock, [row(minute: 0, clicks: 50)])
        let desk = AlertDesk(store: store, dataDir: folder, hasWebhook: true, logger: quietLogger)
        _ = await desk.add(alertRule(.clicks, .above(.zero), campaign: "camp_1"))
        let json = AlertJSON(link: DashboardConfiguration().alertsLink)
        return (desk, AlertPosting(desk: desk, address: try Self.address(port: port), json: json, interval: .zero))
    }
}

/// A receiver that answers with one status after the other, and keeps what it got.
private final class Receiver: Sendable {
    struct Post: Sendable {
        let path: String
        let key: String
        let authorization: String
        let body: String
    }

    private let state: Mutex<(statuses: [Int], posts: [Post])>

    init(_ statuses: [Int]) {
        state = Mutex((statuses, []))
    }

    var posts: [Post] { state.withLock { $0.posts } }

    var app: some ApplicationProtocol {
        let router = Router()
        router.post("/hook") { request, _ in try await self.take(request) }
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private func take(_ request: Request) async throws -> Response {
        let key = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] } ?? ""
        let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
        let post = Post(
            path: request.uri.description, key: key, authorization: request.headers[.authorization] ?? "", body: body)
        let status = state.withLock { state in
            state.posts.append(post)
            return state.statuses.removeFirst()
        }
        return Response(
            status: .init(code: status), headers: [.retryAfter: "7", .location: "http://127.0.0.1:1/elsewhere"])
    }
}
