/// Families as the text that Prometheus scrapes.
///
/// Families come in the order of their names, samples in their own, so that two scrapes can be compared by eye. A family
/// without a finite sample is left out.
///
/// - Source: Prometheus, "Exposition formats", text format 0.0.4.
public enum PrometheusText {
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// - Complexity: O(bytes).
    public static func encode(_ families: [MetricFamily]) -> String {
        var text: [UInt8] = []
        for family in families.sorted(by: { $0.name < $1.name }) { append(family, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ family: MetricFamily, to text: inout [UInt8]) {
        let lines = family.samples.compactMap { sample in number(sample.value).map { (sample, $0) } }
        guard !lines.isEmpty else { return }
        text += "# HELP \(family.name) ".utf8
        append(family.help, escapingQuotes: false, to: &text)
        text += "\n# TYPE \(family.name) \(family.kind.rawValue)\n".utf8
        for (sample, number) in lines {
            text += family.name.utf8
            text += sample.suffix.utf8
            append(sample.labels, to: &text)
            text += " \(number)\n".utf8
        }
    }

    private static func append(_ labels: [MetricLabel], to text: inout [UInt8]) {
        guard !labels.isEmpty else { return }
        for (index, label) in labels.enumerated() {
            text += "\(index == 0 ? "{" : ",")\(label.name)=\"".utf8
            append(label.value, escapingQuotes: true, to: &text)
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
    }

    /// By bytes: among Swift's characters, a line feed behind a carriage return and a quote below an accent are others.
    private static func append(_ value: String, escapingQuotes: Bool, to text: inout [UInt8]) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): text += #"\\"#.utf8
            case UInt8(ascii: "\n"): text += #"\n"#.utf8
            case UInt8(ascii: "\"") where escapingQuotes: text += #"\""#.utf8
            default: text.append(byte)
            }
        }
    }

    /// - Returns: nil for what is not finite: a sum with one NaN in it would be one for ever.
    private static func number(_ value: MetricSample.Value) -> String? {
        switch value {
        case .whole(let value): "\(value)"
        case .real(let value): value.isFinite ? Int(exactly: value).map { "\($0)" } ?? "\(value)" : nil
        }
    }
}
