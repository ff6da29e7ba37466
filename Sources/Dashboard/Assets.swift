import Foundation
import Hummingbird

/// Everything below `/assets/`: the package's own files, and the system's Chart.js where it is installed.
struct Assets: Sendable {
    /// The resources are not where the executable is.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static let chartName = "chart.min.js"

    private let byName: [String: Asset]

    var hasCharts: Bool { byName[Self.chartName] != nil }

    init(chartScript: String) throws(Missing) {
        var byName: [String: Asset] = [:]
        for name in Self.files { byName[name] = Asset(try Self.resource(name), name: name) }
        if let script = FileManager.default.contents(atPath: chartScript) {
            byName[Self.chartName] = Asset(script, name: Self.chartName)
        }
        self.byName = byName
    }

    subscript(name: String) -> Asset? { byName[name] }

    static let files = [
        "alerts.css", "app.css", "icon.svg", "noscript.css", "js/app.js", "js/bars.js", "js/campaign.js", "js/chart.js",
        "js/dialogs.js", "js/dom.js", "js/feed.js", "js/filters.js", "js/keys.js", "js/look-early.js", "js/look.js",
        "js/navigation.js", "js/notices.js", "js/pause.js", "js/pipeline.js", "js/status.js", "js/stream.js",
        "js/table.js",
        "js/tiles.js",
    ]

    static func resource(_ name: String) throws(Missing) -> Data {
        let folder = "adtally_Dashboard.resources"
        let beside = Bundle.main.bundleURL.appendingPathComponent("\(folder)/Resources/\(name)")
        guard let bytes = FileManager.default.contents(atPath: beside.path) else {
            throw Missing(
                description: "\(beside.path) is missing: copy the folder \(folder) from the build beside the executable"
            )
        }
        return bytes
    }
}
