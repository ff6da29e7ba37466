import BenchSupport
import Foundation

/// The whole pipeline but for the producer, each service a process of its own.
struct Services {
    let broker: BrokerProcess
    let port: Int
    private let aggregator: ChildProcess
    private let dashboard: ChildProcess
    private let data: URL

    /// Starts all and waits until they work.
    init(_ program: BrokerProgram, _ data: URL, clients: Clients, emitInterval: Duration) throws {
        self.data = data
        broker = try BrokerProcess(program, folder: data)
        try clients.createTopic(on: broker)
        let emit = "\(Int(emitInterval.seconds * 1_000))ms"
        aggregator = try ChildProcess(
            [program.path, "aggregator", "--emit-interval", emit, "--brokers", broker.bootstrapServers],
            errors: data.path + "-aggregator.log")
        try aggregator.words("assigned partitions", within: .seconds(60))
        port = try Self.freePort()
        dashboard = try ChildProcess(
            [program.path, "dashboard", "--port", "\(port)", "--brokers", broker.bootstrapServers],
            errors: data.path + "-dashboard.log")
        try dashboard.words("showing", within: .seconds(60))
    }

    private var all: [(name: String, child: ChildProcess)] {
        [("aggregator", aggregator), ("broker", broker.child), ("dashboard", dashboard)]
    }

    func check() throws {
        for service in all { try service.child.check() }
    }

    /// Processor time by now, in the order of `end`.
    func cpuSeconds() throws -> [Double] {
        try all.map { try ProcessFigures(pid: $0.child.pid).cpuSeconds() }
    }

    /// Ends them in the order of the data, and removes what they wrote.
    func end() throws -> [ServiceUsage] {
        var usage: [ServiceUsage] = []
        for service in [all[0], all[2], all[1]] {
            usage.append(ServiceUsage(service.name, try service.child.end(by: SIGTERM)))
        }
        try FileManager.default.removeItem(at: data)
        return [usage[0], usage[2], usage[1]]
    }

    /// A port that nobody has at this moment.
    private static func freePort() throws -> Int {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard found else { throw BenchError("no free port") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
