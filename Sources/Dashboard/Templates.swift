import Foundation
import Mustache

/// The page's HTML, parsed once.
struct Templates: Sendable {
    private let page: MustacheTemplate
    private let alerts: MustacheTemplate
    private let clear: MustacheTemplate
    private let message: MustacheTemplate
    private let login: MustacheTemplate
    /// Whether there is somebody to log out.
    private let hasLogin: Bool

    init(hasLogin: Bool = false) throws {
        self.hasLogin = hasLogin
        MustacheContentTypes.register(HTMLByBytes(), named: HTMLByBytes.name)
        page = try Self.template("page")
        alerts = try Self.template("alerts")
        clear = try Self.template("clear")
        message = try Self.template("message")
        login = try Self.template("login")
    }

    func page(_ view: PageView, hasCharts: Bool) -> String {
        page.render(["view": view, "hasCharts": hasCharts, "hasLogin": hasLogin] as [String: any Sendable])
    }

    func alerts(_ view: AlertsView) -> String { alerts.render(["view": view] as [String: any Sendable]) }

    /// Asks whether the data is really to be hidden.
    func clearPage() -> String { clear.render([String: String]()) }

    func loginPage(_ view: LoginView) -> String { login.render(view) }

    /// A plain page that says one thing.
    func message(title: String, text: String) -> String { message.render(["title": title, "text": text]) }

    private static func template(_ name: String) throws -> MustacheTemplate {
        let text = String(decoding: try Assets.resource(name + ".mustache"), as: UTF8.self)
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(HTMLByBytes.name)}}\n" + text)
    }
}
