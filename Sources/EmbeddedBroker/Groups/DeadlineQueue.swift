/// Names and when each is due, the earliest first. A binary heap that knows where each name stands, so that a deadline
/// can be moved.
struct DeadlineQueue<Name: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        let name: Name
        var deadline: BrokerInstant
    }

    private var heap: [Entry] = []
    private var positions: [Name: Int] = [:]

    var earliest: (name: Name, deadline: BrokerInstant)? { heap.first.map { ($0.name, $0.deadline) } }

    /// - Parameter deadline: nil: never.
    /// - Complexity: O(log names).
    mutating func set(_ name: Name, to deadline: BrokerInstant?) {
        guard let deadline else { return remove(name) }
        if let position = positions[name] {
            heap[position].deadline = deadline
            settle(position)
        } else {
            heap.append(Entry(name: name, deadline: deadline))
            positions[name] = heap.count - 1
            settle(heap.count - 1)
        }
    }

    /// Takes out the names that are due, the earliest first.
    mutating func removeDue(at now: BrokerInstant) -> [Name] {
        var due: [Name] = []
        while let first = heap.first, first.deadline <= now {
            due.append(first.name)
            remove(first.name)
        }
        return due
    }

    private mutating func remove(_ name: Name) {
        guard let position = positions.removeValue(forKey: name) else { return }
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        positions[last.name] = position
        settle(position)
    }

    /// Moves an entry up or down to where it belongs.
    private mutating func settle(_ start: Int) {
        var position = start
        while position > 0, heap[position].deadline < heap[(position - 1) / 2].deadline {
            swap(position, (position - 1) / 2)
            position = (position - 1) / 2
        }
        while let child = earlierChild(of: position), heap[child].deadline < heap[position].deadline {
            swap(position, child)
            position = child
        }
    }

    private func earlierChild(of position: Int) -> Int? {
        let left = 2 * position + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        positions[heap[a].name] = a
        positions[heap[b].name] = b
    }
}
