import HTTPTypes
import Hummingbird

/// "Clear data": asked for on a page of its own where there is no script, done by POST.
struct ClearRoutes {
    let clearing: DataClearing
    let templates: Templates

    func ask() -> Response { .html(templates.clearPage()) }

    func clear() async throws -> Response {
        guard await clearing.clear() else {
            throw PageError(
                .conflict, "Not yet",
                "What was counted so far is still being read. Clear the data once the page says “Live”.")
        }
        return Self.home
    }

    func undo() async -> Response {
        await clearing.undo()
        return Self.home
    }

    private static var home: Response { Response(status: .seeOther, headers: [.location: "/"]) }
}
