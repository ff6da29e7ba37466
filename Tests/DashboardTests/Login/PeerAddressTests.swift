import NIOCore
import Testing

@testable import Dashboard

struct PeerAddressTests {
    private func peer(_ text: String) throws -> PeerAddress { PeerAddress(try SocketAddress(ipAddress: text, port: 9)) }

    @Test func whoHasANetworkOfIPv6IsOne() throws {
        #expect(try peer("2001:db8::1") == peer("2001:db8::ffff:2"))
        #expect(try peer("2001:db8::1") != peer("2001:db8:0:1::1"))
        #expect(try peer("192.0.2.1") != peer("192.0.2.2"))
        #expect(try peer("::ffff:192.0.2.1") == peer("192.0.2.1"))
        #expect(PeerAddress(nil) == .unknown)
    }
}
