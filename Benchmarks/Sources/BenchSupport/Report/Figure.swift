import Foundation

/// One number of one run, and what it should be.
package struct Figure {
    package enum Unit {
        case count, seconds, milliseconds, tenthMilliseconds, megabytes, perSecond, megabytesPerSecond, percent, ratio
    }

    package enum Target {
        case atLeast(Double)
        case below(Double)

        package func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let least): value >= least
            case .below(let limit): value < limit
            }
        }
    }

    package let name: String
    package let unit: Unit
    package let value: Double
    package var target: Target?

    package init(_ name: String, _ unit: Unit, _ value: Double, _ target: Target? = nil) {
        self.name = name
        self.unit = unit
        self.value = value
        self.target = target
    }
}

extension Figure.Unit {
    package func text(_ value: Double) -> String {
        switch self {
        case .count: Int(value).grouped
        case .seconds: String(format: "%.2f s", value)
        case .milliseconds: String(format: "%.0f ms", value * 1e3)
        case .tenthMilliseconds: String(format: "%.1f ms", value * 1e3)
        case .megabytes: String(format: "%.1f MB", value / 1e6)
        case .perSecond: value < 1e6 ? String(format: "%.0f k/s", value / 1e3) : String(format: "%.2f M/s", value / 1e6)
        case .megabytesPerSecond: String(format: "%.0f MB/s", value / 1e6)
        case .percent: String(format: "%.2f %%", value * 100)
        case .ratio: String(format: "%.2f", value)
        }
    }
}

extension Figure.Target {
    package func text(_ unit: Figure.Unit) -> String {
        switch self {
        case .atLeast(let least): "at least \(unit.text(least))"
        case .below(let limit): "below \(unit.text(limit))"
        }
    }
}
