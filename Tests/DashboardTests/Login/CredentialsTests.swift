import Testing

@testable import Dashboard

struct CredentialsTests {
    @Test func basicLogins() {
        let known = Credentials(authorization: "Basic YW5hOmE6Yg==")
        #expect(known?.name == Array("ana".utf8) && known?.password == Array("a:b".utf8))
        #expect(Credentials(authorization: "basic Og==")?.name == [])
        for text in ["", "Basic", "Basic ", "Basic %", "Bearer YW5hOmE6Yg==", "Basic YW5h"] {
            #expect(Credentials(authorization: text) == nil, "\(text)")
        }
    }
}
