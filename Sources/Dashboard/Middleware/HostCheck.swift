import HTTPTypes
import Hummingbird

/// Answers only to names that are ours: a page elsewhere whose name suddenly points at this machine (DNS
/// rebinding) must not read the figures. A plain IP address needs no name, so it is always fine.
struct HostCheck<Context: RequestContext>: RouterMiddleware {
    private let allowed: Set<String>

    init(_ configuration: DashboardConfiguration) {
        allowed = Set((["localhost", configuration.host] + configuration.allowedHosts).map { $0.lowercased() })
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard allows(authority) else {
            let name = HostName(authority: authority)?.text ?? "it was asked for"
            throw PageError(
                .misdirectedRequest, "Unknown host",
                "This dashboard does not answer to the name \(name). If it is right, start it with --allowed-host NAME."
            )
        }
        return try await next(request, context)
    }

    func allows(_ authority: String) -> Bool {
        guard let host = HostName(authority: authority) else { return false }
        return host.isAddress || allowed.contains(host.text)
    }
}

/// The host of an authority such as `localhost:8503` or `[::1]:8503`, in lower case.
struct HostName {
    let text: String

    init?(authority: String) {
        let host: Substring
        if authority.utf8.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isPlain) else { return nil }
        text = host.lowercased()
    }

    /// Four numbers, or hexadecimal groups with colons; a name can be neither.
    var isAddress: Bool {
        if text.utf8.contains(UInt8(ascii: ":")) { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
