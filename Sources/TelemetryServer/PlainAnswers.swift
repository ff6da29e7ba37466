import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into one line, and sends the headers that keep a browser from making more of an answer than it is.
struct PlainAnswers<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = await answer(request, context, next)
        response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return refusal(of: request)
        } catch let error as HTTPError {
            return TelemetryRoutes.text("\(error.body ?? error.status.reasonPhrase)\n", error.status)
        } catch {
            context.logger.error("a request for telemetry failed: \(error)")
            return TelemetryRoutes.text("the log says what failed\n", .internalServerError)
        }
    }

    private func refusal(of request: Request) -> Response {
        guard TelemetryRoutes.paths.contains(request.uri.path) else {
            return TelemetryRoutes.text(
                "not found; there are \(TelemetryRoutes.paths.joined(separator: ", "))\n", .notFound)
        }
        var response = TelemetryRoutes.text("only GET and HEAD\n", .methodNotAllowed)
        response.headers[.allow] = "GET, HEAD"
        return response
    }
}
