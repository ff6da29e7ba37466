import Hummingbird

/// Where only this machine can connect, answers only to this machine's names.
///
/// An address that lets other machines in is asked for by whatever name they know it, `flink-job:9464` in a Compose
/// network: there the figures are for everyone who reaches them, and no name is refused.
struct LoopbackCheck<Context: RequestContext>: RouterMiddleware {
    /// nil: every host is fine.
    private let hosts: KnownHosts?

    init(_ configuration: TelemetryConfiguration) {
        hosts = Loopback.contains(configuration.host) ? KnownHosts([configuration.host]) : nil
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard hosts?.allows(request.head.authority ?? "") != false else {
            throw HTTPError(
                .misdirectedRequest, message: "this port is only for this machine: ask for localhost or 127.0.0.1")
        }
        return try await next(request, context)
    }
}
