import Foundation

/// Who may log in: lines `name:hash`, and comments from `#` on. Read once; a change needs a restart.
public struct PasswordFile: Sendable {
    /// Why the file cannot be used, in one line that says what to do.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// By the bytes of the name: Swift's equality would let two spellings of a letter be one.
    let hashes: [[UInt8]: PasswordHash]

    /// - Throws: for a file that cannot be read, has a line that is neither entry nor comment, or no entry.
    public init(path: String) throws(Failure) {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Failure(description: "\(path) cannot be read: check path and permissions")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(description: "\(path) is not text in UTF-8")
        }
        try self.init(text: text, path: path)
    }

    init(text: String, path: String) throws(Failure) {
        var hashes: [[UInt8]: PasswordHash] = [:]
        for (number, line) in PasswordLine.lines(of: text) {
            guard let entry = PasswordLine(line) else {
                throw Failure(
                    description: "\(path), line \(number) is no 'name:hash': make it with 'adtally passwd NAME'")
            }
            guard hashes.updateValue(entry.hash, forKey: Array(entry.name.utf8)) == nil else {
                throw Failure(description: "\(path), line \(number) has a name that an earlier line has: drop one")
            }
        }
        guard !hashes.isEmpty else {
            throw Failure(
                description: "\(path) names nobody: add a line with 'adtally passwd NAME --auth-file \(path)'")
        }
        self.hashes = hashes
    }

    /// Whether others on this machine than its owner and group may read or write the file.
    public static func isOpenToOthers(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? Int ?? 0) & 0o006 != 0
    }
}
