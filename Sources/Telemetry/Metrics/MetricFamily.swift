/// One thing that is measured, with all its samples: what `/metrics` is made of.
///
/// A pull model: services keep plain counters of their own, and make families of them only when somebody asks.
public struct MetricFamily: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// Only grows, and starts at 0 with the process; its name ends in `_total`.
        case counter
        case gauge
        /// A sum and how many were added up, without quantiles.
        case summary
    }

    /// `adtally_<name>_<unit>[_total]`.
    public let name: String
    /// A sentence for people.
    public let help: String
    public let kind: Kind
    /// In the order in which they are shown; no two have the same labels.
    public let samples: [MetricSample]

    private init(_ name: String, _ help: String, _ kind: Kind, _ samples: [MetricSample]) {
        precondition(MetricLabel.isName(name), "'\(name)' is no name of a metric")
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    public static func counter(_ name: String, _ help: String, _ samples: [MetricSample]) -> MetricFamily {
        MetricFamily(name, help, .counter, samples)
    }

    public static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        counter(name, help, [MetricSample([:], value)])
    }

    public static func gauge(_ name: String, _ help: String, _ samples: [MetricSample]) -> MetricFamily {
        MetricFamily(name, help, .gauge, samples)
    }

    public static func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        gauge(name, help, [MetricSample([:], value)])
    }

    public static func gauge(_ name: String, _ help: String, _ isTrue: Bool) -> MetricFamily {
        gauge(name, help, isTrue ? 1 : 0)
    }

    /// - Parameter value: nil, or not finite: there is no such sample.
    public static func gauge(_ name: String, _ help: String, _ value: Double?) -> MetricFamily {
        gauge(name, help, value.map { [MetricSample([:], $0)] } ?? [])
    }

    public static func summary(_ name: String, _ help: String, sum: Double, count: Int) -> MetricFamily {
        MetricFamily(
            name, help, .summary,
            [MetricSample(suffix: "_sum", value: .real(sum)), MetricSample(suffix: "_count", value: .whole(count))])
    }
}
