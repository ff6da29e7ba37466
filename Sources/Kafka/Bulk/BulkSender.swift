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

    private let exchange: BulkExchange
    private let client: OpaquePointer
    private let topic: OpaquePointer
    private let request: BulkRequest
    private let producer: BulkRequest.ProducerID
    private let logger: Logger

    private var leaders: BulkLeaders
    private var lanes: [BulkLane]
    private var links: [Int32: Connection] = [:]
    private var failure: KafkaError?
    private var missingSince: ContinuousClock.Instant?
    private var backoff = Backoff()
    private var nextRefresh = ContinuousClock.now + refreshInterval

    /// A link, and the partitions whose answers it owes, in their order.
    private final class Connection {
        var link: BulkLink
        var owed: [Int32] = []

        init(_ link: consuming BulkLink) {
            self.link = link
        }
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
        lanes = leaders.leaders.map { _ in BulkLane() }
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
        }
    }

    private func take(_ batch: BulkBatch) {
        if let failure { return exchange.giveBack(batch, failure) }
        let partition = Int(batch.partition)
        batch.seal(producer: producer, sequence: lanes[partition].number(batch.count), prefix: request)
        lanes[partition].add(batch)
    }

    // MARK: Sending and receiving

    private func send() {
        guard backoff.isOver else { return }
        for partition in lanes.indices {
            while let connection = connection(to: partition), let batch = lanes[partition].takeNext() {
                connection.owed.append(Int32(partition))
                connection.link.send(batch.requestBytes)
            }
        }
        for (broker, connection) in links {
            do throws(BulkLink.Ended) { try connection.link.flush() } catch { lose(broker, error.reason) }
        }
    }

    /// - Returns: nil when there is nothing to send to the partition, or nobody to send it to.
    private func connection(to partition: Int) -> Connection? {
        guard lanes[partition].hasNext, backoff.isOver, leaders.leaders.indices.contains(partition) else { return nil }
        guard let broker = leaders.leaders[partition], let address = leaders.brokers[broker] else {
            failed("partition \(partition) has no leader")
            return nil
        }
        if let known = links[broker] { return known }
        do throws(BulkLink.Ended) {
            let made = Connection(try BulkLink(host: address.host, port: address.port, timeout: Self.connectTimeout))
            links[broker] = made
            return made
        } catch {
            failed(error.reason)
            return nil
        }
    }

    private func wait() {
        var files = [pollfd(file: exchange.wakeFile)]
        for connection in links.values {
            files.append(pollfd(file: connection.link.file, for: connection.link.wantsToSend))
        }
        poll(&files, nfds_t(files.count), exchange.sleeps() ? backoff.milliseconds(upTo: 200) : 0)
        if files[0].revents != 0 { exchange.emptyWakes() }
    }

    private func receive() {
        for (broker, connection) in links {
            do {
                try connection.link.receive { view in
                    let (partition, code) = try BulkAnswer.produced(&view)
                    guard connection.owed.first == partition else { throw MalformedAnswer() }
                    connection.owed.removeFirst()
                    answered(Int(partition), code)
                }
            } catch let error as BulkLink.Ended {
                lose(broker, error.reason)
            } catch {
                lose(broker, "an answer that was not understood")
            }
        }
    }

    private func answered(_ partition: Int, _ code: Int16) {
        switch lanes[partition].answered(code) {
        case .delivered(let batch):
            backoff.reset()
            missingSince = nil
            exchange.giveBack(batch, nil)
        case .none: break
        case .again(let error): failed(error.description)
        case .failed(let error) where error.isMissingTopic && isPatient:
            lanes[partition].startAgain()
            failed(error.description)
        case .failed(let error): end(error)
        }
    }

    private var isPatient: Bool {
        let since = missingSince ?? .now
        missingSince = since
        return ContinuousClock.now - since < Self.missingPatience
    }

    // MARK: When something is wrong

    /// Something did not work for now: a moment's pause, and a look at who leads the partitions.
    private func failed(_ reason: String) {
        logger.debug("sending again: \(reason)")
        backoff.begin()
        nextRefresh = .now
    }

    /// A connection has ended: everything that was on its way there is to be sent again.
    private func lose(_ broker: Int32, _ reason: String) {
        guard let lost = links.removeValue(forKey: broker) else { return }
        for partition in Set(lost.owed) { lanes[Int(partition)].startAgain() }
        failed(reason)
    }

    /// Nothing can go on: every batch is given back with the reason.
    private func end(_ error: KafkaError) {
        failure = failure ?? error
        links = [:]
        for partition in lanes.indices {
            for batch in lanes[partition].batches { exchange.giveBack(batch, error) }
            lanes[partition] = BulkLane()
        }
    }

    /// Looks who leads the partitions, and how many there are.
    private func refreshIfDue() {
        guard failure == nil, ContinuousClock.now >= nextRefresh else { return }
        nextRefresh = .now + Self.refreshInterval
        guard let found = try? BulkLeaders.fetch(of: topic, from: client, timeout: .seconds(1)) else {
            // Nobody answers: soon again, if it matters.
            if lanes.contains(where: { !$0.batches.isEmpty }) { nextRefresh = .now + .milliseconds(500) }
            return
        }
        let moved = lanes.indices.filter { partition in
            leaders.leaders[partition] != found.leaders[safe: partition] && lanes[partition].onTheWay > 0
        }
        // The answers of a leader that was deposed may never come; the new one knows what was taken.
        for broker in Set(moved.compactMap { leaders.leaders[$0] }) { lose(broker, "another broker leads now") }
        leaders = found
        while lanes.count < found.leaders.count { lanes.append(BulkLane()) }
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
