import Hummingbird
import HummingbirdCore
import HummingbirdTLS

extension HTTPServerBuilder {
    /// HTTP/1.1 within limits; over TLS where there is a certificate.
    static func dashboard(_ configuration: DashboardConfiguration) throws -> HTTPServerBuilder {
        let limits = configuration.limits
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionDeadlines(limits: limits)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8192, maxHeaderListSize: 32768, maxHeaderFieldCount: 100)))
        guard let identity = configuration.tls else { return plain }
        return try .tls(plain, tlsConfiguration: identity.configuration)
    }
}
