import AdModel

@testable import DashboardModel

/// Looks at a made-up pipeline of one partition, two seconds apart, told as a table.
struct PipelineStory {
    /// What differs from a pipeline that does well.
    struct Look {
        var end: Int64
        var judged: Int64
        var members: Int? = 1
        /// Milliseconds behind the look; nil: no commit carries one.
        var watermarkAge: Int64? = 5000
        var isAnswered = true
        var hasRows = true
        var isRead = true
        var knowsLogs = true
    }

    static let start = minute(0)
    private(set) var health: PipelineHealth?
    private(set) var ingest = IngestState()
    private(set) var now = start

    init() {
        ingest.connection = .connected
        ingest.progress = .caughtUp
    }

    var verdict: PipelineVerdict { PipelineVerdict(health, ingest, now: now) }

    /// - Parameter seconds: between two looks.
    mutating func look(_ count: Int = 1, every seconds: Int64 = 2, _ look: (Int64) -> Look) {
        for _ in 0..<count {
            if health != nil { now = now + .seconds(seconds) }
            let second = (now.milliseconds - Self.start.milliseconds) / 1000
            take(look(second))
        }
    }

    private mutating func take(_ look: Look) {
        ingest.progress = look.isRead ? .caughtUp : .loading(percent: 50)
        if look.hasRows { ingest.lastRowAt = now }
        let silent = "the broker does not answer"
        let watermark = look.watermarkAge.map { now - Milliseconds($0) }
        let sample = PipelineSample(
            at: now, isAnswered: look.isAnswered,
            logs: look.isAnswered && look.knowsLogs ? .known([0: 0..<look.end]) : .unknown(silent),
            progress: look.isAnswered
                ? .known([0: JobProgress(nextOffset: look.judged, watermark: watermark)]) : .unknown(silent),
            members: look.isAnswered ? look.members.map { .known($0) } ?? .unknown("no right") : .unknown(silent),
            rejected: .known(RejectionTally(since: Self.start).counts(at: now)))
        health = PipelineHealth(sample, after: health, ingest: ingest)
    }

    /// Ten events a second, all judged at once.
    static func well(_ second: Int64) -> Look { Look(end: second * 10, judged: second * 10) }
}
