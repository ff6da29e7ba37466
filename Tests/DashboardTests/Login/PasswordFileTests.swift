import Foundation
import Testing

@testable import Dashboard

struct PasswordFileTests {
    private let hash = PasswordHash(matchingNothingAt: .quick)

    @Test func entriesCommentsAndEmptyLines() throws {
        let file = try PasswordFile(text: "# people\r\n\r\nana:\(hash)\n  \nbob b:\(hash)", path: "f")
        #expect(Set(file.hashes.keys) == [Array("ana".utf8), Array("bob b".utf8)])
    }

    /// Swift's own equality would take the two spellings for one name.
    @Test func namesAreBytes() throws {
        let file = try PasswordFile(text: "caf\u{E9}:\(hash)\ncafe\u{301}:\(hash)\n", path: "f")
        #expect(file.hashes.count == 2)
    }

    @Test(arguments: [
        "ana", "ana:", "ana:secret", ":$scrypt$", "ana b", "\u{7}:HASH", "a:b:HASH", " a:HASH", "a: HASH",
    ])
    func aBadLineIsNamedByItsNumberAndNotRepeated(line: String) {
        let text = "# one\nbob:\(hash)\n\n" + line.replacing("HASH", with: "\(hash)")
        let failure = #expect(throws: PasswordFile.Failure.self) { try PasswordFile(text: text, path: "auth") }
        #expect(failure?.description == "auth, line 4 is no 'name:hash': make it with 'adtally passwd NAME'")
    }

    @Test func aNameThatComesTwiceIsRefused() {
        let failure = #expect(throws: PasswordFile.Failure.self) {
            try PasswordFile(text: "ana:\(hash)\nana:\(hash)", path: "auth")
        }
        #expect(failure?.description == "auth, line 2 has a name that an earlier line has: drop one")
    }

    @Test(arguments: ["", "\n", "# nobody\n"]) func aFileWithoutPeopleIsRefused(text: String) {
        let failure = #expect(throws: PasswordFile.Failure.self) { try PasswordFile(text: text, path: "auth") }
        #expect(failure?.description.hasPrefix("auth names nobody") == true)
    }

    @Test func aFileThatIsMissingOrNoTextIsRefused() throws {
        #expect(throws: PasswordFile.Failure.self) { try PasswordFile(path: "/nowhere/auth") }
        let path = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data([0xFF, 0xFE]).write(to: URL(filePath: path))
        #expect(throws: PasswordFile.Failure.self) { try PasswordFile(path: path) }
    }

    @Test(arguments: [(0o600, false), (0o640, false), (0o644, true), (0o602, true)])
    func whatOthersMayReadIsSeen(permissions: Int, isOpen: Bool) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        #expect(PasswordFile.isOpenToOthers(path) == isOpen)
    }

    @Test func anEntryIsAddedOrTakesThePlaceOfAnOlderOne() throws {
        let ana = try #require(PasswordLine(name: "ana", hash: hash))
        #expect(PasswordFile.text(adding: ana, to: "") == "ana:\(hash)\n")
        let other = PasswordHash(matchingNothingAt: .quick)
        let text = PasswordFile.text(adding: ana, to: "# people\nana:\(other)\nbob:\(other)")
        #expect(text == "# people\nana:\(hash)\nbob:\(other)\n")
    }
}
