import DashboardModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Telemetry
import TelemetryServer

/// The whole web service over a store: what `adtally dashboard` runs, and what tests boot on port 0.
///
/// Takes over a saved "clear data" mark, so call it before the first row is ingested.
///
/// - Parameter onListening: told the channel once connections are taken.
/// - Throws: one clear line where the package's resources are missing.
public func buildApplication(
    _ configuration: DashboardConfiguration, store: RowStore, logger: Logger,
    onListening: @escaping @Sendable (any Channel) -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let assets = try Assets(chartScript: configuration.chartScript)
    if !assets.hasCharts {
        logger.notice(
            "\(configuration.chartScript) is missing: tables are shown for charts (apt install libjs-chart.js)")
    }
    let templates = try Templates(hasLogin: configuration.passwords != nil)
    let hub = SnapshotHub(store: store, configuration: configuration, logger: logger)
    let desk = AlertDesk(
        store: store, dataDir: configuration.dataDir, hasWebhook: configuration.alertWebhook != nil, logger: logger)
    let router = Router(context: DashboardContext.self, options: .autoGenerateHeadEndpoints)
    let requests = RequestTally()
    router.add(middleware: RequestTallying(requests))
    router.add(middleware: SecurityHeaders(isSecure: configuration.tls != nil))
    router.add(middleware: ErrorPages(templates: templates, methods: methods(configuration)))
    router.add(middleware: HostCheck(configuration))
    router.add(middleware: BodyLimit(limit: configuration.limits.bodyBytes))
    addLogin(to: router, configuration, templates: templates, logger: logger)
    addReading(
        to: router, PageRoutes(store: store, hub: hub, templates: templates, hasCharts: assets.hasCharts),
        StreamRoute(hub: hub), AssetRoutes(assets: assets))
    addExports(to: router, ExportRoutes(store: store))
    TelemetryRoutes(source: telemetry(of: store, hub, desk), requests: requests).add(to: router)
    let clearing = DataClearing(store: store, dataDir: configuration.dataDir, logger: logger)
    let changes = router.group().add(middleware: OriginCheck(isSecure: configuration.tls != nil))
    addClearing(to: router, changes, ClearRoutes(clearing: clearing, templates: templates))
    addAlerts(
        to: router, changes,
        AlertRoutes(desk: desk, store: store, templates: templates, configuration: configuration))
    return Application(
        router: router, server: try .dashboard(configuration),
        configuration: applicationConfiguration(configuration, logger: logger),
        services: [hub] + alertServices(desk, configuration), onServerRunning: { onListening($0) }, logger: logger)
}

private func telemetry(of store: RowStore, _ hub: SnapshotHub, _ desk: AlertDesk) -> TelemetrySource {
    TelemetrySource(service: "dashboard") {
        await DashboardMetrics.families(store, hub: hub) + DashboardMetrics.alerting(desk.state())
    } readiness: {
        Readiness(store.ingestState, store.readerPulse)
    }
}

/// Every fixed path; `/assets/*` answers a wrong method with 404.
private let routedMethods: [String: [HTTPRequest.Method]] = [
    "/": [.get, .head], "/events": [.get, .head], "/api/snapshot": [.get, .head], "/export.csv": [.get, .head],
    "/export.json": [.get, .head], "/health/live": [.get, .head],
    "/health/ready": [.get, .head], "/metrics": [.get, .head], "/clear": [.get, .head, .post], "/clear/undo": [.post],
    "/alerts": [.get, .head, .post], "/alerts/change": [.post], "/alerts/enable": [.post], "/alerts/disable": [.post],
    "/alerts/delete": [.post],
]

private func methods(_ configuration: DashboardConfiguration) -> [String: [HTTPRequest.Method]] {
    configuration.passwords == nil ? routedMethods : routedMethods.merging(LoginRoutes.methods) { $1 }
}

private func applicationConfiguration(
    _ configuration: DashboardConfiguration, logger: Logger
) -> ApplicationConfiguration {
    ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port),
        availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger))
}

private func addReading(
    to router: Router<DashboardContext>, _ pages: PageRoutes, _ stream: StreamRoute, _ assets: AssetRoutes
) {
    router.get("/") { request, _ in pages.page(request) }
    router.get("/api/snapshot") { request, _ in try await pages.snapshot(request) }
    router.get("/events") { request, _ in try await stream.events(request) }
    router.get("/assets/**") { request, context in
        try assets.asset(request, name: context.parameters.getCatchAll().joined(separator: "/"))
    }
}

private func addExports(to router: Router<DashboardContext>, _ exports: ExportRoutes) {
    router.get("/export.csv") { request, _ in exports.csv(request) }
    router.get("/export.json") { request, _ in try exports.json(request) }
}

/// Goes before every route that it guards.
private func addLogin(
    to router: Router<DashboardContext>, _ configuration: DashboardConfiguration, templates: Templates, logger: Logger
) {
    guard let passwords = configuration.passwords else { return }
    let desk = LoginDesk(passwords, clock: configuration.loginClock, logger: logger)
    let cookie = SessionCookie(port: configuration.port)
    router.add(middleware: LoginCheck(desk: desk, cookie: cookie))
    LoginRoutes(desk: desk, cookie: cookie, templates: templates, isSecure: configuration.tls != nil).add(to: router)
}

private func addClearing(
    to router: Router<DashboardContext>, _ changes: RouterGroup<DashboardContext>, _ routes: ClearRoutes
) {
    router.get("/clear") { _, _ in routes.ask() }
    changes.post("/clear") { _, _ in try await routes.clear() }
    changes.post("/clear/undo") { _, _ in await routes.undo() }
}

private func addAlerts(
    to router: Router<DashboardContext>, _ changes: RouterGroup<DashboardContext>, _ routes: AlertRoutes
) {
    router.get("/alerts") { request, _ in await routes.page(request) }
    changes.post("/alerts") { request, _ in try await routes.add(request) }
    changes.post("/alerts/change") { request, _ in try await routes.change(request) }
    changes.post("/alerts/enable") { request, _ in try await routes.turn(request, on: true) }
    changes.post("/alerts/disable") { request, _ in try await routes.turn(request, on: false) }
    changes.post("/alerts/delete") { request, _ in try await routes.delete(request) }
}

private func alertServices(_ desk: AlertDesk, _ configuration: DashboardConfiguration) -> [any Service] {
    let evaluation = AlertEvaluation(desk: desk, interval: configuration.alertInterval)
    guard let address = configuration.alertWebhook else { return [evaluation] }
    let json = AlertJSON(link: configuration.alertsLink)
    return [
        evaluation,
        AlertPosting(desk: desk, address: address, json: json, interval: configuration.alertInterval / 2),
    ]
}
