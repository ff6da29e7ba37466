import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

/// Who may log in to the tests' dashboards.
enum LoginFixture {
    static let name = "ana"
    static let password = "correct horse"
    /// `ana:correct horse`
    static let basic: HTTPFields = [.authorization: "Basic YW5hOmNvcnJlY3QgaG9yc2U="]
    static let browser: HTTPFields = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"]

    static func passwords() throws -> PasswordFile {
        let hash = try PasswordHash(of: Array(password.utf8), cost: .quick)
        return try PasswordFile(text: "\(name):\(hash)", path: "auth")
    }

    static func form(name: String = name, password: String = password, next: String = "/") -> ByteBuffer {
        ByteBuffer(string: "name=\(name)&password=\(password.replacing(" ", with: "+"))&next=\(next)")
    }

    /// Logs in by the form.
    ///
    /// - Returns: the header that the browser then sends.
    static func session(_ client: any TestClientProtocol) async throws -> HTTPFields {
        try await client.execute(uri: "/login", method: .post, headers: .ownOrigin, body: form()) { response in
            #expect(response.status == .seeOther)
            let cookie = try #require(response.headers[.setCookie])
            return [.cookie: String(cookie.prefix { $0 != ";" })]
        }
    }
}
