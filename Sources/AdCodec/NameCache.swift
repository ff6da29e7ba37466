import AdModel
import CSimdJSON

/// The texts of names that were seen lately, so that a name which comes again and again is not made again.
///
/// Most events belong to few campaigns: a hit saves the checks, and the allocation of a name of more than 15 bytes.
/// One slot a fingerprint; a miss replaces what was there. Confined to one thread.
final class NameCache {
    private struct Slot {
        var fingerprint: UInt64
        var text: String
    }

    private static let slotCount = 512
    /// Not an array: this is read three times an event, and a pointer needs no check for exclusive access.
    private let slots: UnsafeMutablePointer<Slot>

    init() {
        slots = .allocate(capacity: Self.slotCount)
        slots.initialize(repeating: Slot(fingerprint: 0, text: ""), count: Self.slotCount)
    }

    deinit {
        slots.deinitialize(count: Self.slotCount)
        slots.deallocate()
    }

    /// - Parameter bytes: UTF-8.
    /// - Returns: nil when the bytes break the rule for names.
    /// - Complexity: O(bytes).
    func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let start = bytes.baseAddress, (1...NameText.maxBytes).contains(bytes.count) else { return nil }
        let fingerprint = csj_fingerprint(start.assumingMemoryBound(to: UInt8.self), bytes.count)
        let slot = slots + Int(truncatingIfNeeded: fingerprint & UInt64(Self.slotCount - 1))
        if slot.pointee.fingerprint == fingerprint, Self.isEqual(slot.pointee.text, bytes) { return slot.pointee.text }
        guard let text = NameText.text(bytes) else { return nil }
        slot.pointee = Slot(fingerprint: fingerprint, text: text)
        return text
    }

    private static func isEqual(_ text: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard text.utf8.count == bytes.count, let start = bytes.baseAddress else { return false }
        return text.utf8.withContiguousStorageIfAvailable { own in
            own.baseAddress.map { csj_equal($0, start, bytes.count) } ?? false
        } ?? false
    }
}
