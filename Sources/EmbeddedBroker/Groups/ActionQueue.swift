import NIOCore

/// Actions that wait for their turn, the oldest first.
///
/// To carry one out may bring more from within: an answer lets its connection go on, whose next request changes a group.
/// Those stand behind, and the call within leaves them to the outermost one; so their order is kept, and a long chain of
/// requests needs no deep stack.
struct ActionQueue {
    private var waiting = CircularBuffer<GroupAction>()
    private var isDraining = false

    /// - Returns: whether the caller is to drain the queue; otherwise somebody is already at it.
    mutating func add(_ actions: [GroupAction]) -> Bool {
        waiting.append(contentsOf: actions)
        defer { isDraining = true }
        return !isDraining
    }

    /// The next to be carried out. To be called until it returns nil.
    mutating func next() -> GroupAction? {
        if waiting.isEmpty { isDraining = false }
        return waiting.popFirst()
    }
}
