import AdModel

/// When each part of the pipeline was last seen to be as it should: a trouble has lasted since then.
///
/// What a look could not find out counts as well, unless the trouble was told already: an outage of the broker must
/// neither make a trouble of its own nor hide since when there is one.
struct PipelineMilestones: Hashable {
    /// The broker answered.
    private(set) var answered: EventTime
    /// The dashboard had read the topics to their end.
    private(set) var read: EventTime
    /// Somebody was in the flink job's group, or nothing waited for it.
    private(set) var attended: EventTime
    /// The flink job went on, or nothing waited for it.
    private(set) var judged: EventTime
    /// What waited was no more than a few seconds' work.
    private(set) var onTime: EventTime
    /// A row came, or no event was judged.
    private(set) var counted: EventTime
    /// An event was written.
    private(set) var written: EventTime
    /// No partition's events were ahead of the clock.
    private(set) var inTime: EventTime

    /// The first look: nothing has lasted yet.
    init(at start: EventTime) {
        (answered, read, attended, judged) = (start, start, start, start)
        (onTime, counted, written, inTime) = (start, start, start, start)
    }

    /// What a look found of each part; nil: it could not tell.
    struct Findings {
        var isAnswered: Bool
        var isRead: Bool
        var isAttended: Bool?
        var isJudged: Bool?
        var isOnTime: Bool?
        var isCounted: Bool?
        var isWritten: Bool?
        var isInTime: Bool?
    }

    mutating func take(_ found: Findings, at now: EventTime) {
        func moved(_ last: EventTime, _ isFine: Bool?, _ patience: Milliseconds) -> EventTime {
            isFine ?? (now < last + patience) ? now : last
        }
        answered = moved(answered, found.isAnswered, PipelinePatience.answered)
        read = moved(read, found.isRead, PipelinePatience.read)
        attended = moved(attended, found.isAttended, PipelinePatience.attended)
        judged = moved(judged, found.isJudged, PipelinePatience.judged)
        onTime = moved(onTime, found.isOnTime, PipelinePatience.onTime)
        counted = moved(counted, found.isCounted, PipelinePatience.counted)
        written = moved(written, found.isWritten, PipelinePatience.written)
        inTime = moved(inTime, found.isInTime, PipelinePatience.inTime)
    }
}

/// How long something may be amiss before anyone is told: a restart or a rebalance is none of their business.
enum PipelinePatience {
    static let answered = Milliseconds.seconds(8)
    static let read = Milliseconds.seconds(10)
    static let attended = Milliseconds.seconds(10)
    static let judged = Milliseconds.seconds(15)
    static let onTime = Milliseconds.seconds(10)
    static let counted = Milliseconds.minutes(1)
    static let written = Milliseconds.minutes(1)
    static let inTime = Milliseconds.seconds(10)
    /// A look older than this says nothing of the present.
    static let look = Milliseconds.seconds(20)
}
