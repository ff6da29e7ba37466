/// The requests that a bulk producer sends, and what it reads from their answers.
///
/// - Source: https://kafka.apache.org/protocol; Produce in version 7, which brokers have had from 2.1 on and still have.
struct BulkRequest {
    /// What the broker knows an idempotent producer by.
    struct ProducerID {
        let id: Int64
        let epoch: Int16
    }

    enum Key {
        static let produce: Int16 = 0
        static let apiVersions: Int16 = 18
        static let initProducerID: Int16 = 22
    }

    static let produceVersion: Int16 = 7
    static let initVersion: Int16 = 1
    /// Where the number stands that comes back with the answer.
    static let correlationPosition = 8
    private static let timeoutMilliseconds: Int32 = 30_000

    let topic: String
    let clientID: String

    /// The bytes before the batch.
    var length: Int {
        Self.headerLength(clientID) + 2 + 2 + 4 + 4 + 2 + topic.utf8.count + 4 + 4 + 4
    }

    private static func headerLength(_ clientID: String) -> Int { 4 + 2 + 2 + 4 + 2 + clientID.utf8.count }

    private static func writeHeader(
        _ key: Int16, version: Int16, clientID: String, bodyLength: Int, with pen: inout WirePen
    ) {
        pen.integer(Int32(headerLength(clientID) - 4 + bodyLength))
        pen.integer(key)
        pen.integer(version)
        pen.integer(0 as Int32)  // the correlation id, set when it is sent
        pen.text(clientID)
    }

    /// Writes what stands before a batch: one topic, one partition.
    func write(to memory: UnsafeMutableRawPointer, partition: Int32, recordsLength: Int) {
        var pen = WirePen(at: memory)
        let body = length - Self.headerLength(clientID) + recordsLength
        Self.writeHeader(
            Key.produce, version: Self.produceVersion, clientID: clientID, bodyLength: body, with: &pen)
        pen.integer(-1 as Int16)  // no transaction
        pen.integer(-1 as Int16)  // acks: all in-sync replicas
        pen.integer(Self.timeoutMilliseconds)
        pen.integer(1 as Int32)
        pen.text(topic)
        pen.integer(1 as Int32)
        pen.integer(partition)
        pen.integer(Int32(recordsLength))
    }

    /// A whole request with a short body.
    static func short(_ key: Int16, version: Int16, clientID: String, body: [UInt8]) -> [UInt8] {
        let length = headerLength(clientID) + body.count
        return [UInt8](unsafeUninitializedCapacity: length) { bytes, count in
            count = length
            guard let start = bytes.baseAddress else { return }
            var pen = WirePen(at: start)
            writeHeader(key, version: version, clientID: clientID, bodyLength: body.count, with: &pen)
            body.withUnsafeBytes { pen.bytes($0) }
        }
    }

    /// No transaction; a timeout that only transactions have.
    static func initProducerID(clientID: String) -> [UInt8] {
        short(
            Key.initProducerID, version: initVersion, clientID: clientID, body: [0xFF, 0xFF, 0x00, 0x00, 0xEA, 0x60])
    }

    static func apiVersions(clientID: String) -> [UInt8] {
        short(Key.apiVersions, version: 0, clientID: clientID, body: [])
    }
}

/// What the answers say, behind their correlation id.
enum BulkAnswer {
    /// Of the one partition that a produce request has.
    static func produced(_ view: inout WireView) throws(MalformedAnswer) -> (partition: Int32, error: Int16) {
        guard try view.integer(Int32.self) == 1 else { throw MalformedAnswer() }
        try view.skip(Int(try view.integer(Int16.self)))
        guard try view.integer(Int32.self) == 1 else { throw MalformedAnswer() }
        return (try view.integer(), try view.integer())
    }

    /// Whether the broker has the versions that are used here.
    static func hasVersions(_ view: inout WireView) throws(MalformedAnswer) -> Bool {
        guard try view.integer(Int16.self) == 0 else { return false }
        var wanted = [
            BulkRequest.Key.produce: BulkRequest.produceVersion,
            BulkRequest.Key.initProducerID: BulkRequest.initVersion,
        ]
        let count = try view.integer(Int32.self)
        guard count >= 0 else { throw MalformedAnswer() }
        for _ in 0..<count {
            let key = try view.integer(Int16.self)
            let (first, last) = (try view.integer(Int16.self), try view.integer(Int16.self))
            if let version = wanted[key], first <= version, version <= last { wanted[key] = nil }
        }
        return wanted.isEmpty
    }

    /// - Returns: nil when the broker gave none.
    static func producerID(_ view: inout WireView) throws(MalformedAnswer) -> BulkRequest.ProducerID? {
        try view.skip(4)  // throttle time
        guard try view.integer(Int16.self) == 0 else { return nil }
        return BulkRequest.ProducerID(id: try view.integer(), epoch: try view.integer())
    }
}
