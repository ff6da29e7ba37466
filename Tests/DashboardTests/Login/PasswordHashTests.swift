import Testing

@testable import Dashboard

private let key = "XsC2ZTdXJ4zsfzVdRtTQNNSXMToqf+tcSxiTF5U/EW4"

struct PasswordHashTests {
    @Test func aPasswordFitsItsOwnHashOnly() throws {
        let hash = try PasswordHash(of: Array("correct horse".utf8), cost: .quick)
        #expect(hash.matches(Array("correct horse".utf8)))
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            #expect(!hash.matches(Array(wrong.utf8)), "\(wrong)")
        }
    }

    @Test func theTextIsReadBack() throws {
        let hash = try PasswordHash(of: Array("p".utf8), cost: .quick)
        let again = try #require(PasswordHash(hash.description))
        #expect(again == hash && again.matches(Array("p".utf8)))
    }

    @Test func equalPasswordsHaveDifferentSalts() throws {
        let texts = try (0..<2).map { _ in try PasswordHash(of: [1, 2, 3], cost: .quick).description }
        #expect(texts[0] != texts[1])
    }

    /// By Python: `hashlib.scrypt(b"password", salt=b"NaClNaCl", n=1024, r=8, p=16, dklen=32)`.
    @Test func aHashMadeElsewhereFits() throws {
        let text = "$scrypt$ln=10,r=8,p=16$TmFDbE5hQ2w$XsC2ZTdXJ4zsfzVdRtTQNNSXMToqf+tcSxiTF5U/EW4"
        let hash = try #require(PasswordHash(text))
        #expect(hash.matches(Array("password".utf8)) && !hash.matches(Array("Password".utf8)))
    }

    @Test(arguments: [
        "", "$", "scrypt", "plain", "$2y$10$abcdefghijklmnopqrstuv", "$scrypt$ln=15,r=8,p=3$AAAA",
        "$scrypt$ln=15,r=8,p=3$TmFDbE5hQ2w$", "$scrypt$ln=15,r=8$TmFDbE5hQ2w$\(key)",
        "$scrypt$ln=0,r=8,p=3$TmFDbE5hQ2w$\(key)", "$scrypt$ln=30,r=8,p=3$TmFDbE5hQ2w$\(key)",
        "$scrypt$ln=20,r=32,p=3$TmFDbE5hQ2w$\(key)", "$scrypt$ln=15,r=8,p=0$TmFDbE5hQ2w$\(key)",
        "$scrypt$ln=15,r=-8,p=1$TmFDbE5hQ2w$\(key)", "$scrypt$r=8,ln=15,p=1$TmFDbE5hQ2w$\(key)",
        "$scrypt$ln=15,r=8,p=3$%$\(key)", "$scrypt$ln=15,r=8,p=3$TmFDbE5hQ2w$\(key)$", "$scrypt$ln=,r=,p=$a$b",
        "$argon2id$v=19$m=65536,t=3,p=4$TmFDbE5hQ2w$\(key)",
    ]) func whatIsNoHashIsNone(text: String) {
        #expect(PasswordHash(text) == nil)
    }
}

extension ScryptCost {
    /// Next to nothing, for tests.
    static let quick = ScryptCost(logRounds: 4, blockSize: 1, parallelism: 1)
}
