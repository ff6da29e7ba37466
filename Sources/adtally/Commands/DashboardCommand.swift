import ArgumentParser
import Dashboard
import Kafka
import Telemetry

struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dashboard", abstract: "The web service.")
    func run() async throws {}
}
