/// One number of a family, told from the others by its labels.
public struct MetricSample: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case whole(Int)
        case real(Double)
    }

    /// Behind the family's name.
    let suffix: String
    let labels: [MetricLabel]
    let value: Value

    init(suffix: String = "", labels: KeyValuePairs<String, String> = [:], value: Value) {
        self.suffix = suffix
        self.labels = labels.map { MetricLabel(name: $0.key, value: $0.value) }
        self.value = value
    }

    /// - Parameter labels: in the order in which they are shown; the names are ours, the values may be anything.
    public init(_ labels: KeyValuePairs<String, String>, _ value: Int) {
        self.init(labels: labels, value: .whole(value))
    }

    /// - Parameter value: one that is not finite is left out of `/metrics`.
    public init(_ labels: KeyValuePairs<String, String>, _ value: Double) {
        self.init(labels: labels, value: .real(value))
    }
}

struct MetricLabel: Hashable, Sendable {
    let name: String
    let value: String

    init(name: String, value: String) {
        precondition(Self.isName(name), "'\(name)' is no name of a label")
        self.name = name
        self.value = value
    }

    /// - Source: Prometheus, "Data model": `[a-zA-Z_][a-zA-Z0-9_]*`, for labels and metrics; a metric's colons are kept for
    ///   rules of the reader's own.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
