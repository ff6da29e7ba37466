import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// Posts JSON to one address: no redirect, no proxy, no cookie, and an answer or none within ten seconds.
public struct WebhookClient: Sendable {
    /// From the first byte out to the answer's head.
    public static let patience = Duration.seconds(10)

    private let address: WebhookAddress
    private let patience: Duration
    private let client: HTTPClient

    /// To be ended by ``shutdown()``.
    public init(_ address: WebhookAddress, patience: Duration = Self.patience) {
        self.address = address
        self.patience = patience
        let nanoseconds = patience.components.seconds * 1_000_000_000 + patience.components.attoseconds / 1_000_000_000
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: .nanoseconds(nanoseconds), read: .nanoseconds(nanoseconds))))
    }

    public func shutdown() async {
        try? await client.shutdown()
    }

    /// - Parameter key: tells a receiver which posts are the same one, as header `Idempotency-Key`.
    public func post(_ json: [UInt8], key: String) async -> WebhookAnswer {
        var request = HTTPClientRequest(url: address.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "AdTally")
        request.headers.add(name: "Idempotency-Key", value: key)
        if let credentials = address.credentials { request.headers.add(name: "Authorization", value: credentials) }
        request.body = .bytes(ByteBuffer(bytes: json))
        do {
            let response = try await client.execute(request, deadline: .now() + TimeAmount(patience))
            return WebhookAnswer(
                status: response.status.code, reason: response.status.reasonPhrase,
                retryAfter: response.headers.first(name: "Retry-After"),
                secondsSince1970: Date().timeIntervalSince1970)
        } catch {
            return .failed(trouble(error), retryAfter: nil)
        }
    }

    private func trouble(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error):
            return "no answer within \(patience.components.seconds) s"
        case let error as NIOConnectionError:
            return "cannot be reached" + (error.connectionErrors.first.map { ": \($0.error)" } ?? "")
        default:
            return "cannot be reached: \(String("\(error)".prefix(200)))"
        }
    }
}
