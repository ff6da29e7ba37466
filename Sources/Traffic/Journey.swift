import AdModel

/// A visitor between two steps. Plain numbers only: thousands of these wait, and a million a second pass by.
struct Journey: Sendable {
    let session: SessionID
    /// Index into the market's placements.
    let placement: Int
    let device: DeviceType
    /// When the last step happened: the next one must not be earlier.
    var lastStep: EventTime
    /// When the next step is to happen.
    var due: EventTime

    /// The next step happens when it was due; now, when called early; at most two seconds ago, when called late.
    mutating func takeStep(at now: EventTime) {
        lastStep = min(max(due, lastStep, now - .seconds(2)), now)
    }
}

/// Journeys that wait for their next step, the one that is due first on top. A binary heap.
struct WaitingJourneys: Sendable {
    private var heap: [Journey] = []

    var count: Int { heap.count }

    /// The earliest due time.
    var firstDue: EventTime? { heap.first?.due }

    /// - Complexity: O(log count).
    mutating func insert(_ journey: Journey) {
        heap.append(journey)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the journey that is due first.
    ///
    /// - Complexity: O(log count).
    mutating func popFirst() -> Journey? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last }
        heap[0] = last
        siftDown()
        return first
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1].due < heap[child].due { child += 1 }
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
