/// Room for the line of text that many librdkafka calls write their error into.
struct ErrorText {
    var bytes = [CChar](repeating: 0, count: 512)

    var size: Int { bytes.count }

    /// Up to the first zero byte.
    var text: String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
