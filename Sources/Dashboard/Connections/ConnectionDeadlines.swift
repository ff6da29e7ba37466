import HTTPTypes
import NIOCore
import NIOHTTPTypes

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Closes a connection whose client is slower than its ``ConnectionClock`` allows, and keeps what is sent to it small.
///
/// It stands behind the HTTP codec: it sees a head when it is complete, and a part of an answer as sent when its last
/// byte has gone to the system.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private var clock: ConnectionClock
    private var check: (at: NIODeadline, task: Scheduled<Void>)?

    init(limits: ConnectionLimits) {
        self.limits = limits
        clock = ConnectionClock(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Where it cannot be set, the system's own limit holds.
        context.channel.setOption(.socketOption(.so_sndbuf), value: .init(limits.sendBuffer)).whenFailure { _ in }
        clock = ConnectionClock(limits: limits, now: context.eventLoop.now)
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.task.cancel()
        check = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: clock.headCame(at: context.eventLoop.now)
        case .body: break
        case .end: clock.requestEnded(at: context.eventLoop.now)
        }
        watch(context)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        clock.sending(at: context.eventLoop.now)
        let promise = promise ?? context.eventLoop.makePromise()
        let loop = context.eventLoop
        promise.futureResult.assumeIsolated().whenComplete { _ in self.clock.sent(at: loop.now) }
        if case .end = unwrapOutboundIn(data) { clock.answerEnded(at: loop.now) }
        watch(context)
        context.write(data, promise: promise)
    }

    /// One timer a connection: it is set anew when it has fired, or a deadline comes before it.
    private func watch(_ context: ChannelHandlerContext) {
        guard let deadline = clock.deadline, deadline < check?.at ?? .distantFuture else { return }
        check?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.check = nil
            if let deadline = self.clock.deadline, deadline <= context.eventLoop.now { return self.drop(context) }
            self.watch(context)
        }
        check = (deadline, task)
    }

    private func drop(_ context: ChannelHandlerContext) {
        // Else the system would offer the rest to a client that says it has no room, for as long as it says so.
        if clock.isStuck(at: context.eventLoop.now), let socket = context.channel as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
        }
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension ConnectionDeadlines: Sendable {}
