import Foundation

/// Prints Markdown that reads well on a terminal, too: tables to be pasted into docs/performance.md.
package enum Report {
    /// The figures of a step: the median of its runs, the least and the most, and the target.
    ///
    /// - Parameter runs: the figures of each run, always the same ones in the same order.
    package static func show(_ title: String, _ runs: [[Figure]]) throws {
        let lines = runs[0].indices.map { index in
            line(runs[0][index], Spread(runs.map { $0[index].value }))
        }
        try say("### \(title)\n")
        try table(["", "median", "least … most", "target"], lines)
    }

    private static func line(_ figure: Figure, _ spread: Spread) -> [String] {
        let unit = figure.unit
        let target = figure.target.map { $0.text(unit) + ($0.isMet(by: spread.median) ? "" : ": missed") }
        return [figure.name, unit.text(spread.median), spread.range(unit), target ?? ""]
    }

    /// - Parameter rows: each as long as the header.
    package static func table(_ header: [String], _ rows: [[String]]) throws {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "-", count: max(3, $0)) }
        let lines = ([header, rule] + rows).map { row in
            "| " + zip(row, widths).map { column($0, max(3, $1)) }.joined(separator: " | ") + " |"
        }
        try say(lines.joined(separator: "\n") + "\n")
    }

    /// At once, for whoever watches; throws when nobody reads any more.
    package static func say(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
        } catch {
            throw BenchError("cannot write the report: standard output is closed")
        }
    }

    /// What goes on, beside the report.
    package static func progress(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("... \(text)\n".utf8))
    }

    private static func column(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Duration {
    package var seconds: Double { self / .seconds(1) }

    /// Such as 20 s or 100 ms.
    package var text: String { self < .seconds(1) ? "\(Int(seconds * 1_000)) ms" : "\(Int(seconds)) s" }
}

extension Int {
    /// With commas: 1,000,000.
    package var grouped: String {
        var text = String(self)
        for place in stride(from: text.count - 3, to: 0, by: -3) {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
        }
        return text
    }
}
