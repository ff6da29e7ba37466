import AdCodec
import AdModel
import Traffic

/// Writes made-up events to a topic: a step of the traffic goes straight into the bytes that are sent.
struct EventWriter: ~Copyable {
    private var templates: EventTemplates
    /// Of each series, the campaign's bytes: the records' keys.
    private let keys: [[UInt8]]

    init(_ traffic: TrafficGenerator) {
        let series = traffic.series
        templates = EventTemplates(series, devices: DeviceType.allCases.map(\.name))
        keys = series.map { Array($0.campaign.text.utf8) }
    }

    /// - Returns: false when told to stop before there was room.
    mutating func write(
        _ step: TrafficStep, to writer: TopicWriter, until shouldStop: () -> Bool
    ) throws -> Bool {
        let fields = EventTemplates.Fields(
            eventID: (step.eventID.high, step.eventID.low), time: step.time, micros: UInt64(step.micros),
            session: step.sessionID.bits, device: Int(step.device.rawValue))
        return try keys[step.placement].withUnsafeBytes { key in
            try writer.gather(key: key, maximumBytes: templates.maximumBytes, until: shouldStop) { memory in
                templates.write(step.type, series: step.placement, fields, to: memory)
            }
        }
    }
}
