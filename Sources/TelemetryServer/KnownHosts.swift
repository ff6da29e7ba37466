/// The names that a server answers to: a page elsewhere whose name suddenly points at this machine (DNS rebinding) must
/// not read the figures. A plain IP address needs no name, so it is always fine.
public struct KnownHosts: Sendable {
    private let names: Set<String>

    /// - Parameter names: beside localhost.
    public init(_ names: [String]) {
        self.names = Set((["localhost"] + names).map { $0.lowercased() })
    }

    /// - Parameter authority: what the request asks for, such as `localhost:8503`.
    public func allows(_ authority: String) -> Bool {
        guard let host = HostName(authority: authority) else { return false }
        return host.isAddress || names.contains(host.text)
    }
}
