import Foundation

/// The summaries of `logs.dlq` as people and as scripts read them.
public enum DeadLetterTable {
    /// A line a reason, its examples below it; ends with a newline.
    public static func text(_ summaries: [DeadLetterSummary]) -> String {
        let head = ["reason", "records", "repeats", "cut", "oldest", "newest"]
        let rows = summaries.map { summary in
            [
                summary.reason, "\(summary.records)", "\(summary.repeats)", "\(summary.cut)", summary.oldest ?? "-",
                summary.newest ?? "-",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        var lines = [line(head, widths)]
        for (summary, row) in zip(summaries, rows) {
            lines.append(line(row, widths))
            lines += summary.examples.flatMap(lines(of:))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A JSON object a line, one for each reason; ends with a newline unless there are none.
    public static func json(_ summaries: [DeadLetterSummary]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try summaries.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
    }

    private static func lines(of example: DeadLetterSummary.Example) -> [String] {
        let place = "\(example.topic)[\(example.partition)]@\(example.offset)"
        let told = [place, example.time ?? "", example.message].filter { !$0.isEmpty }
        return ["  " + told.joined(separator: "  "), "    " + example.value]
    }

    /// Numbers stand to the right, texts to the left.
    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            let space = String(repeating: " ", count: widths[column] - cells[column].count)
            return (1...3).contains(column) ? space + cells[column] : cells[column] + space
        }
        let line = padded.joined(separator: "  ")
        return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.endIndex)])
    }
}
