import AdModel
import Webhook

/// What the dashboard is started with.
public struct DashboardConfiguration: Sendable {
    /// Address to listen on. Not loopback: everyone who reaches it can see the figures and clear the view.
    public var host: String
    /// 0: any free port.
    public var port: Int
    /// Event time kept behind the newest window; give the same to ``RowLimits``.
    public var history: Milliseconds
    /// Folder for the small files that let "clear data" and alerts outlive a restart; nil: they last until the process
    /// ends.
    public var dataDir: String?
    /// Names besides `localhost`, `host` and plain IP addresses under which browsers may reach the page.
    public var allowedHosts: [String]
    /// Chart.js 3.9, as Debian's package libjs-chart.js installs it; without it the page shows tables.
    public var chartScript: String
    /// Pages that may be kept live at once.
    public var maxStreams: Int
    /// Least time between two snapshots on a stream; more where making them takes long.
    public var publishInterval: Duration
    /// Time between two signs of life on a silent stream.
    public var heartbeat: Duration
    /// What one client may cost.
    public var limits: ConnectionLimits
    /// nil: plain HTTP.
    public var tls: TLSIdentity?
    /// nil: no login.
    public var passwords: PasswordFile?
    /// Where alerts are posted; nil: nowhere.
    public var alertWebhook: WebhookAddress?
    /// Least time between two looks at the rules of alerts; more where looking takes long.
    public var alertInterval: Duration
    /// The time by which sessions end and guesses are counted; tests hold it still.
    var loginClock: @Sendable () -> ContinuousClock.Instant = { .now }

    public init(
        host: String = "127.0.0.1", port: Int = 8503, history: Milliseconds = .minutes(24 * 60),
        dataDir: String? = nil, allowedHosts: [String] = [],
        chartScript: String = "/usr/share/javascript/chart.js/chart.min.js", maxStreams: Int = 64,
        publishInterval: Duration = .milliseconds(40), heartbeat: Duration = .seconds(15),
        limits: ConnectionLimits = ConnectionLimits(), tls: TLSIdentity? = nil, passwords: PasswordFile? = nil,
        alertWebhook: WebhookAddress? = nil, alertInterval: Duration = .seconds(1)
    ) {
        self.host = host
        self.port = port
        self.history = history
        self.dataDir = dataDir
        self.allowedHosts = allowedHosts
        self.chartScript = chartScript
        self.maxStreams = maxStreams
        self.publishInterval = publishInterval
        self.heartbeat = heartbeat
        self.limits = limits
        self.tls = tls
        self.passwords = passwords
        self.alertWebhook = alertWebhook
        self.alertInterval = alertInterval
    }
}

extension DashboardConfiguration {
    /// The page of alerts as another machine may reach it, as far as can be told from the flags; nil: any free port.
    var alertsLink: String? {
        guard port != 0 else { return nil }
        let listening = host == "0.0.0.0" || host == "::" ? "localhost" : host
        let name = allowedHosts.first ?? listening
        return "\(tls == nil ? "http" : "https")://\(name.contains(":") ? "[\(name)]" : name):\(port)/alerts"
    }
}
