import AdModel

/// Marks metrics that have left their usual band, unasked, and so only where it is fairly sure.
///
/// A metric is marked while its two newest complete buckets both lie outside, on one side, of the band of the hours
/// before and, where a day is held, of the band around the same time on the days before. It is quiet at night: where
/// fewer than ``fewestEvents`` events a bucket are usual now, or were at this time of day, nothing is marked.
public struct BandJudge: Sendable {
    /// What the newest buckets are compared with; the newest two are not among it.
    static let recent = Milliseconds.minutes(6 * 60)
    static let fewestRecent = Milliseconds.minutes(2 * 60)
    /// Either way of the same time of day.
    static let aroundSameTime = Milliseconds.minutes(60)
    static let fewestSameTime = Milliseconds.minutes(30)
    static let day = Milliseconds.minutes(24 * 60)
    static let fewestEvents: Int64 = 30
    /// How many of the newest buckets have to agree.
    static let agreeing = 2

    /// The headline metrics, in the page's order.
    public static let metrics: [AlertMetric] = [
        .spend, .impressions, .clicks, .conversions, .ctr, .cpc, .cpa, .revenue,
    ]

    private let history: BandHistory

    public init(_ history: BandHistory) {
        self.history = history
    }

    /// - Complexity: O(buckets log buckets) a metric.
    public func markers() -> [BandMarker] { Self.metrics.compactMap(marker) }

    func marker(of metric: AlertMetric) -> BandMarker? {
        let newest = history.buckets.suffix(Self.agreeing).compactMap { BandSample(metric, $0) }
        guard newest.count == Self.agreeing, let last = newest.last, let bands = bands(metric, newest) else {
            return nil
        }
        let ranges = newest.map { sample in bands.map { $0.range(for: sample, of: metric) } }
        guard let side = zip(newest, ranges).map(side).agreed, let range = ranges.last else { return nil }
        return BandMarker(
            metric: metric, side: side, value: Self.figure(last.value),
            low: Self.figure(range.map(\.lowerBound).min() ?? 0),
            high: Self.figure(range.map(\.upperBound).max() ?? 0),
            bucket: Window(start: history.end - history.size, end: history.end))
    }

    /// - Returns: nil where there is too little to compare with, or to be sure of.
    private func bands(_ metric: AlertMetric, _ newest: [BandSample]) -> [UsualBand]? {
        guard metric.isSum || newest.allSatisfy({ $0.events >= Self.fewestEvents }),
            let recent = samples(metric, recentPlaces, atLeast: Self.fewestRecent)
        else { return nil }
        let sameTime = samples(metric, sameTimePlaces, atLeast: Self.fewestSameTime)
        let bands = [recent, sameTime].compactMap { $0.flatMap(UsualBand.init) }
        return bands.allSatisfy { $0.events >= Double(Self.fewestEvents) } ? bands : nil
    }

    private func side(of sample: BandSample, _ ranges: [ClosedRange<Double>]) -> BandMarker.Side? {
        if ranges.allSatisfy({ sample.value > $0.upperBound }) { return .above }
        return ranges.allSatisfy { sample.value < $0.lowerBound } ? .below : nil
    }

    private func samples(_ metric: AlertMetric, _ places: [Int], atLeast span: Milliseconds) -> [BandSample]? {
        let samples = places.compactMap { BandSample(metric, history.buckets[$0]) }
        return samples.count >= max(history.count(in: span), 4) ? samples : nil
    }

    private var recentPlaces: [Int] {
        let end = history.buckets.count - Self.agreeing
        return Array(max(0, end - history.count(in: Self.recent))..<max(0, end))
    }

    /// Around this time on each of the days before that are held.
    private var sameTimePlaces: [Int] {
        let newest = history.buckets.count - 1
        let day = history.count(in: Self.day)
        let around = history.count(in: Self.aroundSameTime)
        return stride(from: newest - day, through: -around, by: -day).flatMap { middle in
            let end = min(middle + around + 1, history.buckets.count - Self.agreeing)
            return Array(max(0, middle - around)..<max(0, middle - around, end))
        }
    }

    private static func figure(_ millionths: Double) -> AlertFigure {
        AlertFigure(millionths: Int128(millionths.rounded()))
    }
}

extension [BandMarker.Side?] {
    /// The one all of them are; nil where they are not one.
    fileprivate var agreed: BandMarker.Side? {
        guard let side = first ?? nil, allSatisfy({ $0 == side }) else { return nil }
        return side
    }
}
