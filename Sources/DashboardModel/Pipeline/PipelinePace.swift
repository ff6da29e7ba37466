import AdModel

/// How many events a second are written to `logs`, and how many the flink job judges: the means of about ten seconds.
public struct PipelinePace: Hashable, Sendable {
    private struct Mark: Hashable {
        let at: EventTime
        let written: Int64
        /// nil where the job's commits are not known.
        let judged: Int64?
    }

    /// What is shown should not jump with each look, and should follow a change soon.
    private static let span = Milliseconds.seconds(10)

    /// Those of the span, the oldest first, and at least two where there were as many.
    private var marks: [Mark] = []

    init() {}

    /// Events a second; nil before the second look, and after `logs` was made anew.
    public var written: Ratio? { rate { $0.written } }
    public var judged: Ratio? { rate { $0.judged } }

    /// Takes the next look. One that does not know where `logs` ends begins the measuring anew: what was written in an outage
    /// says nothing of the pace after it.
    mutating func take(_ sample: PipelineSample, _ partitions: [PartitionHealth]) {
        guard let ranges = sample.logs.value else {
            marks = []
            return
        }
        let mark = Mark(
            at: sample.at, written: ranges.values.reduce(0) { $0 &+ $1.upperBound },
            judged: partitions.isEmpty ? nil : partitions.reduce(0) { $0 &+ $1.judged })
        // An end that goes back is that of another log, and a clock that goes back measures nothing.
        if let last = marks.last, mark.written < last.written || mark.at <= last.at { marks = [] }
        marks.append(mark)
        while marks.count > 2, marks[1].at <= mark.at - Self.span { marks.removeFirst() }
    }

    private func rate(_ count: (Mark) -> Int64?) -> Ratio? {
        guard let first = marks.first, let last = marks.last, marks.count > 1, let start = count(first),
            let end = count(last), end >= start
        else { return nil }
        return Ratio(
            (Int128(end) - Int128(start)) * 1000, over: Int128(last.at.milliseconds - first.at.milliseconds))
    }
}
