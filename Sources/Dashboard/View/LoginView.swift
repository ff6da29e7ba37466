/// What the login page says.
struct LoginView: Sendable {
    /// Where it leads.
    let next: String
    let error: String
    let hasError: Bool

    init(next: LocalPath, error: String? = nil) {
        self.next = next.text
        self.error = error ?? ""
        hasError = error != nil
    }
}
