import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of what is no mere reading, up to a limit: the routes behind it find it in memory.
struct BodyLimit<Context: RequestContext>: RouterMiddleware {
    /// Bytes.
    let limit: Int

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        guard request.headers[.contentLength].flatMap(Int.init) ?? 0 <= limit else { throw tooLarge }
        var request = request
        do {
            _ = try await request.collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch {
            throw PageError(.badRequest, "Broken request", "The body of the request did not come as it should.")
        }
        return try await next(request, context)
    }

    private var tooLarge: PageError {
        PageError(.contentTooLarge, "Too large", "A request to the dashboard has at most \(limit) bytes.")
    }
}
