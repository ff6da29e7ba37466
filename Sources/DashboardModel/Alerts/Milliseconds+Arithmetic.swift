import AdModel

extension Milliseconds {
    static func + (a: Milliseconds, b: Milliseconds) -> Milliseconds { Milliseconds(a.count + b.count) }
    static func - (a: Milliseconds, b: Milliseconds) -> Milliseconds { Milliseconds(a.count - b.count) }
}

extension Window {
    public var length: Milliseconds { Milliseconds(end.milliseconds - start.milliseconds) }
}
