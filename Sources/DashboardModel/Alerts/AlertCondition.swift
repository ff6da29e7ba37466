import AdModel

/// When a rule fires.
public enum AlertCondition: Hashable, Sendable {
    /// The span's value is larger than this.
    case above(AlertFigure)
    /// The span's value is smaller than this.
    case below(AlertFigure)
    /// Compared with the span before, larger by more than this many percent.
    case rises(percent: AlertFigure)
    /// Compared with the span before, smaller by more than this many percent.
    case falls(percent: AlertFigure)
    /// Compared with the span before, larger or smaller by more than this many percent.
    case changes(percent: AlertFigure)
    /// No event of the metric's kind for as long as the span, by the wall clock.
    case silent

    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case above, below, rises, falls, changes, silent

        /// Whether it looks at the span before, too.
        public var compares: Bool { self == .rises || self == .falls || self == .changes }
    }

    /// - Parameter threshold: ignored by ``silent``.
    public init(_ kind: Kind, threshold: AlertFigure) {
        switch kind {
        case .above: self = .above(threshold)
        case .below: self = .below(threshold)
        case .rises: self = .rises(percent: threshold)
        case .falls: self = .falls(percent: threshold)
        case .changes: self = .changes(percent: threshold)
        case .silent: self = .silent
        }
    }

    public var kind: Kind {
        switch self {
        case .above: .above
        case .below: .below
        case .rises: .rises
        case .falls: .falls
        case .changes: .changes
        case .silent: .silent
        }
    }

    /// In the metric's unit, or percent where two spans are compared; nil for ``silent``.
    public var threshold: AlertFigure? {
        switch self {
        case .above(let figure), .below(let figure): figure
        case .rises(let percent), .falls(let percent), .changes(let percent): percent
        case .silent: nil
        }
    }
}
