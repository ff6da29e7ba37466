import Foundation

/// A process of ours, ended by its number. Foundation's `Process` is not used: its waiting can hang.
package struct ChildProcess: Sendable {
    package let pid: pid_t
    /// The write end of its standard input, where it has one; to be closed by whoever writes.
    package let input: Int32?
    /// The read end of its standard output.
    private let output: Int32
    private let errors: String

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program's path first.
    ///   - errors: the file that takes its standard error.
    ///   - takesInput: it reads what is written to `input`; otherwise there is nothing to read.
    package init(_ arguments: [String], errors: String, takesInput: Bool = false) throws {
        let output = try Self.makePipe()
        let input = takesInput ? try Self.makePipe() : nil
        defer {
            close(output.write)
            if let input { close(input.read) }
        }
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        if let input {
            posix_spawn_file_actions_adddup2(&files, input.read, 0)
        } else {
            posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&files, output.write, 1)
        posix_spawn_file_actions_addopen(&files, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        do {
            pid = try Self.spawn(arguments, &files)
        } catch {
            close(output.read)
            if let input { close(input.write) }
            throw error
        }
        self.input = input?.write
        self.output = output.read
        self.errors = errors
        Cleanup.add(pid)
    }

    private static func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe: \(reason(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(_ arguments: [String], _ files: inout posix_spawn_file_actions_t) throws -> pid_t {
        var attributes = attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var texts = arguments.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var pid = pid_t()
        let result = posix_spawn(&pid, arguments[0], &files, &attributes, &texts, environ)
        guard result == 0 else { throw BenchError("cannot start \(arguments[0]): \(reason(result))") }
        return pid
    }

    /// In a group of its own, so that Ctrl-C reaches us alone, and with no signal blocked or ignored.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &none)
        var ignored = none
        sigaddset(&ignored, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &ignored)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// Waits for a line on its standard output.
    package func line(within patience: Duration) throws -> String {
        let deadline = ContinuousClock.now + patience
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 100) > 0 else {
                guard ContinuousClock.now < deadline else { throw complaint("said nothing for \(patience.text)") }
                continue
            }
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { throw complaint("ended") }
            line.append(byte)
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    /// All that it writes until its end.
    func rest() -> String {
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(output, &piece, piece.count), count > 0 { text += piece[..<count] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Waits until these words are on its standard error.
    package func words(_ words: String, within patience: Duration) throws {
        let deadline = ContinuousClock.now + patience
        while !log.contains(words) {
            try check()
            guard ContinuousClock.now < deadline else {
                throw complaint("did not say '\(words)' within \(patience.text)")
            }
            usleep(2_000)
        }
    }

    private var log: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

    func complaint(_ what: String) -> BenchError {
        let lastWords = log.isEmpty ? "" : "; its last words: \(log.suffix(500))"
        return BenchError("process \(pid) \(what)\(lastWords)")
    }

    /// - Throws: when it has ended.
    package func check() throws {
        guard waitpid(pid, nil, WNOHANG) != 0 else { return }
        Cleanup.remove(pid)
        throw complaint("ended")
    }

    func closeOutput() { close(output) }
}
