import Logging
import NIOCore

/// The clients that are connected. Lives on the event loop.
final class Connections {
    let limits: BrokerConfiguration.Limits
    let core: BrokerCore
    /// Bytes of requests.
    let requestBudget: ByteBudget
    private let logger: Logger
    private var open: [Int: (handler: ConnectionHandler, context: ChannelHandlerContext)] = [:]
    private var lastNumber = 0
    private var complaints = Complaints()
    private var watch: Scheduled<Void>?
    private var whenEmpty: (() -> Void)?

    init(core: BrokerCore, logger: Logger) {
        self.core = core
        self.logger = logger
        limits = core.configuration.limits
        requestBudget = ByteBudget(limits.inFlightBytes)
        core.closeConnection = { [unowned self] number in
            // Not within the call that answers.
            core.loop.assumeIsolated().execute { self.open[number]?.context.close(promise: nil) }
        }
        core.isOpen = { [unowned self] number in open[number] != nil }
    }

    var replyBudget: ByteBudget { core.replyBudget }
    var count: Int { open.count }

    /// - Returns: nil when the broker has as many connections as it takes.
    func add(_ handler: ConnectionHandler, context: ChannelHandlerContext) -> Client? {
        guard whenEmpty == nil else { return nil }
        guard open.count < limits.connections else {
            complain("more than \(limits.connections) connections: new ones are refused")
            return nil
        }
        lastNumber += 1
        open[lastNumber] = (handler, context)
        return Client(
            connection: lastNumber, host: "/" + (context.remoteAddress?.ipAddress ?? "unknown"),
            reached: context.localAddress?.ipAddress ?? "127.0.0.1")
    }

    func remove(_ client: Client) {
        open[client.connection] = nil
        core.closed(connection: client.connection)
        if open.isEmpty { whenEmpty?() }
    }

    /// A client that is being closed for what it sent, or did not.
    func refused(_ client: Client?, _ reason: String) {
        complain("closing a connection from \(client?.host.dropFirst() ?? "a client"): \(reason)")
    }

    private func complain(_ line: String) {
        guard let line = complaints.line(line, at: .now()) else { return }
        logger.warning("\(line)")
    }

    /// Looks for clients that do not go on, several times in each stall time.
    func startWatching() {
        let period = min(TimeAmount.seconds(1), .nanoseconds(TimeAmount(limits.stallTime).nanoseconds / 6))
        watch = core.loop.assumeIsolated().scheduleTask(in: period) { [self] in
            for (handler, context) in open.values { handler.closeIfStalled(at: .now(), context) }
            startWatching()
        }
    }

    /// Takes no more requests, closes every client once it has the answers to those it sent, and calls back.
    func finish(_ done: @escaping () -> Void) {
        watch?.cancel()
        whenEmpty = done
        if open.isEmpty { done() }
        for (handler, context) in open.values { handler.finish(context) }
    }

    func closeAll() {
        for (_, context) in open.values { context.close(promise: nil) }
    }
}
