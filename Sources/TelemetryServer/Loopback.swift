/// The addresses that only this machine can connect to.
public enum Loopback {
    /// - Parameter host: an address or name to listen on.
    public static func contains(_ host: String) -> Bool {
        ["localhost", "::1"].contains(host.lowercased()) || host.hasPrefix("127.")
    }
}
