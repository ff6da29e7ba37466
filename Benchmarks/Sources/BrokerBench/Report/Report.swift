import Foundation

/// Prints the figures of a step: the median of its runs, the least and the most, and the target.
enum Report {
    /// - Parameter runs: the figures of each run, always the same ones in the same order.
    static func show(_ title: String, _ runs: [[Figure]]) throws {
        let lines = runs[0].indices.map { index in
            line(runs[0][index], sorted: runs.map { $0[index].value }.sorted())
        }
        try say(([title] + lines).joined(separator: "\n") + "\n")
    }

    /// At once, for whoever watches; throws when nobody reads any more.
    static func say(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
        } catch {
            throw BenchError("cannot write the report: standard output is closed")
        }
    }

    /// What goes on, beside the report.
    static func progress(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("... \(text)\n".utf8))
    }

    private static func line(_ figure: Figure, sorted: [Double]) -> String {
        let unit = figure.unit
        let median = median(of: sorted)
        var line = "  " + column(figure.name, 28) + column(unit.text(median), 12)
        let spread = sorted.count > 1 ? "\(unit.text(sorted[0])) … \(unit.text(sorted[sorted.count - 1]))" : ""
        line += column(spread, 26)
        if let target = figure.target {
            line += target.text(unit) + (target.isMet(by: median) ? "" : ": missed")
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    static func median(of sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private static func column(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }

    /// Such as 20 s or 100 ms.
    var text: String { self < .seconds(1) ? "\(Int(seconds * 1_000)) ms" : "\(Int(seconds)) s" }
}

extension Int {
    /// With commas: 1,000,000.
    var grouped: String {
        var text = String(self)
        for place in stride(from: text.count - 3, to: 0, by: -3) {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
        }
        return text
    }
}
