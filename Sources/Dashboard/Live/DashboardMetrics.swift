import AdModel
import DashboardModel
import Telemetry

/// The dashboard's figures as metrics.
enum DashboardMetrics {
    static func families(_ store: RowStore, hub: SnapshotHub) async -> [MetricFamily] {
        let figures = store.figures
        return reading(figures, now: store.now) + refusals(figures.refused, unreadable: figures.rowsUnreadable)
            + holding(figures) + (await serving(hub))
            + PipelineMetrics.families(store.pipeline, figures.ingest, now: store.now)
    }

    private static func reading(_ figures: StoreFigures, now: EventTime) -> [MetricFamily] {
        [
            .counter(
                "adtally_dashboard_rows_read_total",
                "Rows read from results and results.live, repeated and refused ones included.", figures.rowsRead),
            .gauge(
                "adtally_kafka_connected", "1 while the service is connected to a Kafka broker.",
                figures.ingest.connection == .connected),
            .gauge(
                "adtally_dashboard_caught_up", "1 once the end of the topics was reached.", figures.ingest.hasCaughtUp),
            .gauge(
                "adtally_dashboard_row_age_seconds", "Seconds since the newest row was read.",
                figures.ingest.lastRowAt.map { seconds(from: $0, to: now) }),
            .gauge(
                "adtally_dashboard_newest_window_timestamp_seconds",
                "Start of the newest window, in seconds of event time since 1970.",
                figures.newestWindow.map { Double($0.start.milliseconds) / 1000 }),
        ]
    }

    private static func refusals(_ refused: RefusedRows, unreadable: Int) -> [MetricFamily] {
        [
            .counter(
                "adtally_dashboard_rows_refused_total", "Rows left out, by cause.",
                [
                    MetricSample(["cause": "unreadable"], unreadable),
                    MetricSample(["cause": "ahead"], refused.ahead),
                    MetricSample(["cause": "unbelievable"], refused.unbelievable),
                    MetricSample(["cause": "too_many"], refused.tooMany),
                ]),
            .counter(
                "adtally_dashboard_windows_cut_total", "Windows dropped early because the row limit was reached.",
                refused.historyCut),
        ]
    }

    private static func holding(_ figures: StoreFigures) -> [MetricFamily] {
        [
            .gauge("adtally_dashboard_rows", "Rows held, the newest of each origin.", figures.rowsHeld),
            .gauge("adtally_dashboard_windows", "Windows held.", figures.windows),
            .gauge(
                "adtally_dashboard_series", "Combinations of organization, campaign and channel held.", figures.series),
        ]
    }

    private static func serving(_ hub: SnapshotHub) async -> [MetricFamily] {
        [
            .gauge("adtally_dashboard_streams", "Pages that are kept live.", await hub.pageCount),
            .counter("adtally_dashboard_snapshots_total", "Snapshots made for pages.", await hub.snapshotCount),
        ]
    }

    static func alerting(_ state: AlertDeskState) -> [MetricFamily] {
        let rules = state.book.rules
        return [
            .gauge("adtally_dashboard_alert_rules", "Rules of alerts that are on.", rules.count(where: \.isEnabled)),
            .gauge(
                "adtally_dashboard_alerts_firing", "Rules of alerts that fire.",
                rules.count { state.book.firing($0.id) != nil }),
            .gauge(
                "adtally_dashboard_unusual_metrics", "Headline metrics outside their usual band.", state.markers.count),
            .gauge(
                "adtally_dashboard_alert_notices_waiting", "Notices that wait to be posted to the webhook.",
                state.log.waiting),
        ]
    }

    private static func seconds(from start: EventTime, to end: EventTime) -> Double {
        Double(max(0, end.milliseconds - start.milliseconds)) / 1000
    }
}
