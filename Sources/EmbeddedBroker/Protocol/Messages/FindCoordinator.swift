struct FindCoordinatorRequest: Equatable {
    /// What a key names.
    static let group: Int8 = 0
    static let transaction: Int8 = 1

    let key: String
    let keyType: Int8
}

extension FindCoordinatorRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        key = try reader.string()
        keyType = version >= 1 ? try reader.int8() : Self.group
        try reader.tags()
    }
}

struct FindCoordinatorResponse: ResponseBody, Equatable {
    let error: ErrorCode
    let message: String?
    /// nil after an error.
    let coordinator: BrokerAddress?

    func write(to writer: inout WireWriter, version: Int16) {
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.error(error)
        if version >= 1 { writer.nullableString(message) }
        writer.int32(coordinator?.nodeID ?? -1)
        writer.string(coordinator?.host ?? "")
        writer.int32(coordinator?.port ?? -1)
        writer.tags()
    }
}
