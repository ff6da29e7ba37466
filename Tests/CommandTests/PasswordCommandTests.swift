import Foundation
import TestSupport
import Testing

/// `adtally passwd`, and the files that `adtally dashboard` is given.
@Suite final class PasswordCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-passwd-\(UUID())")
    private var file: String { folder.appending(path: "auth").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    @Test func aLineForAPasswordFromStandardInput() throws {
        let result = try Program.run(["passwd", "ana"], input: "correct horse\nignored\n")
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.contains(#/^ana:\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+\/]{22}\$[A-Za-z0-9+\/]{43}\n$/#))
    }

    @Test func theFileIsForItsOwnerAndOneLineAName() throws {
        for (name, environment) in [("ana", [:]), ("bob", ["ADTALLY_AUTH_FILE": file]), ("ana", [:])] {
            let arguments = ["passwd", name] + (environment.isEmpty ? ["--auth-file", file] : [])
            let result = try Program.run(arguments, environment: environment, input: "correct horse")
            #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty, "\(result.errors)")
        }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.map { $0.prefix(5) } == ["ana:$", "bob:$"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: ["", "\n", "1234567\n"]) func aShortPasswordIsOneLineAndStatusOne(input: String) throws {
        let result = try Program.run(["passwd", "ana"], input: input)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors == "adtally: a password needs 8 bytes or more; nothing was changed\n")
    }

    @Test(arguments: ["", "a:b", "#a", " a", String(repeating: "a", count: 65)])
    func aNameThatNobodyCanSendIsWrongUsage(name: String) throws {
        let result = try Program.run(["passwd", name], input: "correct horse")
        #expect(result.status == 2 && result.errors.hasPrefix("adtally: a name has 1 to 64 bytes"))
    }

    @Test func aFileThatCannotBeWrittenIsOneLineAndStatusOne() throws {
        let result = try Program.run(["passwd", "ana", "--auth-file", "/nowhere/auth"], input: "correct horse")
        #expect(result.status == 1)
        #expect(result.errors == "adtally: /nowhere/auth cannot be written: check path and permissions\n")
    }

    @Test func aBadLineOfTheFileIsNamedAndStatusTwo() throws {
        try "# people\nana:secret\n".write(toFile: file, atomically: true, encoding: .utf8)
        let result = try Program.run(["dashboard", "--auth-file", file])
        #expect(result.status == 2 && !result.errors.contains("secret"))
        #expect(
            result.errors == """
                adtally: \(file), line 2 is no 'name:hash': make it with 'adtally passwd NAME' (see 'adtally --help')

                """)
    }

    @Test(arguments: [
        (["--tls-cert", "x"], "--tls-cert and --tls-key belong together: give both"),
        (["--tls-key", "x"], "--tls-cert and --tls-key belong together: give both"),
        (["--tls-cert", "/nowhere/c", "--tls-key", "x"], "/nowhere/c cannot be read: check path and permissions"),
        (["--auth-file", "/nowhere/auth"], "/nowhere/auth cannot be read: check path and permissions"),
    ]) func filesThatCannotBeUsedAreStatusTwo(arguments: [String], text: String) throws {
        let result = try Program.run(["dashboard"] + arguments)
        #expect(result.status == 2)
        #expect(result.errors == "adtally: \(text) (see 'adtally --help')\n")
    }

    @Test(.timeLimit(.minutes(10))) func whoLetsOthersInIsToldWhatToDo() throws {
        let dashboard = try RunningProgram(
            ["dashboard", "--host", "0.0.0.0", "--port", "0", "--brokers", "127.0.0.1:1"])
        try dashboard.wait(for: "the warning") { $0.contains("showing http://") }
        #expect(dashboard.errors.contains("WARN  dashboard: whoever reaches 0.0.0.0 port 0 sees the figures"))
        #expect(dashboard.errors.contains("give --auth-file FILE"))
        _ = dashboard.end()
    }
}
