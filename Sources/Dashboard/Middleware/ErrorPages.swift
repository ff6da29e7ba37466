import HTTPTypes
import Hummingbird
import NIOCore

/// Turns every error into a plain page: no stack, no bare status.
struct ErrorPages<Context: RequestContext>: RouterMiddleware {
    let templates: Templates
    /// The methods of each fixed path, to tell a wrong method (405) from a wrong path (404).
    let methods: [String: [HTTPRequest.Method]]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as PageError {
            return page(error)
        } catch let error as HTTPError where error.status == .notFound {
            return page(missing(request))
        } catch let error as HTTPError {
            return page(PageError(error.status, error.status.reasonPhrase, error.body ?? "The request was refused."))
        } catch {
            context.logger.error("a page failed: \(error)")
            return page(PageError(.internalServerError, "Something went wrong", "The log of the dashboard says what."))
        }
    }

    private func missing(_ request: Request) -> PageError {
        guard let allowed = methods[request.uri.path] else {
            return PageError(.notFound, "Not found", "There is no such page here.")
        }
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        return PageError(
            .methodNotAllowed, "Method not allowed", "This address takes \(list) only.", headers: [.allow: list])
    }

    private func page(_ error: PageError) -> Response {
        var headers = error.headers
        headers[.contentType] = "text/html; charset=utf-8"
        let html = templates.message(title: error.title, text: error.text)
        return Response(status: error.status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}
