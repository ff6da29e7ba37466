internal import CRdKafka

/// Somewhere to point at for bytes that are there but empty: a null pointer would mean no bytes at all.
private nonisolated(unsafe) let empty = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

/// nil for no bytes, never for empty ones.
func start(of bytes: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
    bytes.map { $0.baseAddress ?? empty }
}

func withBytes<R>(of bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> R) -> R {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
}

/// Makes a list of headers, which librdkafka owns once it has accepted the record.
func nativeHeaders(_ headers: [RecordHeader]) -> OpaquePointer? {
    let list = rd_kafka_headers_new(headers.count)
    for header in headers {
        withBytes(of: header.value) { value in
            _ = rd_kafka_header_add(list, header.name, -1, start(of: value), value?.count ?? 0)
        }
    }
    return list
}
