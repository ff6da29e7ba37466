import GRDB
import NIOCore

/// A fetch request on its way, and when it must be answered at the latest.
private struct PendingFetch {
    let request: FetchRequest
    let reply: Reply
    let deadline: NIODeadline

    /// A client that asks for more than a reply may hold would wait for ever.
    func minimumBytes(within limits: BrokerConfiguration.Limits) -> Int {
        min(max(0, Int(request.minBytes)), limits.fetchBytes / 2, max(0, Int(request.maxBytes)))
    }
}

/// What one partition of a fetch request gets.
private struct FetchTarget {
    let number: Int32
    var error = ErrorCode.none
    var log: PartitionLog?
    var offset: Int64 = 0
    var maximumBytes = 0
    var records = ByteBuffer()

    var hasNews: Bool { error == .none && log.map { offset < $0.end } ?? false }
}

extension BrokerCore {
    func fetch(_ request: FetchRequest, _ reply: Reply) {
        // Sessions (KIP-227) are not kept: a client that is given number 0 sends whole requests. One with a session of a broker
        // before this one learns that it is gone.
        guard request.sessionID == 0 else {
            reply.send(FetchResponse(error: .fetchSessionIDNotFound, sessionID: 0, topics: []))
            return
        }
        let wait = TimeAmount.milliseconds(Int64(max(0, request.maxWaitMilliseconds)))
        attempt(PendingFetch(request: request, reply: reply, deadline: .now() + wait), isLast: wait == .zero)
    }

    private func attempt(_ fetch: PendingFetch, isLast: Bool) {
        guard isOpen(fetch.reply.client.connection) else { return }
        let targets = resolve(fetch.request)
        let hasError = targets.joined().contains { $0.error != .none }
        let hasNews = targets.joined().contains(where: \.hasNews)
        if hasNews {
            let isLast = isLast || hasError
            let isThere = takeReadAhead(of: fetch.reply.client.connection, for: wanted(targets)) { [self] in
                finish(fetch, targets, $0, leased: $1, isLast: isLast)
            }
            if !isThere { leaseAndRead(fetch, targets, isLast: isLast) }
        } else if isLast || hasError || targets.isEmpty {
            answer(fetch, targets, leased: 0)
        } else {
            wait(fetch, targets, missing: max(1, fetch.minimumBytes(within: configuration.limits)))
        }
    }

    private func leaseAndRead(_ fetch: PendingFetch, _ targets: [[FetchTarget]], isLast: Bool) {
        let bytes = leaseBytes(fetch.request, targets)
        withReplyBytes(bytes) { [self] in
            // A wait in line may have outlasted the client.
            guard isOpen(fetch.reply.client.connection) else { return replyBudget.giveBack(bytes) }
            read(fetch, targets, leased: bytes, isLast: isLast)
        }
    }

    /// What the reply can take: what the client wants, within our limit, but one whole batch in any case.
    private func leaseBytes(_ request: FetchRequest, _ targets: [[FetchTarget]]) -> Int {
        let largest = zip(request.topics, targets).map { topic, targets in
            targets.contains(where: \.hasNews) ? catalog.topics[topic.name]?.settings.maximumBatchBytes ?? 0 : 0
        }
        let limits = configuration.limits
        return min(
            max(min(Int(request.maxBytes), limits.fetchBytes), min(largest.max() ?? 0, limits.requestBytes)),
            limits.outgoingBytes)
    }

    private func withReplyBytes(_ bytes: Int, _ body: @escaping () -> Void) {
        if replyBudget.take(bytes, granted: body) == nil { body() }
    }

    private func resolve(_ request: FetchRequest) -> [[FetchTarget]] {
        // Each mention of a partition would get its records again: a small request could ask for gigabytes.
        var mentioned: Set<PartitionID> = []
        return request.topics.map { topic in
            topic.partitions.map { partition in
                guard let log = catalog.log(topic: topic.name, partition: partition.number) else {
                    return FetchTarget(number: partition.number, error: .unknownTopicOrPartition)
                }
                guard mentioned.insert(log.id).inserted else {
                    return FetchTarget(number: partition.number, error: .invalidRequest)
                }
                let isInside = log.start...log.end ~= partition.offset
                return FetchTarget(
                    number: partition.number, error: isInside ? .none : .offsetOutOfRange, log: log,
                    offset: partition.offset, maximumBytes: Int(max(0, partition.maxBytes)))
            }
        }
    }

    private func wait(_ fetch: PendingFetch, _ targets: [[FetchTarget]], missing: Int) {
        fetches.add(
            connection: fetch.reply.client.connection, partitions: targets.joined().compactMap { $0.log?.id },
            missing: missing, until: fetch.deadline, on: loop
        ) { [self] isLast in attempt(fetch, isLast: isLast) }
    }

    private func wanted(_ targets: [[FetchTarget]]) -> [LogReader.Request] {
        targets.joined().filter(\.hasNews).compactMap { target in
            target.log.map {
                LogReader.Request(
                    partition: $0.id, offset: target.offset, end: $0.end, maximumBytes: target.maximumBytes)
            }
        }
    }

    private func replyBytes(_ fetch: PendingFetch) -> Int {
        min(Int(fetch.request.maxBytes), configuration.limits.fetchBytes)
    }

    private func read(_ fetch: PendingFetch, _ targets: [[FetchTarget]], leased: Int, isLast: Bool) {
        let wanted = wanted(targets)
        readTurn &+= 1
        let turn = readTurn
        let bytes = replyBytes(fetch)
        read { db in
            LogReader.read(wanted, maximumBytes: bytes, turn: turn, from: db)
        } then: { [self] in
            finish(fetch, targets, $0, leased: leased, isLast: isLast)
        }
    }

    private func finish(
        _ fetch: PendingFetch, _ targets: [[FetchTarget]], _ result: ReadAhead.Outcomes, leased: Int, isLast: Bool
    ) {
        switch result {
        case .success(let read): deliver(fetch, targets, read, leased: leased, isLast: isLast)
        case .failure(let error):
            complain("cannot read the log: \(error)")
            answer(fetch, targets.map { $0.map { Self.failed($0) } }, leased: leased)
        }
    }

    /// A reply that a limit has cut short will be followed by a request for what comes behind it.
    private func readAhead(
        behind fetch: PendingFetch, _ targets: [[FetchTarget]], _ read: [PartitionID: LogReader.Outcome]
    ) {
        guard read.values.contains(where: \.isCut) else { return }
        let moved = targets.map { topic in
            topic.map { target in
                var target = target
                target.log = target.log.flatMap { catalog[$0.id] }
                if let log = target.log, let next = read[log.id]?.nextOffset { target.offset = next }
                return target
            }
        }
        readAhead(
            for: fetch.reply.client.connection, wanted(moved), maximumBytes: replyBytes(fetch),
            leasing: leaseBytes(fetch.request, moved))
    }

    private static func failed(_ target: FetchTarget) -> FetchTarget {
        var target = target
        if target.error == .none { target.error = .storageError }
        return target
    }

    private func deliver(
        _ fetch: PendingFetch, _ targets: [[FetchTarget]], _ read: [PartitionID: LogReader.Outcome], leased: Int,
        isLast: Bool
    ) {
        guard isOpen(fetch.reply.client.connection) else { return replyBudget.giveBack(leased) }
        var targets = targets
        var total = 0
        for topic in targets.indices {
            for index in targets[topic].indices {
                guard let id = targets[topic][index].log?.id, let outcome = read[id] else { continue }
                if let failure = outcome.failure {
                    complain("\(fetch.request.topics[topic].name)-\(targets[topic][index].number): \(failure)")
                    targets[topic][index].error = .storageError
                }
                targets[topic][index].records = outcome.records
                total += outcome.records.readableBytes
            }
        }
        let minimum = fetch.minimumBytes(within: configuration.limits)
        // What a limit cut short does not grow by waiting.
        let isFull = read.values.contains { $0.isCut || $0.failure != nil }
        if total >= max(1, minimum) || isLast || isFull || fetch.deadline <= .now() {
            // What the reply does not need goes to the next one.
            let kept = min(leased, total)
            replyBudget.giveBack(leased - kept)
            readAhead(behind: fetch, targets, read)
            answer(fetch, targets, leased: kept)
        } else {
            replyBudget.giveBack(leased)
            // What was appended during the read wakes nobody: it is looked for here.
            if hasMoved(targets) {
                attempt(fetch, isLast: false)
            } else {
                wait(fetch, targets, missing: max(1, minimum - total))
            }
        }
    }

    private func hasMoved(_ targets: [[FetchTarget]]) -> Bool {
        targets.joined().contains { target in target.log.map { catalog[$0.id]?.end != $0.end } ?? false }
    }

    private func answer(_ fetch: PendingFetch, _ targets: [[FetchTarget]], leased: Int) {
        let topics = zip(fetch.request.topics, targets).map { topic, targets in
            FetchResponse.Topic(name: topic.name, partitions: targets.map(Self.partition))
        }
        counters.fetchedBytes += targets.joined().reduce(0) { $0 + $1.records.readableBytes }
        fetch.reply.send(FetchResponse(error: .none, sessionID: 0, topics: topics), leased: leased)
    }

    private func complain(_ line: String) {
        if let line = complaints.line(line, at: .now()) { logger.error("\(line)") }
    }

    private static func partition(_ target: FetchTarget) -> FetchResponse.Partition {
        FetchResponse.Partition(
            number: target.number, error: target.error, highWatermark: target.log?.end ?? -1,
            logStartOffset: target.log?.start ?? -1, records: target.records)
    }
}
