/// A series by the bytes of its names, which are lent: the way of the hot path, where making a name for every event
/// would cost more than all the rest.
///
/// - Precondition of its use: the bytes are UTF-8, 1 to 128 of them in each name, and still there.
public struct SeriesView {
    public let organization: UnsafeRawBufferPointer
    public let campaign: UnsafeRawBufferPointer
    public let channel: UnsafeRawBufferPointer
    /// The same for the same names, and another one in another run of the program.
    public let hash: UInt64

    @inlinable @inline(__always)
    public init(
        organization: UnsafeRawBufferPointer, campaign: UnsafeRawBufferPointer, channel: UnsafeRawBufferPointer
    ) {
        self.init(
            organization: organization, campaign: campaign, channel: channel,
            hash: NameHash.value(organization, campaign, channel))
    }

    /// - Parameter hash: what the other initializer has computed for the same names.
    @inlinable @inline(__always)
    public init(
        organization: UnsafeRawBufferPointer, campaign: UnsafeRawBufferPointer, channel: UnsafeRawBufferPointer,
        hash: UInt64
    ) {
        self.organization = organization
        self.campaign = campaign
        self.channel = channel
        self.hash = hash
    }
}

/// An event whose names are lent; see ``AdEvent``, which owns them.
public struct EventView {
    public let time: EventTime
    /// Revenue of a conversion, cost of any other event; at most ``Micros/eventLimit``.
    public let value: Int64
    public let series: SeriesView
    /// The last one, so that the others are copied by whole words where it is part of something larger.
    public let type: EventType

    @inlinable @inline(__always)
    public init(type: EventType, time: EventTime, value: Int64, series: SeriesView) {
        self.time = time
        self.value = value
        self.series = series
        self.type = type
    }
}

extension Series {
    /// Copies the names.
    public init(_ view: SeriesView) {
        self.init(
            organization: Name(String(decoding: view.organization, as: UTF8.self)),
            campaign: Name(String(decoding: view.campaign, as: UTF8.self)),
            channel: Name(String(decoding: view.channel, as: UTF8.self)))
    }

    /// Lends the bytes of the names.
    public func withView<R>(_ body: (SeriesView) throws -> R) rethrows -> R {
        try organization.withBytes { organization in
            try campaign.withBytes { campaign in
                try channel.withBytes { channel in
                    try body(
                        SeriesView(
                            organization: UnsafeRawBufferPointer(organization),
                            campaign: UnsafeRawBufferPointer(campaign), channel: UnsafeRawBufferPointer(channel)))
                }
            }
        }
    }
}

extension AdEvent {
    /// Copies the names.
    public init(_ view: EventView) {
        self.init(
            type: view.type, series: Series(view.series), time: view.time, value: Micros(Int128(view.value)))
    }
}
