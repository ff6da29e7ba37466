import ServiceLifecycle

/// Has the rules judged about once a second, and rests twenty times as long as that took.
struct AlertEvaluation: Service {
    let desk: AlertDesk
    let interval: Duration

    private static let rests = 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let start = ContinuousClock.now
                await desk.evaluate()
                let rest = max(interval, start.duration(to: .now) * Self.rests)
                try? await Task.sleep(for: rest)
            }
        }
    }
}
