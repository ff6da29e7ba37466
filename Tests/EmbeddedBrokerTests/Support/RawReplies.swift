import NIOCore
import TestSupport

@testable import EmbeddedBroker

/// Replies as a client reads them, in the versions that `RawRequest` asks for.
extension RawClient {
    struct Produced: Equatable, Sendable {
        let partition: Int32
        let error: Int16
        let offset: Int64
    }

    func produce(_ request: RawRequest) throws -> [Produced] {
        var reader = try ask(request)
        return try Self.produced(&reader)
    }

    static func produced(_ reader: inout WireReader) throws -> [Produced] {
        try reader.array { reader throws(WireError) in
            _ = try reader.string()
            return try reader.array { reader throws(WireError) in
                let partition = try reader.int32()
                let error = try reader.int16()
                let offset = try reader.int64()
                _ = try reader.int64()
                _ = try reader.int64()
                return Produced(partition: partition, error: error, offset: offset)
            }
        }.flatMap { $0 }
    }

    /// Appends one batch and returns the offset of its first record.
    @discardableResult
    func append(_ batch: TestBatch, to topic: String, _ partition: Int32 = 0) throws -> Int64 {
        let produced = try produce(.produce(topic, partition, batch))
        guard produced.count == 1, produced[0].error == 0 else { throw Unexpected("\(produced)") }
        return produced[0].offset
    }

    struct Fetched: Equatable, Sendable {
        let partition: Int32
        let error: Int16
        let highWatermark: Int64
        let logStart: Int64
        let records: ByteBuffer

        var values: [String] { TestBatch.records(in: records).map(\.value) }
        var offsets: [Int64] { TestBatch.records(in: records).map(\.offset) }
    }

    func fetch(_ request: RawRequest) throws -> [Fetched] {
        var reader = try ask(request)
        return try Self.fetched(&reader)
    }

    static func fetched(_ reader: inout WireReader) throws -> [Fetched] {
        _ = try reader.int32()
        let error = try reader.int16()
        guard error == 0 else { throw Unexpected("fetch error \(error)") }
        _ = try reader.int32()
        return try reader.array { reader throws(WireError) in
            _ = try reader.string()
            return try reader.array { reader throws(WireError) in
                let partition = try reader.int32()
                let error = try reader.int16()
                let highWatermark = try reader.int64()
                _ = try reader.int64()
                let logStart = try reader.int64()
                _ = try reader.int32s()
                _ = try reader.int32()
                return Fetched(
                    partition: partition, error: error, highWatermark: highWatermark, logStart: logStart,
                    records: try reader.bytes())
            }
        }.flatMap { $0 }
    }

    struct Found: Equatable, Sendable {
        let error: Int16
        let timestamp: Int64
        let offset: Int64
    }

    func listOffsets(_ request: RawRequest) throws -> [Found] {
        var reader = try ask(request)
        _ = try reader.int32()
        return try reader.array { reader throws(WireError) in
            _ = try reader.string()
            return try reader.array { reader throws(WireError) in
                _ = try reader.int32()
                return Found(error: try reader.int16(), timestamp: try reader.int64(), offset: try reader.int64())
            }
        }.flatMap { $0 }
    }

    /// - Returns: error and number of partitions of each topic.
    func metadata(_ request: RawRequest) throws -> [String: (error: Int16, partitions: Int)] {
        var reader = try ask(request)
        _ = try reader.int32()
        _ = try reader.array { reader throws(WireError) in
            _ = try reader.int32()
            _ = try reader.string()
            _ = try reader.int32()
            _ = try reader.nullableString()
        }
        _ = try reader.nullableString()
        _ = try reader.int32()
        let topics = try reader.array { reader throws(WireError) in
            let error = try reader.int16()
            let name = try reader.string()
            _ = try reader.bool()
            let numbers = try reader.array { reader throws(WireError) in
                _ = try reader.int16()
                let number = try reader.int32()
                for _ in 0..<2 { _ = try reader.int32() }
                for _ in 0..<3 { _ = try reader.int32s() }
                return number
            }
            return (name, (error: error, partitions: numbers.count))
        }
        return Dictionary(topics, uniquingKeysWith: { $1 })
    }

    /// Makes a topic; fails when that is refused.
    func createTopic(_ name: String, partitions: Int32 = 1, configs: [String: String] = [:]) throws {
        var reader = try ask(.createTopic(name, partitions: partitions, configs: configs))
        _ = try reader.int32()
        let errors = try reader.array { reader throws(WireError) in
            _ = try reader.string()
            let error = try reader.int16()
            _ = try reader.nullableString()
            return error
        }
        guard errors == [0] else { throw Unexpected("topic \(name): errors \(errors)") }
    }
}
