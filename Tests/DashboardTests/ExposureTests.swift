import Testing

@testable import Dashboard

struct ExposureTests {
    @Test(arguments: ["127.0.0.1", "127.0.1.1", "localhost", "LOCALHOST", "::1"])
    func thisMachineAloneIsNoReasonToWarn(host: String) {
        #expect(Exposure.warnings(DashboardConfiguration(host: host)).isEmpty)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "dash.example"]) func othersWithoutALogin(host: String) {
        let warnings = Exposure.warnings(DashboardConfiguration(host: host))
        #expect(warnings.count == 1 && warnings.first?.contains("--auth-file") == true)
    }

    @Test func passwordsWithoutTLS() throws {
        let passwords = try LoginFixture.passwords()
        let warnings = Exposure.warnings(DashboardConfiguration(host: "0.0.0.0", passwords: passwords))
        #expect(warnings.count == 1 && warnings.first?.contains("--tls-cert") == true)
        let files = try PEMFiles.shared
        let tls = try TLSIdentity(certificate: files.certificate, key: files.key)
        #expect(
            Exposure.warnings(DashboardConfiguration(host: "0.0.0.0", tls: tls, passwords: passwords)).isEmpty)
        #expect(Exposure.warnings(DashboardConfiguration(host: "0.0.0.0", tls: tls)).count == 1)
    }
}
