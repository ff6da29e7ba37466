import Foundation

/// One number of one run, and what it should be.
struct Figure {
    enum Unit {
        case seconds, milliseconds, megabytes, perSecond, megabytesPerSecond, percent, ratio
    }

    enum Target {
        case atLeast(Double)
        case below(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let least): value >= least
            case .below(let limit): value < limit
            }
        }
    }

    let name: String
    let unit: Unit
    let value: Double
    var target: Target?

    init(_ name: String, _ unit: Unit, _ value: Double, _ target: Target? = nil) {
        self.name = name
        self.unit = unit
        self.value = value
        self.target = target
    }
}

extension Figure.Unit {
    func text(_ value: Double) -> String {
        switch self {
        case .seconds: String(format: "%.2f s", value)
        case .milliseconds: String(format: "%.0f ms", value * 1e3)
        case .megabytes: String(format: "%.1f MB", value / 1e6)
        case .perSecond: String(format: "%.0f k/s", value / 1e3)
        case .megabytesPerSecond: String(format: "%.0f MB/s", value / 1e6)
        case .percent: String(format: "%.2f %%", value * 100)
        case .ratio: String(format: "%.2f", value)
        }
    }
}

extension Figure.Target {
    func text(_ unit: Figure.Unit) -> String {
        switch self {
        case .atLeast(let least): "at least \(unit.text(least))"
        case .below(let limit): "below \(unit.text(limit))"
        }
    }
}
