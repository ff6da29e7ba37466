/// Bytes that many connections share. Lives on the event loop.
///
/// Whoever does not get what it asks for waits in line; first come, first served.
final class ByteBudget {
    private struct Waiting {
        let id: Int
        let bytes: Int
        let granted: () -> Void
    }

    /// Below zero when more was taken anyway.
    private(set) var available: Int
    /// Whether somebody waits.
    var isShort: Bool { !line.isEmpty }

    private let total: Int
    private var line: [Waiting] = []
    private var nextID = 0
    private var isGranting = false

    init(_ total: Int) {
        self.total = total
        available = total
    }

    /// Takes bytes now, or later when there are enough; more than there are at all counts as all. Who takes none only waits
    /// for an end of what was taken anyway, before all who take some.
    ///
    /// - Returns: nil when the bytes were taken; otherwise the number to give up waiting with. `granted` is called then when
    ///   they have been taken.
    func take(_ bytes: Int, granted: @escaping () -> Void) -> Int? {
        let bytes = min(bytes, total)
        if bytes == 0 || line.isEmpty, available >= bytes {
            available -= bytes
            return nil
        }
        nextID += 1
        let place = bytes == 0 ? line.firstIndex { $0.bytes > 0 } : nil
        line.insert(Waiting(id: nextID, bytes: bytes, granted: granted), at: place ?? line.endIndex)
        return nextID
    }

    /// Takes bytes that are in use already. Below zero, nobody is granted any, or none.
    func takeAnyway(_ bytes: Int) {
        available -= min(bytes, total)
    }

    func giveUp(_ id: Int) {
        line.removeAll { $0.id == id }
        grantWaiting()
    }

    func giveBack(_ bytes: Int) {
        available = min(total, available + min(bytes, total))
        grantWaiting()
    }

    /// Whoever is granted bytes may give some back before it returns: the loop finds them.
    private func grantWaiting() {
        guard !isGranting else { return }
        isGranting = true
        defer { isGranting = false }
        while let first = line.first, first.bytes <= available {
            line.removeFirst()
            available -= first.bytes
            first.granted()
        }
    }
}
