/// An identifier of one role (organization, campaign or channel): 1 to 128 bytes of UTF-8, compared, hashed and
/// sorted as bytes.
///
/// Swift's own `String` equality is canonical equivalence, under which two campaigns that differ in their bytes
/// could become one; this type never uses it. Identifiers of up to 15 bytes live inline, without an allocation.
public struct Name<Role>: Hashable, Comparable, Sendable {
    public let text: String

    /// - Parameter text: not checked here; the codec admits only what DESIGN §3 allows.
    @inlinable
    public init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
    }

    @inlinable
    public static func == (a: Name, b: Name) -> Bool {
        a.withBytes { x in b.withBytes { y in x.count == y.count && x.elementsEqual(y) } }
    }

    @inlinable
    public static func < (a: Name, b: Name) -> Bool {
        a.withBytes { x in b.withBytes { y in x.lexicographicallyPrecedes(y) } }
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))  // no UTF-8 byte: keeps ("ab","c") and ("a","bc") apart
    }

    /// Lends the UTF-8 bytes; they must not be kept.
    @inlinable
    public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        // A native, contiguous string always lends its storage; the copy is for strings from elsewhere.
        try text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

public enum OrganizationRole {}
public enum CampaignRole {}
public enum ChannelRole {}

public typealias OrganizationID = Name<OrganizationRole>
public typealias CampaignID = Name<CampaignRole>
public typealias Channel = Name<ChannelRole>

extension OrganizationID {
    /// What an event without an organization counts for.
    public static let absent = OrganizationID("default")
}

extension Channel {
    /// What an event without a channel counts for.
    public static let absent = Channel("unknown")
}
