import BenchEvents
import BenchSupport
import Foundation
import Kafka

/// How much is measured.
struct Size {
    let runs: Int
    let records: Int
    let large: Int
    let idle: Duration

    static let quick = Size(runs: 1, records: 200_000, large: 1_000_000, idle: .seconds(5))
}

/// All steps in their order, and their reports.
struct Session {
    let program: BrokerProgram
    let folder: URL
    let size: Size
    let clients: Clients

    func run() throws {
        try showConditions()
        try throughput()
        try waiting()
        if size.large > 0 { try volume() }
    }

    private func showConditions() throws {
        try Report.say(
            """
            \(try Conditions.text(program)); what others run takes from the figures
            - records of \(EventMaker.size) bytes over \(clients.partitions) partitions, lz4, idempotent, acks=all, \
            linger \(EventSender.linger.text), --synchronous \(program.synchronous)\
            \(clients.properties.map { ", \($0)" }.joined())

            """)
    }

    /// A broker on a folder that does not exist yet, with the topic.
    private func freshBroker(_ data: URL) throws -> BrokerProcess {
        let broker = try BrokerProcess(program, folder: data)
        try clients.createTopic(on: broker)
        return broker
    }

    private func throughput() throws {
        var written: [[Figure]] = []
        var read: [[Figure]] = []
        var shared: [[Figure]] = []
        for run in 1...size.runs {
            Report.progress("run \(run) of \(size.runs)")
            let data = folder.appending(path: "run-\(run)")
            let broker = try freshBroker(data)
            let input = try Produce(clients: clients).run(broker, count: size.records)
            let output = try Fetch(clients: clients, consumers: 1).run(broker, written: input.ledger)
            let both = try Fetch(clients: clients, consumers: 2).run(broker, written: input.ledger)
            try broker.stop()
            written.append(input.figures(rateTarget: 500_000) + (try folderFigures(data, of: input)))
            read.append(output.figures(rateTarget: 1_500_000))
            shared.append(both.figures(rateTarget: 1_500_000))
            try FileManager.default.removeItem(at: data)
        }
        try Report.show(title("produce", size.records), written)
        try Report.show(title("fetch", size.records) + ", 1 consumer", read)
        try Report.show(title("fetch", size.records) + ", 2 consumers with 3 partitions each", shared)
        try Report.say("every record came back, in its order\n")
    }

    private func title(_ step: String, _ records: Int) -> String {
        let bytes = Figure.Unit.megabytes.text(Double(records * EventMaker.size))
        return "\(step) \(records.grouped) records, \(bytes) of values"
    }

    private func folderFigures(_ data: URL, of transfer: Transfer) throws -> [Figure] {
        let bytes = try folderSize(data)
        let values = Double(transfer.ledger.total * EventMaker.size)
        return [
            Figure("folder", .megabytes, bytes),
            Figure("values to folder", .ratio, values / bytes),
        ]
    }

    private func waiting() throws {
        let broker = try freshBroker(folder.appending(path: "waiting"))
        Report.progress("joining groups")
        let joins = try (1...5).map { try Join(clients: clients).run(broker, group: "join-\($0)") }
        try Report.show("first join of a group, \(joins.count) groups", joins)
        for wait in [Duration.milliseconds(100), .milliseconds(500)] {
            Report.progress("watching the idle broker for \(size.idle.text)")
            let figures = try Idle(clients: clients).run(broker, for: size.idle, wait: wait)
            try Report.show("idle for \(size.idle.text), 3 consumers whose fetches wait for \(wait.text)", [figures])
        }
        try broker.stop()
    }

    private func volume() throws {
        Report.progress("writing \(size.large.grouped) records")
        let data = folder.appending(path: "volume")
        var broker = try freshBroker(data)
        let input = try Produce(clients: clients).run(broker, count: size.large)
        try Report.show(
            title("produce", size.large),
            [input.figures(rateTarget: 500_000, memoryTarget: 200e6) + (try folderFigures(data, of: input))])
        try restart(&broker, data)
        Report.progress("reading \(size.large.grouped) records")
        let output = try Fetch(clients: clients, consumers: 1).run(broker, written: input.ledger)
        try Report.show(
            title("fetch", size.large), [output.figures(rateTarget: 1_500_000, memoryTarget: 200e6)])
        try Report.say("every record came back, in its order\n")
        try broker.stop()
    }

    private func restart(_ broker: inout BrokerProcess, _ data: URL) throws {
        var figures: [Figure] = []
        for restart in Restart.allCases {
            Report.progress("restarting \(restart.rawValue)")
            let (restarted, figure) = try restart.run(broker, program, folder: data)
            broker = restarted
            figures.append(figure)
        }
        try Report.show("restart with \(size.large.grouped) records", [figures])
    }
}
