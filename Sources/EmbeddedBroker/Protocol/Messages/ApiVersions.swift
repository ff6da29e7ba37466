struct ApiVersionsRequest: Equatable {
    /// nil below version 3, as is the version.
    let clientSoftwareName: String?
    let clientSoftwareVersion: String?
}

extension ApiVersionsRequest: RequestBody {
    init(from reader: inout WireReader, version: Int16) throws(WireError) {
        clientSoftwareName = version >= 3 ? try reader.string() : nil
        clientSoftwareVersion = version >= 3 ? try reader.string() : nil
        try reader.tags()
    }
}

/// The requests and versions of `APIKey`.
struct ApiVersionsResponse: ResponseBody, Equatable {
    /// `unsupportedVersion` where the version of the request is too new; that reply names only the versions of this
    /// request, so that the client can ask again (KIP-511).
    let error: ErrorCode

    func write(to writer: inout WireWriter, version: Int16) {
        writer.error(error)
        writer.array(error == .none ? APIKey.allCases : [.apiVersions]) { writer, key in
            writer.int16(key.rawValue)
            writer.int16(key.versions.lowerBound)
            writer.int16(key.versions.upperBound)
            writer.tags()
        }
        if version >= 1 { writer.int32(0) }  // throttle time: never
        writer.tags()
    }
}
