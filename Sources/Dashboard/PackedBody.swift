import CRecordCodecs
import Foundation
import HTTPTypes
import Hummingbird

/// A body that is sent packed to those who can unpack it: pages are mostly repetition.
struct PackedBody: Sendable {
    /// How much time is spent on making it small.
    enum Effort: Int32 {
        case once = 9
        case eachTime = 1
    }

    let plain: ByteBuffer
    /// Nil where packing fails, or makes nothing smaller.
    let packed: ByteBuffer?

    init(_ plain: ByteBuffer, effort: Effort) {
        self.plain = plain
        packed = Self.pack(plain, effort)
    }

    /// A response in the form that the browser asked for.
    func response(
        to request: Request, status: HTTPResponse.Status = .ok, headers: HTTPFields
    ) -> Response {
        var headers = headers
        headers[.vary] = "Accept-Encoding"
        guard let packed, Self.unpacks(request.headers[.acceptEncoding] ?? "") else {
            return Response(status: status, headers: headers, body: .init(byteBuffer: plain))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: status, headers: headers, body: .init(byteBuffer: packed))
    }

    /// Whether `gzip` is among the codings, and not ruled out by a weight of 0.
    ///
    /// - Source: RFC 9110 §12.5.3.
    static func unpacks(_ acceptEncoding: String) -> Bool {
        acceptEncoding.lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard parts.first == "gzip" else { return false }
            guard let weight = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) else { return true }
            return Double(weight.dropFirst(2)).map { $0 > 0 } ?? false
        }
    }

    private static func pack(_ plain: ByteBuffer, _ effort: Effort) -> ByteBuffer? {
        let bound = adt_gzip_bound(plain.readableBytes)
        guard bound > 0 else { return nil }
        var packed = ByteBuffer()
        packed.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
            plain.withUnsafeReadableBytes { input in
                Int(adt_gzip_pack(input.baseAddress, input.count, effort.rawValue, output.baseAddress, output.count))
            }
        }
        return packed.readableBytes > 0 && packed.readableBytes < plain.readableBytes ? packed : nil
    }
}
