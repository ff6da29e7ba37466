import TelemetryServer

/// What a person who lets other machines in should know, a line each.
enum Exposure {
    static func warnings(_ configuration: DashboardConfiguration) -> [String] {
        guard !Loopback.contains(configuration.host) else { return [] }
        let place = "\(configuration.host) port \(configuration.port)"
        if configuration.passwords == nil {
            return [
                """
                whoever reaches \(place) sees the figures and can clear the view, without a login: give --auth-file \
                FILE ('adtally passwd NAME' makes its lines), or listen on 127.0.0.1
                """
            ]
        }
        guard configuration.tls == nil else { return [] }
        return [
            """
            whoever is between the browsers and \(place) can read the passwords: give --tls-cert and --tls-key, unless \
            a proxy that speaks TLS is all that reaches it
            """
        ]
    }
}
