import AdModel
import DashboardModel

/// The table as CSV for spreadsheets.
///
/// - Source: RFC 4180; OWASP, "CSV Injection".
struct CSVText {
    static func text(of export: TableExport) -> String {
        let grouping = export.snapshot.query.table.grouping
        var text = line(grouping.nameColumns + export.valueNames)
        for row in export.snapshot.table.rows {
            let names = [row.name.organization?.text, row.name.campaign?.text, row.name.channel?.text]
            text += line(names.compactMap { $0 }.map(cell(name:)) + export.values(of: row).map { $0?.text ?? "" })
        }
        return text
    }

    private static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\r\n" }

    /// In quotes, and never what a spreadsheet would take for a formula.
    static func cell(name: String) -> String {
        let isFormula = name.unicodeScalars.first { $0 != " " }.map(formulaStarts.contains) ?? false
        var bytes = Array((isFormula ? "\"'" : "\"").utf8)
        for byte in name.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Some programs take the wide forms for the narrow ones.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}",
    ]
}

extension TableGrouping {
    fileprivate var nameColumns: [String] {
        switch self {
        case .campaign: ["organizationId", "campaignId"]
        case .channel: ["channel"]
        case .pair: ["organizationId", "campaignId", "channel"]
        }
    }
}
