import HTTPTypes

/// A refusal that is shown to a person as a page.
struct PageError: Error {
    let status: HTTPResponse.Status
    let title: String
    let text: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ title: String, _ text: String, headers: HTTPFields = [:]) {
        self.status = status
        self.title = title
        self.text = text
        self.headers = headers
    }
}
