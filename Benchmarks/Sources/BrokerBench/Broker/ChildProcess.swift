import Foundation

/// A process of ours, ended by its number. Foundation's `Process` is not used: its waiting can hang.
struct ChildProcess {
    let pid: pid_t
    /// The read end of its standard output.
    private let output: Int32
    private let errors: String

    /// Starts a program with no input.
    ///
    /// - Parameters:
    ///   - arguments: the program's path first.
    ///   - errors: the file that takes its standard error.
    init(_ arguments: [String], errors: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe: \(Self.reason(errno))") }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&files, ends[1], 1)
        posix_spawn_file_actions_addopen(&files, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)

        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var texts = arguments.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var pid = pid_t()
        let result = posix_spawn(&pid, arguments[0], &files, &attributes, &texts, environ)
        guard result == 0 else {
            close(ends[0])
            throw BenchError("cannot start \(arguments[0]): \(Self.reason(result))")
        }
        self.pid = pid
        self.errors = errors
        output = ends[0]
        Cleanup.setChild(pid)
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
    func line(within patience: Duration) throws -> String {
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

    private func complaint(_ what: String) -> BenchError {
        let log = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        let lastWords = log.isEmpty ? "" : "; its last words: \(log.suffix(500))"
        return BenchError("process \(pid) \(what)\(lastWords)")
    }

    /// - Throws: when it has ended.
    func check() throws {
        guard waitpid(pid, nil, WNOHANG) != 0 else { return }
        Cleanup.setChild(nil)
        throw complaint("ended")
    }

    /// Sends it a signal and waits for its end.
    ///
    /// - Throws: when it goes on for a minute; it is killed then.
    func end(by signal: Int32) throws {
        defer { close(output) }
        kill(pid, signal)
        let deadline = ContinuousClock.now + .seconds(60)
        while waitpid(pid, nil, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else { throw complaint("does not end by signal \(signal)") }
            usleep(1_000)
        }
        Cleanup.setChild(nil)
    }
}
