/// Why a request's bytes cannot be read. The connection that sent them is closed, as Kafka does.
enum WireError: Error, Equatable, CustomStringConvertible {
    /// The request ended inside a field.
    case truncated
    /// A length below −1, or a varint longer than its type.
    case badLength
    /// A string that is not UTF-8.
    case badText
    /// A null where the protocol has none.
    case unexpectedNull
    /// More array elements in one request than `WireReader.maximumElements`.
    case tooManyElements
    /// A request this broker does not have, or not in this version.
    case unsupported(key: Int16, version: Int16)

    var description: String {
        switch self {
        case .truncated: "the request ends inside a field"
        case .badLength: "a length that cannot be"
        case .badText: "a string that is not UTF-8"
        case .unexpectedNull: "a null where none is allowed"
        case .tooManyElements: "more than \(WireReader.maximumElements) array elements in one request"
        case .unsupported(let key, let version): "request \(key) version \(version) is not supported"
        }
    }
}
