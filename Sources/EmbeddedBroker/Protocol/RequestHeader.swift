import NIOCore

/// What stands before every request.
struct RequestHeader: Equatable {
    let key: APIKey
    let version: Int16
    /// The client's own number for the request; its reply carries it back.
    let correlationID: Int32
    let clientID: String?

    var isFlexible: Bool { key.isFlexible(version) }

    /// A reply begun with its header. ApiVersions never has a tagged section there, so that a client can read the reply
    /// before it knows which versions the broker has.
    ///
    /// - Returns: its bytes in parts, large ones shared with the body.
    func reply(_ body: some ResponseBody) -> [ByteBuffer] {
        var writer = WireWriter(flexible: isFlexible)
        writer.int32(correlationID)
        if key != .apiVersions { writer.tags() }
        body.write(to: &writer, version: version)
        return writer.written
    }
}

/// A request, or a struct in one, as its fields, whatever version it came in; a field that the version lacks has the protocol's default.
protocol RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError)
}

/// A reply, or a struct in one, as its fields, whatever version it goes out in; a field that the version lacks is left out.
protocol ResponseBody {
    func write(to writer: inout WireWriter, version: Int16)
}
