import Foundation
import Hummingbird

/// A file the page needs, held in memory from the start.
struct Asset: Sendable {
    let body: ByteBuffer
    let contentType: String
    /// A hash of the bytes, so that a browser asks again but loads only what changed.
    let tag: String

    init(_ bytes: Data, name: String) {
        body = ByteBuffer(bytes: bytes)
        contentType = Self.contentTypes[(name as NSString).pathExtension] ?? "application/octet-stream"
        tag = "\"" + String(Self.fnv1a(bytes), radix: 16) + "\""
    }

    private static let contentTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// - Source: FNV-1a, 64 bits (Fowler, Noll, Vo).
    private static func fnv1a(_ bytes: Data) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

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

    private static let files = [
        "app.css", "noscript.css", "icon.svg", "js/app.js", "js/chart.js", "js/dialog.js", "js/dom.js",
        "js/figures.js", "js/lists.js", "js/status.js", "js/stream.js", "js/table.js",
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
