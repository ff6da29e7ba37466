internal import CRdKafka

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One connection to a broker: requests out, answers in, neither of which blocks.
struct BulkLink: ~Copyable {
    /// The connection has ended; what was not answered is to be sent again on a new one.
    struct Ended: Error {
        let reason: String
    }

    let file: Int32
    private var outgoing: [UnsafeRawBufferPointer] = []
    private var next = 0
    private var sentOfNext = 0
    private var incoming: [UInt8] = []
    private var nextCorrelation: Int32 = 0
    /// Of the requests that wait for their answers, in their order.
    private(set) var unanswered: [Int32] = []

    private static let largestAnswer: Int32 = 1 << 20
    /// Sent requests are forgotten at the latest when there are so many.
    private static let forgottenAtOnce = 64

    init(host: String, port: Int, timeout: Duration) throws(Ended) {
        file = adtally_connect(host, "\(port)", timeout.wholeMilliseconds)
        guard file >= 0 else { throw Ended(reason: "\(host):\(port): \(String(cString: strerror(-file)))") }
    }

    deinit {
        if file >= 0 { close(file) }
    }

    var wantsToSend: Bool { next < outgoing.count }

    /// Lends a request until it is answered; sets its correlation id.
    mutating func send(_ request: UnsafeMutableRawBufferPointer) {
        let position = BulkRequest.correlationPosition
        request.storeBytes(of: nextCorrelation.bigEndian, toByteOffset: position, as: Int32.self)
        unanswered.append(nextCorrelation)
        nextCorrelation &+= 1
        outgoing.append(UnsafeRawBufferPointer(request))
    }

    /// Sends as much as the connection takes.
    mutating func flush() throws(Ended) {
        while wantsToSend {
            let request = outgoing[next]
            let sent = adtally_send(file, request.baseAddress.map { $0 + sentOfNext }, request.count - sentOfNext)
            if sent < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN || errno == EWOULDBLOCK { return }
                throw Ended(reason: String(cString: strerror(errno)))
            }
            sentOfNext += sent
            guard sentOfNext == request.count else { continue }
            sentOfNext = 0
            next += 1
            // A connection that never catches up: what was sent is not to pile up.
            guard next == Self.forgottenAtOnce else { continue }
            outgoing.removeFirst(next)
            next = 0
        }
        outgoing.removeAll(keepingCapacity: true)
        next = 0
    }

    /// Reads what has come, and hands out each whole answer behind its correlation id.
    mutating func receive(_ body: (inout WireView) throws -> Void) throws {
        guard try fill() else { return }
        var start = 0
        while let length = try answerLength(at: start), incoming.count - start >= 4 + length {
            let end = start + 4 + length
            try incoming[start + 4..<end].withUnsafeBytes { bytes in
                var view = WireView(bytes)
                guard let expected = unanswered.first, try view.integer(Int32.self) == expected else {
                    throw MalformedAnswer()
                }
                unanswered.removeFirst()
                try body(&view)
            }
            start = end
        }
        incoming.removeFirst(start)
    }

    private func answerLength(at start: Int) throws(MalformedAnswer) -> Int? {
        guard incoming.count - start >= 4 else { return nil }
        let length = incoming[start..<start + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard length >= 4, length <= UInt32(Self.largestAnswer) else { throw MalformedAnswer() }
        return Int(length)
    }

    /// - Returns: whether anything came.
    private mutating func fill() throws(Ended) -> Bool {
        let before = incoming.count
        while true {
            let count = incoming.count
            let chunk = 16 << 10
            incoming.append(contentsOf: repeatElement(0, count: chunk))
            let file = file
            let read = incoming.withUnsafeMutableBytes { recv(file, $0.baseAddress.map { $0 + count }, chunk, 0) }
            let reason = errno
            incoming.removeLast(chunk - max(0, read))
            if read == 0 { throw Ended(reason: "the broker closed the connection") }
            if read < 0 {
                if reason == EINTR { continue }
                if reason == EAGAIN || reason == EWOULDBLOCK { return incoming.count > before }
                throw Ended(reason: String(cString: strerror(reason)))
            }
            if read < chunk { return true }
        }
    }

    /// Sends a short request and waits for its answer; for the first words with a broker.
    mutating func ask<Answer>(
        _ request: [UInt8], timeout: Duration, _ body: (inout WireView) throws -> Answer
    ) throws -> Answer {
        var bytes = request
        return try bytes.withUnsafeMutableBytes { bytes in
            send(bytes)
            let deadline = ContinuousClock.now + timeout
            var answer: Answer?
            while answer == nil {
                guard ContinuousClock.now < deadline else { throw Ended(reason: "no answer in time") }
                try flush()
                var wanted = pollfd(file: file, for: wantsToSend)
                poll(&wanted, 1, 100)
                try receive { answer = try body(&$0) }
            }
            guard let answer else { throw MalformedAnswer() }
            return answer
        }
    }
}

extension pollfd {
    init(file: Int32, for sending: Bool = false) {
        self.init(fd: file, events: Int16(POLLIN) | (sending ? Int16(POLLOUT) : 0), revents: 0)
    }
}
