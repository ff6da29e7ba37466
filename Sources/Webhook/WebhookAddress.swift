import Foundation

/// Where notices are posted: given on the command line, never by a page.
///
/// Such an address is a secret: whoever has it can post. Logs and pages get ``masked`` only.
public struct WebhookAddress: Hashable, Sendable {
    /// Without the user's name and password.
    let url: String
    /// Of the address's user and password, as an `Authorization` header takes them.
    let credentials: String?
    /// Scheme, host and port: `https://hooks.example/…`.
    public let masked: String

    /// - Returns: nil where the text is no absolute http or https address with a host.
    public init?(_ text: String) {
        guard var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty,
            parts.port.map({ (1...65535).contains($0) }) ?? true
        else { return nil }
        let user = parts.user.map { $0 + ":" + (parts.password ?? "") }
        credentials = user.map { "Basic " + Data($0.utf8).base64EncodedString() }
        (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
        guard let url = parts.string else { return nil }
        self.url = url
        let port = parts.port.map { ":\($0)" } ?? ""
        masked = "\(scheme)://\(host)\(port)" + (parts.path.count > 1 || parts.query != nil ? "/…" : "")
    }
}
