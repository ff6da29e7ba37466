import AdModel
import DashboardModel
import HTTPTypes
import Hummingbird

/// `/alerts`: rules are made and edited by plain forms.
struct AlertRoutes {
    let desk: AlertDesk
    let store: RowStore
    let templates: Templates
    let configuration: DashboardConfiguration

    private static let mostNames = 200
    private static let mostBytes = 16 << 10

    /// The page; `?edit=NUMBER` fills the form with that rule.
    func page(_ request: Request) async -> Response {
        let state = await desk.state()
        let asked = request.uri.queryParameters["edit"].flatMap { Int64($0) }.map(AlertRuleID.init)
        guard let rule = asked.flatMap(state.book.rule) else { return show(state, .empty) }
        return show(state, AlertForm(rule), editing: rule.id)
    }

    func add(_ request: Request) async throws -> Response {
        let form = AlertForm(try await fields(of: request))
        do throws(AlertForm.Faults) {
            let draft = try form.rule(AlertRuleID(0), isEnabled: true, history: configuration.history)
            if await desk.add({ draft.numbered($0) }) { return Self.back }
        } catch {
            return show(await desk.state(), form, faults: error)
        }
        let fault = "There are \(AlertRule.mostRules) rules, the most there can be. Delete one first."
        return show(await desk.state(), form, fault: fault)
    }

    func change(_ request: Request) async throws -> Response {
        let fields = try await fields(of: request)
        let state = await desk.state()
        guard let old = state.book.rule(Self.id(fields)) else { throw Self.gone }
        let form = AlertForm(fields)
        let rule: AlertRule
        do throws(AlertForm.Faults) {
            rule = try form.rule(old.id, isEnabled: old.isEnabled, history: configuration.history)
        } catch {
            return show(state, form, editing: old.id, faults: error)
        }
        return try done(await desk.change(rule))
    }

    func turn(_ request: Request, on isEnabled: Bool) async throws -> Response {
        try done(await desk.turn(Self.id(try await fields(of: request)), on: isEnabled))
    }

    func delete(_ request: Request) async throws -> Response {
        try done(await desk.delete(Self.id(try await fields(of: request))))
    }

    private func done(_ isKnown: Bool) throws -> Response {
        guard isKnown else { throw Self.gone }
        return Self.back
    }

    private func fields(of request: Request) async throws -> FormFields {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            throw PageError(
                .unsupportedMediaType, "Not a form", "Send it as application/x-www-form-urlencoded, as a browser does.")
        }
        guard let body = try? await request.body.collect(upTo: Self.mostBytes) else {
            throw PageError(.contentTooLarge, "Too large", "A form may have at most 16 KiB.")
        }
        guard let fields = FormFields(body) else {
            throw PageError(.badRequest, "Broken form", "Go back, reload the page and send it again.")
        }
        return fields
    }

    /// 0, which no rule has, where the field holds no number.
    private static func id(_ fields: FormFields) -> AlertRuleID { AlertRuleID(Int64(fields.text("id")) ?? 0) }

    private func show(
        _ state: AlertDeskState, _ form: AlertForm, editing: AlertRuleID? = nil,
        faults: AlertForm.Faults = AlertForm.Faults(), fault: String = ""
    ) -> Response {
        let form = AlertFormView(
            form, editing: editing, faults: faults, fault: fault, known: store.knownNames(atMost: Self.mostNames))
        let view = AlertsView(
            state, form: form, ingest: store.ingestState, now: store.now, configuration: configuration)
        var response = Response.html(templates.alerts(view))
        if !faults.isEmpty || !fault.isEmpty { response.status = .unprocessableContent }
        return response
    }

    private static var back: Response { Response(status: .seeOther, headers: [.location: "/alerts"]) }

    private static var gone: PageError {
        PageError(.notFound, "No such rule", "It was deleted, perhaps on another page.")
    }
}
