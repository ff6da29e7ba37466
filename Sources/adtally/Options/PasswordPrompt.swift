import Foundation

/// A new password from the terminal, where it is not shown, or from the first line of standard input.
enum PasswordPrompt {
    private static let least = 8

    /// - Throws: `RunError` for two that differ, and for one that is too short.
    static func read(for name: String) throws -> [UInt8] {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let password = isTerminal ? ask("Password for \(name): ") : line()
        guard password.count >= least else {
            throw RunError(description: "a password needs \(least) bytes or more; nothing was changed")
        }
        guard !isTerminal || ask("The same again: ") == password else {
            throw RunError(description: "the two passwords differ; nothing was changed")
        }
        return password
    }

    private static func ask(_ question: String) -> [UInt8] {
        guard let answer = getpass(question) else { return [] }
        return Array(UnsafeRawBufferPointer(start: answer, count: strlen(answer)))
    }

    private static func line() -> [UInt8] { readLine(strippingNewline: true).map { Array($0.utf8) } ?? [] }
}
