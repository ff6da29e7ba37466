import ArgumentParser
import Dashboard
import Foundation
import Kafka

struct PasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd",
        abstract: "Makes a line of the dashboard's --auth-file.",
        discussion: """
            Asks for the password twice, without showing it; where standard input is no terminal, it is the first line \
            of that. The line goes to standard output, or into the file. A running dashboard has to be restarted.
            """)

    @Argument(help: "Who logs in with it.")
    var name: String

    @Option(help: "The file to put the line into, in place of an earlier one of that name. (env ADTALLY_AUTH_FILE)")
    var authFile: String?

    func validate() throws {
        guard PasswordLine.isName(name) else {
            throw ValidationError("a name has 1 to 64 bytes, no colon, no # or space in front, no control characters")
        }
    }

    func run() async throws {
        let password = try PasswordPrompt.read(for: name)
        let hash = try await ServiceThread.run(name: "password") { try PasswordHash(of: password) }
        guard let entry = PasswordLine(name: name, hash: hash) else { return }
        if let path = authFile ?? optionalSetting("AUTH_FILE") {
            try put(entry, into: path)
        } else {
            print(entry)
        }
    }

    /// Empty where there is no file yet; one that is there and cannot be read must not be replaced by an empty one.
    private func text(of path: String) throws -> String {
        var status = stat()
        if lstat(path, &status) != 0, errno == ENOENT { return "" }
        guard let bytes = FileManager.default.contents(atPath: path),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw RunError(description: "\(path) cannot be read as text: check it and its permissions") }
        return text
    }

    /// A new file is for its owner only, an old one keeps its permissions; a crash leaves the old one.
    private func put(_ entry: PasswordLine, into path: String) throws {
        let text = PasswordFile.text(adding: entry, to: try text(of: path))
        let permissions = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        let next = "\(path).new"
        try? FileManager.default.removeItem(atPath: next)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: permissions ?? 0o600]
        guard FileManager.default.createFile(atPath: next, contents: Data(text.utf8), attributes: attributes),
            rename(next, path) == 0
        else { throw RunError(description: "\(path) cannot be written: check path and permissions") }
    }
}
