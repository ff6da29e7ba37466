internal import CRdKafka
import Logging

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Packs full batches, sends them to their partitions' leaders, and sends again what was not taken: the loop of a
/// thread of its own.
///
/// A connection that ends, or a leader that is another now, is met with the same batches under the same numbers: the
/// broker keeps each once. It goes on for ever; only an error that waiting does not mend ends it.
///
/// `@unchecked`: once made it is used by its own thread only; what it shares with others are objects of librdkafka's
/// that every thread may use.
final class BulkSender: @unchecked Sendable {
    private static let connectTimeout = Duration.seconds(2)
    /// As often as librdkafka looks for changes.
    private static let refreshInterval = Duration.seconds(10)
    /// How long a topic may be missing: a new leader may not have heard of it yet.
    private static let missingPatience = Duration.seconds(30)
    /// How long a partition may take nothing before people hear of it.
    private static let quietPatience = Duration.seconds(10)
    /// How long a connection may owe answers and send none, as one does whose other end has vanished. A broker answers
    /// in half of it, if only that it could not do it in time.
    private static let answerPatience = Duration.seconds(60)

    private let exchange: BulkExchange
    private let client: OpaquePointer
    private let topic: OpaquePointer
    private let request: BulkRequest
    private let producer: BulkRequest.ProducerID
    private let logger: Logger

    private var leaders: BulkLeaders
    private var lanes: [Lane]
    private var links: [Int32: Connection] = [:]
    /// Of brokers that were lost, or could not be reached.
    private var brokerBackoffs: [Int32: Backoff] = [:]
    private var failure: KafkaError?
    private var nextRefresh = ContinuousClock.now + refreshInterval

    /// What is to be sent to a partition, and what keeps it from being taken.
    private struct Lane {
        var queue = BulkLane()
        var backoff = Backoff()
        var quietSince: ContinuousClock.Instant?
        var missingSince: ContinuousClock.Instant?
        var wasWarnedOf = false

        mutating func delivered() {
            backoff.reset()
            (quietSince, missingSince, wasWarnedOf) = (nil, nil, false)
        }
    }

    /// A link, and the partitions whose answers it owes, in their order.
    private final class Connection {
        var link: BulkLink
        private(set) var owed: [Int32] = []
        /// When the last answer came, or the first was asked for since.
        private var lastNews = ContinuousClock.now

        init(_ link: consuming BulkLink) {
            self.link = link
        }

        func send(_ batch: BulkBatch) {
            if owed.isEmpty { lastNews = .now }
            owed.append(batch.partition)
            link.send(batch.requestBytes)
        }

        func answered(_ partition: Int32) throws(MalformedAnswer) {
            guard owed.first == partition else { throw MalformedAnswer() }
            owed.removeFirst()
            lastNews = .now
        }

        func isSilent(for patience: Duration) -> Bool { !owed.isEmpty && ContinuousClock.now - lastNews >= patience }
    }

    init(
        exchange: BulkExchange, client: OpaquePointer, topic: OpaquePointer, request: BulkRequest,
        producer: BulkRequest.ProducerID, leaders: BulkLeaders, logger: Logger
    ) {
        self.exchange = exchange
        self.client = client
        self.topic = topic
        self.request = request
        self.producer = producer
        self.leaders = leaders
        self.logger = logger
        lanes = leaders.leaders.map { _ in Lane() }
    }

    /// Works until the exchange is closed.
    func run() {
        defer { exchange.senderEnded() }
        while !exchange.isClosing {
            for batch in exchange.takeFull() {
                take(batch)
                send()
            }
            refreshIfDue()
            send()
            wait()
            receive()
            loseSilent()
        }
    }

    private func take(_ batch: BulkBatch) {
        if let failure { return exchange.giveBack(batch, failure) }
        let partition = Int(batch.partition)
        batch.seal(producer: producer, sequence: lanes[partition].queue.number(batch.count), prefix: request)
        lanes[partition].queue.add(batch)
    }

    // MARK: Sending and receiving

    private func send() {
        for partition in lanes.indices {
            while let connection = connection(to: partition), let batch = lanes[partition].queue.takeNext() {
                connection.send(batch)
            }
        }
        for (broker, connection) in links {
            do throws(BulkLink.Ended) { try connection.link.flush() } catch { lose(broker, error.reason) }
        }
    }

    /// - Returns: nil when there is nothing to send to the partition, or nobody to send it to.
    private func connection(to partition: Int) -> Connection? {
        guard lanes[partition].queue.hasNext, lanes[partition].backoff.isOver else { return nil }
        guard leaders.leaders.indices.contains(partition) else {
            refused(partition, KafkaError(.unknownPartition))
            return nil
        }
        guard let broker = leaders.leaders[partition], let address = leaders.brokers[broker] else {
            refused(partition, KafkaError(.init(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)))
            return nil
        }
        if let known = links[broker] { return known }
        guard brokerBackoffs[broker]?.isOver ?? true else { return nil }
        do throws(BulkLink.Ended) {
            let made = Connection(try BulkLink(host: address.host, port: address.port, timeout: Self.connectTimeout))
            links[broker] = made
            return made
        } catch {
            away(broker, error.reason)
            return nil
        }
    }

    private func wait() {
        var files = [pollfd(file: exchange.wakeFile)]
        for connection in links.values {
            files.append(pollfd(file: connection.link.file, for: connection.link.wantsToSend))
        }
        var limit: Int32 = 200
        for partition in lanes.indices { limit = lanes[partition].backoff.milliseconds(upTo: limit) }
        for backoff in brokerBackoffs.values { limit = backoff.milliseconds(upTo: limit) }
        poll(&files, nfds_t(files.count), exchange.sleeps() ? limit : 0)
        if files[0].revents != 0 { exchange.emptyWakes() }
    }

    private func receive() {
        for (broker, connection) in links {
            do {
                try connection.link.receive { view in
                    let (partition, code) = try BulkAnswer.produced(&view)
                    try connection.answered(partition)
                    answered(Int(partition), code, by: broker)
                }
            } catch let error as BulkLink.Ended {
                lose(broker, error.reason)
            } catch {
                lose(broker, "an answer that was not understood")
            }
        }
    }

    private func answered(_ partition: Int, _ code: Int16, by broker: Int32) {
        switch lanes[partition].queue.answered(code) {
        case .delivered(let batch):
            lanes[partition].delivered()
            brokerBackoffs[broker] = nil
            exchange.giveBack(batch, nil)
        case .none: break
        case .again(let error): refused(partition, error)
        case .failed(let error): end(error)
        }
    }

    // MARK: When something is wrong

    /// A partition does not take anything for now: a moment's pause, and a look at who leads it.
    ///
    /// - Precondition: no answer of it is awaited.
    private func refused(_ partition: Int, _ error: KafkaError) {
        let now = ContinuousClock.now
        let quietSince = lanes[partition].quietSince ?? now
        let missingSince = error.isMissingTopic ? lanes[partition].missingSince ?? now : nil
        (lanes[partition].quietSince, lanes[partition].missingSince) = (quietSince, missingSince)
        if let missingSince, now - missingSince >= Self.missingPatience { return end(error) }
        logger.debug("partition \(partition) of \(request.topic), sending again: \(error)")
        if !lanes[partition].wasWarnedOf, now - quietSince >= Self.quietPatience {
            lanes[partition].wasWarnedOf = true
            logger.warning("partition \(partition) of \(request.topic) takes nothing: \(error)")
        }
        lanes[partition].backoff.begin()
        nextRefresh = .now
    }

    /// A broker cannot be reached: a moment's pause, and a look at who leads its partitions now.
    private func away(_ broker: Int32, _ reason: String) {
        logger.debug("broker \(broker), sending again: \(reason)")
        brokerBackoffs[broker, default: Backoff()].begin()
        nextRefresh = .now
    }

    /// A connection has ended: everything that was on its way there is to be sent again.
    private func lose(_ broker: Int32, _ reason: String) {
        guard let lost = links.removeValue(forKey: broker) else { return }
        for partition in Set(lost.owed) { lanes[Int(partition)].queue.startAgain() }
        away(broker, reason)
    }

    private func loseSilent() {
        for (broker, connection) in links where connection.isSilent(for: Self.answerPatience) {
            lose(broker, "no answer for \(Self.answerPatience)")
        }
    }

    /// Nothing can go on: every batch is given back with the reason.
    private func end(_ error: KafkaError) {
        failure = failure ?? error
        links = [:]
        for partition in lanes.indices {
            for batch in lanes[partition].queue.batches { exchange.giveBack(batch, error) }
            lanes[partition] = Lane()
        }
    }

    /// Looks who leads the partitions, and how many there are.
    private func refreshIfDue() {
        guard failure == nil, ContinuousClock.now >= nextRefresh else { return }
        nextRefresh = .now + Self.refreshInterval
        guard let found = try? BulkLeaders.fetch(of: topic, from: client, timeout: .seconds(1)) else {
            // Nobody answers: soon again, if it matters.
            if lanes.contains(where: { !$0.queue.batches.isEmpty }) { nextRefresh = .now + .milliseconds(500) }
            return
        }
        let moved = lanes.indices.filter { partition in
            leaders.leaders[safe: partition] != found.leaders[safe: partition] && lanes[partition].queue.onTheWay > 0
        }
        // The answers of a leader that was deposed may never come; the new one knows what was taken.
        for broker in Set(moved.compactMap { leaders.leaders[safe: $0] }) { lose(broker, "another broker leads now") }
        leaders = found
        while lanes.count < found.leaders.count { lanes.append(Lane()) }
        exchange.partitions.store(found.leaders.count, ordering: .releasing)
    }
}

extension Array {
    /// nil behind the end; the element itself may be nil.
    fileprivate subscript<Wrapped>(safe index: Int) -> Wrapped? where Element == Wrapped? {
        indices.contains(index) ? self[index] : nil
    }
}

/// Pauses that double while nothing works.
private struct Backoff {
    private var until: ContinuousClock.Instant?
    private var last = Duration.zero

    var isOver: Bool { until.map { ContinuousClock.now >= $0 } ?? true }

    mutating func begin() {
        guard isOver else { return }
        last = min(max(last * 2, .milliseconds(100)), .seconds(2))
        until = .now + last
    }

    mutating func reset() {
        last = .zero
    }

    /// What is left of it, or `limit` when that is less or there is none.
    func milliseconds(upTo limit: Int32) -> Int32 {
        guard let until, !isOver else { return limit }
        return min(limit, ContinuousClock.now.duration(to: until).wholeMilliseconds)
    }
}
