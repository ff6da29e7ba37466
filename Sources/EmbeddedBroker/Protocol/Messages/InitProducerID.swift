struct InitProducerIDRequest: Equatable {
    let transactionalID: String?
    /// −1 for a new producer, as is the epoch; else the producer wants the next epoch of its id.
    let producerID: Int64
    let producerEpoch: Int16
}

extension InitProducerIDRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        transactionalID = try reader.nullableString()
        _ = try reader.int32()  // transaction timeout: there are no transactions
        producerID = version >= 3 ? try reader.int64() : -1
        producerEpoch = version >= 3 ? try reader.int16() : -1
        try reader.tags()
    }
}

struct InitProducerIDResponse: ResponseBody, Equatable {
    let error: ErrorCode
    /// −1 after an error, as is the epoch.
    let producerID: Int64
    let producerEpoch: Int16

    func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(0)  // throttle time: never
        writer.error(error)
        writer.int64(producerID)
        writer.int16(producerEpoch)
        writer.tags()
    }
}
