import CSimdJSON

/// The members that a reader wants of a JSON object; the names of the cases are the names of the members.
protocol MemberName: CaseIterable, RawRepresentable<Int> {}

/// Owns a simdjson scanner and finds `Member`s in JSON objects; confined to one thread.
///
/// What it finds points into the text, and is there until the next scan.
final class ObjectScanner<Member: MemberName> {
    private let scanner: OpaquePointer
    private let values: UnsafeMutablePointer<csj_value>

    /// - Parameter capacity: bytes of text to make room for; longer texts make it grow.
    /// - Parameter allowsSurrogates: whether surrogates encoded as three bytes pass for UTF-8.
    init(capacity: Int, allowsSurrogates: Bool = false) {
        let names = Member.allCases.map { Array("\($0)".utf8CString) }
        var views: [csj_name] = []
        for name in names {
            // The scanner copies the names before the pointers end.
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: name.count)
            copy.initialize(from: name, count: name.count)
            views.append(csj_name(start: copy, length: name.count - 1))
        }
        defer { for view in views { view.start.deallocate() } }
        guard let scanner = csj_scanner_create(views, views.count, capacity, allowsSurrogates) else {
            fatalError("out of memory: no room to scan \(capacity) bytes of JSON")
        }
        self.scanner = scanner
        // One more for the members that nobody wants: no question whether to write.
        values = .allocate(capacity: names.count + 1)
        values.initialize(repeating: csj_value(), count: names.count + 1)
    }

    deinit {
        csj_scanner_destroy(scanner)
        values.deallocate()
    }

    func scan(_ text: UnsafeRawBufferPointer) -> csj_status {
        csj_scan(scanner, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, values)
    }

    /// Takes up lines, which must stay, for `scanKnownLine`.
    func beginLines(_ lines: UnsafeRawBufferPointer) {
        // Without memory no line is known, and each is left to `scan`.
        _ = csj_begin_lines(scanner, lines.baseAddress?.assumingMemoryBound(to: UInt8.self), lines.count)
    }

    /// Scans one of the lines that were taken up, without looking for its end first.
    ///
    /// - Parameter from: where it begins.
    /// - Returns: the line's length without its end; nil when its shape is not known, and then `scan` tells what it is.
    @inline(__always)
    func scanKnownLine(from: Int) -> Int? {
        var length = 0
        return csj_scan_known_line(scanner, from, &length, values) ? length : nil
    }

    /// What the last scan, which was ok, has found.
    subscript(member: Member) -> csj_value {
        @inline(__always) get { values[member.rawValue] }
    }
}

extension csj_value {
    /// The text as it stands in the JSON: a string's is still escaped if `escaped` says so.
    @inline(__always)
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: Int(length)) }

    /// A whole number; nil for anything else, and where it does not fit.
    @inline(__always)
    var integer: Int64? {
        guard kind == .integer else { return nil }
        return plain ? Int64(bitPattern: digits) : parseInteger(text)
    }
}
