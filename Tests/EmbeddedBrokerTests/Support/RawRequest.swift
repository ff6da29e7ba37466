import NIOCore

@testable import EmbeddedBroker

/// A request's kind, version and bytes.
struct RawRequest: Sendable {
    var key: Int16
    var version: Int16
    var body: ByteBuffer

    private var isFlexible: Bool { APIKey(rawValue: key)?.isFlexible(version) ?? false }

    init(_ key: APIKey, _ version: Int16, _ body: (inout WireWriter) -> Void = { _ in }) {
        self.key = key.rawValue
        self.version = version
        var writer = WireWriter(flexible: key.isFlexible(version))
        body(&writer)
        writer.tags()
        self.body = writer.written.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
    }

    /// What follows the length.
    func content(correlationID: Int32 = 1) -> [UInt8] {
        var bytes = ByteBuffer()
        bytes.writeInteger(key)
        bytes.writeInteger(version)
        bytes.writeInteger(correlationID)
        bytes.writeInteger(Int16(4))
        bytes.writeString("test")
        if isFlexible { bytes.writeInteger(UInt8(0)) }
        bytes.writeImmutableBuffer(body)
        return Array(bytes.readableBytesView)
    }

    func frame(correlationID: Int32 = 1) -> [UInt8] {
        Self.framed(content(correlationID: correlationID))
    }

    static func framed(_ content: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: Int32(content.count).bigEndian) { Array($0) } + content
    }

    /// A reply's body, behind its header.
    func reader(of body: ByteBuffer) -> WireReader {
        var body = body
        if isFlexible, key != APIKey.apiVersions.rawValue { body.moveReaderIndex(forwardBy: 1) }
        return WireReader(body, flexible: isFlexible)
    }
}

extension RawRequest {
    static func produce(
        _ topic: String, _ batches: [(Int, ByteBuffer)], acks: Int16 = -1, transactionalID: String? = nil
    ) -> RawRequest {
        RawRequest(.produce, 7) { writer in
            writer.nullableString(transactionalID)
            writer.int16(acks)
            writer.int32(10_000)
            writer.array([topic]) { writer, name in
                writer.string(name)
                writer.array(batches) { writer, batch in
                    writer.int32(Int32(batch.0))
                    writer.bytes(batch.1)
                }
            }
        }
    }

    static func produce(_ topic: String, _ partition: Int32, _ batch: TestBatch, acks: Int16 = -1) -> RawRequest {
        produce(topic, [(Int(partition), batch.bytes)], acks: acks)
    }

    struct Place {
        var partition: Int32 = 0
        var offset: Int64 = 0
        var maxBytes: Int32 = 1 << 20
    }

    static func fetch(
        _ topic: String, _ places: [Place], maxWait: Int32 = 0, minBytes: Int32 = 1, maxBytes: Int32 = 50 << 20
    ) -> RawRequest {
        RawRequest(.fetch, 11) { writer in
            writer.int32(-1)
            writer.int32(maxWait)
            writer.int32(minBytes)
            writer.int32(maxBytes)
            writer.int8(0)
            writer.int32(0)
            writer.int32(-1)
            writer.array([topic]) { writer, name in
                writer.string(name)
                writer.array(places) { writer, place in
                    writer.int32(place.partition)
                    writer.int32(-1)
                    writer.int64(place.offset)
                    writer.int64(-1)
                    writer.int32(place.maxBytes)
                }
            }
            writer.array([Int32]()) { $0.int32($1) }
            writer.string("")
        }
    }

    static func metadata(_ names: [String]?, creates: Bool = false) -> RawRequest {
        RawRequest(.metadata, 7) { writer in
            writer.nullableArray(names) { $0.string($1) }
            writer.bool(creates)
        }
    }

    static func createTopic(_ name: String, partitions: Int32, configs: [String: String] = [:]) -> RawRequest {
        RawRequest(.createTopics, 4) { writer in
            writer.array([name]) { writer, name in
                writer.string(name)
                writer.int32(partitions)
                writer.int16(-1)
                writer.array([Int32]()) { $0.int32($1) }
                writer.array(configs.sorted { $0.key < $1.key }) { writer, config in
                    writer.string(config.key)
                    writer.nullableString(config.value)
                }
            }
            writer.int32(10_000)
            writer.bool(false)
        }
    }

    static func deleteRecords(_ topic: String, _ partition: Int32 = 0, before offset: Int64) -> RawRequest {
        RawRequest(.deleteRecords, 0) { writer in
            writer.array([topic]) { writer, name in
                writer.string(name)
                writer.array([offset]) { writer, offset in
                    writer.int32(partition)
                    writer.int64(offset)
                }
            }
            writer.int32(1_000)
        }
    }

    static func initProducerID(transactionalID: String? = nil) -> RawRequest {
        RawRequest(.initProducerID, 1) { writer in
            writer.nullableString(transactionalID)
            writer.int32(60_000)
        }
    }

    /// - Parameter timestamp: −1 for the end, −2 for the beginning.
    static func listOffsets(_ topic: String, partition: Int32 = 0, timestamp: Int64) -> RawRequest {
        RawRequest(.listOffsets, 3) { writer in
            writer.int32(-1)
            writer.int8(0)
            writer.array([topic]) { writer, name in
                writer.string(name)
                writer.array([partition]) { writer, partition in
                    writer.int32(partition)
                    writer.int64(timestamp)
                }
            }
        }
    }
}
