import ArgumentParser
import Dashboard
import Logging

/// Who may see the dashboard, and over what.
struct AccessOptions: ParsableArguments {
    @Option(
        help: """
            A file of who may log in, a line 'name:hash' each, which 'adtally passwd' makes; without it nobody has \
            to. (env ADTALLY_AUTH_FILE)
            """)
    var authFile: String?

    @Option(help: "Certificate for HTTPS, in PEM, with those between it and the authority. (env ADTALLY_TLS_CERT)")
    var tlsCert: String?

    @Option(help: "Its key, in PEM, without a passphrase. (env ADTALLY_TLS_KEY)")
    var tlsKey: String?

    /// - Throws: `UsageError` for files that cannot be used.
    func passwords(logger: Logger) throws -> PasswordFile? {
        guard let path = authFile ?? optionalSetting("AUTH_FILE") else { return nil }
        do throws(PasswordFile.Failure) {
            let file = try PasswordFile(path: path)
            if PasswordFile.isOpenToOthers(path) {
                logger.warning("everybody on this machine can read or change \(path): chmod 600 \(path)")
            }
            return file
        } catch {
            throw UsageError(description: error.description)
        }
    }

    /// - Throws: `UsageError` for one file without the other, and for files that cannot be used.
    func tls() throws -> TLSIdentity? {
        switch (tlsCert ?? optionalSetting("TLS_CERT"), tlsKey ?? optionalSetting("TLS_KEY")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            do throws(TLSIdentity.Failure) {
                return try TLSIdentity(certificate: certificate, key: key)
            } catch {
                throw UsageError(description: error.description)
            }
        default: throw UsageError(description: "--tls-cert and --tls-key belong together: give both")
        }
    }
}
