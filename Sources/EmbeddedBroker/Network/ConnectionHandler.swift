import NIOCore

/// One client's connection: bytes in, requests to the broker, replies out in their order.
///
/// Reading pauses while the client has too many requests on their way, does not take its replies, or the broker's memory
/// for requests or replies is used up: TCP then holds the client back.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Requests and replies up to this size need no share of the memory for them: a connection has few.
    private static let smallSize = 4_096

    private let server: Connections
    private var client: Client?
    private var assembler: FrameAssembler
    private var replies = ReplyQueue()
    /// Bytes taken from the budget for the request that is arriving.
    private var leased = 0
    private var waitingInLine: (budget: ByteBudget, id: Int)?
    /// Whether those on their way are.
    private var areProduceRequests = false
    private var isTaking = false
    private var wantsToRead = false
    private var closesWhenAnswered = false
    private(set) var stall: StallWatch

    init(server: Connections) {
        self.server = server
        assembler = FrameAssembler(maximumBytes: server.limits.requestBytes)
        stall = StallWatch(limits: server.limits, now: .now())
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let client = server.add(self, context: context) else {
            context.close(promise: nil)
            return
        }
        self.client = client
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let client { server.remove(client) }
        client = nil
        if let waitingInLine { waitingInLine.budget.giveUp(waitingInLine.id) }
        waitingInLine = nil
        server.requestBudget.giveBack(leased)
        leased = 0
        for case .send(_, let leased) in replies.removeAll() { server.replyBudget.giveBack(leased) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        stall.received(bytes.readableBytes, at: .now())
        assembler.append(&bytes)
        takeRequests(context)
    }

    /// Whether a request may be taken while others are on their way. Produce requests gather for one transaction; any
    /// other is alone, as in Kafka, so that a reply never waits behind one that waits for it.
    private func mayTake(_ key: Int16) -> Bool {
        if replies.count == 0 { return true }
        return key == APIKey.produce.rawValue && areProduceRequests && replies.count < server.limits.requestsOnTheWay
    }

    /// No more is read than the request that is to be taken next.
    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        guard client != nil, waitingInLine == nil, !closesWhenAnswered, context.channel.isWritable else { return false }
        let next = try? assembler.nextKey()
        return next == nil
    }

    /// Takes what has arrived. A request that is answered at once does not come back in here: the loop goes on with the
    /// next, so that a thousand small ones need no deeper stack than one.
    private func takeRequests(_ context: ChannelHandlerContext) {
        guard !isTaking else { return }
        isTaking = true
        defer { isTaking = false }
        do {
            while let client, !closesWhenAnswered, waitingInLine == nil, context.channel.isWritable,
                try lease(context), let key = try assembler.nextKey()
            {
                guard mayTake(key) else {
                    // Nobody waits behind a long poll: it is answered with what there is. But for another one, which would make
                    // the client poll in a loop.
                    if key != APIKey.fetch.rawValue { server.core.hurry(client.connection) }
                    guard mayTake(key) else { return }
                    continue
                }
                guard hasRoomForReply(to: key, context), let frame = try assembler.next() else { return }
                areProduceRequests = key == APIKey.produce.rawValue
                let leased = leased
                self.leased = 0
                stall.tookRequest(at: .now())
                try take(frame, leased: leased, for: client, context)
            }
        } catch {
            refuse("\(error)", context)
        }
    }

    /// Takes memory for the request that is arriving, if it is large.
    ///
    /// - Returns: false when it must wait for that; the connection goes on reading then once it has it.
    private func lease(_ context: ChannelHandlerContext) throws -> Bool {
        guard leased == 0, let bytes = try assembler.expectedBytes(), bytes > Self.smallSize else { return true }
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let id = server.requestBudget.take(bytes) { [weak self] in
            self?.hold(bytes)
            self?.goOn(context.value)
        }
        waitingInLine = id.map { (server.requestBudget, $0) }
        guard id == nil else { return false }
        hold(bytes)
        return true
    }

    private func hold(_ bytes: Int) {
        leased = bytes
        assembler.reserve(bytes)
    }

    /// Its turn in the line has come.
    private func goOn(_ context: ChannelHandlerContext) {
        waitingInLine = nil
        stall.tookRequest(at: .now())
        resume(context)
    }

    /// While more replies wait for their clients than there is memory for, nobody gets to ask for another that may be long.
    private func hasRoomForReply(to key: Int16, _ context: ChannelHandlerContext) -> Bool {
        let budget = server.replyBudget
        guard budget.available < 0, APIKey(rawValue: key)?.hasShortReply == false else { return true }
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        waitingInLine = budget.take(0) { [weak self] in self?.goOn(context.value) }.map { (budget, $0) }
        return waitingInLine == nil
    }

    private func take(
        _ frame: ByteBuffer, leased: Int, for client: Client, _ context: ChannelHandlerContext
    ) throws {
        let number = replies.add()
        let call = Call(
            client: client,
            done: { [server] in server.requestBudget.giveBack(leased) },
            answer: { [self] reply in answered(number, reply, context) })
        do {
            try server.core.take(frame, call)
        } catch {
            call.done()
            throw error
        }
    }

    private func refuse(_ reason: String, _ context: ChannelHandlerContext) {
        server.refused(client, reason)
        context.close(promise: nil)
    }

    // MARK: Reading on and off

    func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { wantsToRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { resume(context) }
        context.fireChannelWritabilityChanged()
    }

    private func resume(_ context: ChannelHandlerContext) {
        takeRequests(context)
        guard wantsToRead, mayRead(context) else { return }
        wantsToRead = false
        context.read()
    }

    // MARK: Replies

    private func answered(_ number: Int, _ reply: ReplyQueue.Reply, _ context: ChannelHandlerContext) {
        guard client != nil else {
            if case .send(_, let leased) = reply { server.replyBudget.giveBack(leased) }
            return
        }
        replies.answer(number, with: reply)
        var hasWritten = false
        while let next = replies.next() {
            guard case .send(let bytes, let leased) = next else { continue }
            send(bytes, leased: leased, context)
            hasWritten = true
        }
        if hasWritten { context.flush() }
        if closesWhenAnswered, replies.count == 0 {
            closeBehindReplies(context)
        } else {
            resume(context)
        }
    }

    private func send(_ parts: [ByteBuffer], leased: Int, _ context: ChannelHandlerContext) {
        let bytes = parts.reduce(0) { $0 + $1.readableBytes }
        let more = bytes - leased > Self.smallSize ? bytes - leased : 0
        server.replyBudget.takeAnyway(more)
        var length = context.channel.allocator.buffer(capacity: 4)
        length.writeInteger(Int32(clamping: bytes))
        context.write(wrapOutboundOut(length), promise: nil)
        stall.sending(bytes, at: .now())
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in
            stall.sent(at: .now())
            server.replyBudget.giveBack(leased)
            server.replyBudget.giveBack(more)
        }
        for part in parts.dropLast() { context.write(wrapOutboundOut(part), promise: nil) }
        context.write(wrapOutboundOut(parts.last ?? ByteBuffer()), promise: sent)
    }

    /// Takes no further request, and closes once those on their way are answered.
    func finish(_ context: ChannelHandlerContext) {
        closesWhenAnswered = true
        if replies.count == 0 { closeBehindReplies(context) }
    }

    /// Closes when everything that was written has left.
    private func closeBehindReplies(_ context: ChannelHandlerContext) {
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Closes a client that is silent for too long, within a request, behind its replies or altogether.
    func closeIfStalled(at now: NIODeadline, _ context: ChannelHandlerContext) {
        let buffered = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        let isReading = assembler.isWithinFrame && mayRead(context)
        guard
            let reason = stall.check(
                at: now, unsentBytes: buffered ?? 0, isWithinRequest: isReading,
                isAnswered: replies.count == 0 && waitingInLine == nil,
                othersWaitForRequests: server.requestBudget.isShort, othersWaitForReplies: server.replyBudget.isShort)
        else { return }
        refuse(reason, context)
    }
}
