import Foundation
import Testing
import Topics

@Suite struct FilesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func lines(_ bytes: Data) throws -> [Data] {
        let file = folder.appending(path: "in")
        try bytes.write(to: file)
        var reader = try LineReader(path: file.path)
        var lines: [Data] = []
        while try reader.next({ lines.append(Data($0)) }) {}
        return lines
    }

    @Test func linesOfEveryLengthComeWhole() throws {
        // Around the block size, where a line continues in the next block.
        let lengths = [0, 1, 100, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20, 5]
        let want = lengths.enumerated().map { Data(repeating: UInt8(97 + $0), count: $1) }
        #expect(try lines(Data(want.joined(separator: [0x0A])) + [0x0A]) == want)
    }

    @Test func lastLineNeedsNoNewline() throws {
        #expect(try lines(Data("a\nb".utf8)) == [Data("a".utf8), Data("b".utf8)])
        #expect(try lines(Data()).isEmpty)
    }

    @Test func anEndlessLineIsCutAndTheNextOneIsWhole() throws {
        let got = try lines(Data(repeating: 120, count: 9 << 20) + Data("\nnext\n".utf8))
        #expect(got.count == 2)
        #expect(got[0].count > 1 << 20)
        #expect(got[1] == Data("next".utf8))
    }

    @Test func aMissingFileSaysWhatToDo() {
        #expect(throws: FileError("cannot read /nowhere/x: No such file or directory; check the path")) {
            _ = try LineReader(path: "/nowhere/x").bytesRead
        }
    }

    @Test func outputAppearsOnlyWhenItIsComplete() throws {
        let path = folder.appending(path: "out").path
        func write(finish: Bool) throws {
            var file = try OutputFile(path: path)
            try file.append { $0 += Array("row\n".utf8) }
            if finish { try file.finish() }
        }
        try write(finish: false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        try write(finish: true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "row\n")
    }

    @Test func aFullDiskIsAnError() throws {
        #expect(throws: FileError("cannot write /dev/full: No space left on device; free some space")) {
            var file = try OutputFile(path: "/dev/full")
            try file.append { $0 += [1] }
            try file.finish()
        }
    }
}
