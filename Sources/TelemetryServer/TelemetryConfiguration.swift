/// Where a service without web pages tells how it does.
public struct TelemetryConfiguration: Sendable {
    /// Address to listen on. Not loopback: everyone who reaches it can read the figures, and nothing else.
    public var host: String
    /// 0: any free port.
    public var port: Int

    public init(host: String = "127.0.0.1", port: Int) {
        self.host = host
        self.port = port
    }
}
