/// A figure that may not be had: a broker can be unable to tell it, or forbidden to.
public enum Figure<Value: Hashable & Sendable>: Hashable, Sendable {
    case known(Value)
    /// Why there is none, in a few words for people.
    case unknown(String)

    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// nil where the figure is known.
    public var why: String? {
        if case .unknown(let why) = self { why } else { nil }
    }

    public func mapped<Other>(_ change: (Value) -> Other) -> Figure<Other> {
        switch self {
        case .known(let value): .known(change(value))
        case .unknown(let why): .unknown(why)
        }
    }
}
