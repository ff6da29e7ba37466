import Testing

@testable import Dashboard

struct LocalPathTests {
    @Test(arguments: ["/", "/?range=15m", "/a/b?c=d&e=%2F", "/x//y", "/:80"])
    func ownPages(text: String) { #expect(LocalPath(text)?.text == text) }

    @Test(arguments: [
        "", "a", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\r\nSet-Cookie: a=b", "/ a", "/é", "/a\\b", "/" + String(repeating: "a", count: 2048),
    ]) func everythingElse(text: String) { #expect(LocalPath(text) == nil) }

    @Test func theWayBackIsEscaped() {
        #expect(LocalPath("/?a=b&c=%20#x")?.login == "/login?next=/%3Fa%3Db%26c%3D%2520%23x")
        #expect(LocalPath.home.login == "/login")
    }
}
