import AdModel
import ArgumentParser
import Dashboard
import DashboardModel
import Kafka
import Logging
import ServiceLifecycle
import Telemetry
import Topics
import Webhook

struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "The web service: live campaign numbers on port 8503.",
        discussion: """
            Reads results and results.live from the start of its history; keeps no state that the topics lack.

            For other machines: --host 0.0.0.0 with --allowed-host, a login (--auth-file) and HTTPS (--tls-cert, --tls-key).
            """
    )

    @Option(help: "Address to listen on; 0.0.0.0 lets other machines in. (env ADTALLY_HOST)")
    var host: String = setting("HOST", "127.0.0.1")

    @Option(help: "Port to listen on. (env ADTALLY_PORT)")
    var port: Int = setting("PORT", 8503)

    @Option(help: "How much event time behind the newest window is kept. (env ADTALLY_HISTORY)")
    var history: Span = setting("HISTORY", "24h")

    @Option(
        help:
            "Folder that keeps alert rules, and cleared data hidden, over a restart; without it, neither lasts. (env ADTALLY_DATA_DIR)"
    )
    var dataDir: String?

    @Option(
        name: .customLong("allowed-host"),
        help: """
            A further name under which browsers may reach the page; may be repeated. (env ADTALLY_ALLOWED_HOST, \
            comma-separated)
            """)
    var allowedHosts: [String] = []

    @OptionGroup var access: AccessOptions

    @Option(help: "Address to which alerts are posted as JSON; none: nowhere. (env ADTALLY_ALERT_WEBHOOK)")
    var alertWebhook: String?

    @Option(help: "Partitions of the topics that have to be made. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @Option(help: "The flink job's consumer group, to show how far it is. (env ADTALLY_GROUP)")
    var group: String = setting("GROUP", "flink-job")

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .info)

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard history.milliseconds >= 60_000 else { throw ValidationError("--history must be 1m or more") }
        guard !group.isEmpty else { throw ValidationError("--group must not be empty") }
        try validatePartitions(partitions)
        _ = try webhook()
    }

    /// The address may hold a secret, so that it is not repeated when it is wrong.
    private func webhook() throws -> WebhookAddress? {
        guard let text = alertWebhook ?? optionalSetting("ALERT_WEBHOOK") else { return nil }
        guard let address = WebhookAddress(text) else {
            throw ValidationError(
                "--alert-webhook (env ADTALLY_ALERT_WEBHOOK) must be an address such as https://hooks.example/alerts")
        }
        return address
    }

    func run() async throws {
        let kafkaConfiguration = try kafka.configuration()
        let logger = logLevel.logger(for: "dashboard")
        let (tls, passwords) = (try access.tls(), try access.passwords(logger: logger))
        let store = RowStore(limits: RowLimits(history: history.span), clock: EventTime.now)
        let configuration = DashboardConfiguration(
            host: host, port: port, history: history.span, dataDir: dataDir ?? optionalSetting("DATA_DIR"),
            allowedHosts: allowedHosts + setting("ALLOWED_HOST", "").split(separator: ",").map(String.init),
            tls: tls, passwords: passwords, alertWebhook: try webhook())
        let server = try DashboardServer(configuration, store: store, logger: logger)
        let reader = ReaderService(
            store: store, configuration: kafkaConfiguration, history: history.span, partitions: partitions,
            logger: logger)
        // Whichever ends, or fails, takes the others along; the error is then thrown here.
        let probe = PipelineProbe(
            store: store, configuration: kafkaConfiguration, group: group, history: history.span, logger: logger)
        let all: [any Service] = [server, reader, probe]
        let services = all.map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        logger.info("showing \(tls == nil ? "http" : "https")://\(host):\(port)")
        var groupLogger = logger
        groupLogger.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: groupLogger))
        try await group.run()
        logger.info("stopped")
    }
}
