import NIOCore

/// Where a connection comes from, as far as guesses at passwords are counted: an IPv4 address, or the half of an IPv6
/// address that names a network, since whoever has one has all of its addresses.
struct PeerAddress: Hashable, Sendable {
    static let unknown = PeerAddress(bytes: [])

    private let bytes: [UInt8]

    private init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ address: SocketAddress?) {
        switch address {
        case .v4(let v4): bytes = withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
        case .v6(let v6): bytes = Self.network(withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) })
        default: self = .unknown
        }
    }

    /// An IPv4 client of a socket for both is an IPv6 address that ends in its own.
    private static func network(_ address: [UInt8]) -> [UInt8] {
        let isVersion4 = address.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return Array(isVersion4 ? address.suffix(4) : address.prefix(8))
    }
}
