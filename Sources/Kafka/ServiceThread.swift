internal import CRdKafka
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A thread of its own for work that blocks, so that nothing blocks Swift's cooperative pool, which on two cores has
/// two threads.
///
///     let loop = ServiceThread(name: "aggregator-0") { try runLoop() }
///     try await loop.join()
public final class ServiceThread: Sendable {
    private struct Completion {
        var result: Result<Void, any Error>?
        var waiters: [CheckedContinuation<Void, any Error>] = []
    }

    private let completion = Mutex(Completion())

    /// Starts at once.
    ///
    /// - Parameters:
    ///   - name: shown by `top -H` and debuggers; Linux keeps 15 bytes of it.
    ///   - body: all the work of the thread; what it throws is thrown by ``join()``.
    public init(name: String, _ body: sending @escaping () throws -> Void) {
        let start = Start(name: name, body: body, thread: self)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(&thread, nil, runThread, Unmanaged.passRetained(start).toOpaque())
        precondition(code == 0, "no thread for \(name): error \(code)")
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    /// Waits for the end of the thread without blocking one.
    ///
    /// - Throws: what the body threw.
    public func join() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result = completion.withLock { completion -> Result<Void, any Error>? in
                if completion.result == nil { completion.waiters.append(continuation) }
                return completion.result
            }
            if let result { continuation.resume(with: result) }
        }
    }

    /// Runs one blocking job on a thread of its own and hands back what it made.
    public static func run<Value: Sendable>(
        name: String, _ body: sending @escaping () throws -> Value
    ) async throws -> Value {
        let slot = Slot<Value>()
        try await ServiceThread(name: name) { slot.put(try body()) }.join()
        return slot.take()
    }

    fileprivate func finish(_ result: Result<Void, any Error>) {
        let waiters = completion.withLock { completion in
            completion.result = result
            defer { completion.waiters = [] }
            return completion.waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}

/// What a new thread is handed: retained by the one that starts it, released by the one that starts.
private final class Start {
    let name: String
    let thread: ServiceThread
    private var body: (() throws -> Void)?

    init(name: String, body: @escaping () throws -> Void, thread: ServiceThread) {
        self.name = name
        self.body = body
        self.thread = thread
    }

    /// Whoever waits for the thread may count on everything that the body has captured being gone.
    func run() -> Result<Void, any Error> {
        defer { body = nil }
        return Result { try body?() }
    }
}

private final class Slot<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func put(_ value: Value) { self.value.withLock { $0 = value } }

    /// Only after the thread has ended without an error, so there is a value.
    func take() -> Value {
        guard let value = value.withLock({ $0 }) else { preconditionFailure("the thread ended without a value") }
        return value
    }
}

#if canImport(Darwin)
    private func runThread(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        runStart(argument)
        return nil
    }
#else
    private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument { runStart(argument) }
        return nil
    }
#endif

private func runStart(_ argument: UnsafeMutableRawPointer) {
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    adtally_name_thread(start.name)
    start.thread.finish(start.run())
}
