import AdCodec
import AdModel
import Traffic

/// Writes made-up events to a topic: a step of the traffic goes straight into the bytes that are sent.
struct EventWriter: ~Copyable {
    private var templates: EventTemplates
    /// The campaigns of all series, one behind the other: the records' keys. Of an array of arrays each use would retain one.
    private let keys: [UInt8]
    /// Where in `keys` that of a series begins; one more than there are series.
    private let keyStarts: [Int]

    init(_ traffic: TrafficGenerator) {
        let series = traffic.series
        templates = EventTemplates(series, devices: DeviceType.allCases.map(\.name))
        var keys: [UInt8] = []
        var starts = [0]
        for one in series {
            keys.append(contentsOf: one.campaign.text.utf8)
            starts.append(keys.count)
        }
        self.keys = keys
        keyStarts = starts
    }

    /// - Returns: false when told to stop before there was room.
    mutating func write(
        _ step: TrafficStep, to writer: TopicWriter, until shouldStop: () -> Bool
    ) throws -> Bool {
        let fields = EventTemplates.Fields(
            eventID: (step.eventID.high, step.eventID.low), time: step.time, micros: UInt64(step.micros),
            session: step.sessionID.bits, device: Int(step.device.rawValue))
        let range = keyStarts[step.placement]..<keyStarts[step.placement + 1]
        return try keys.withUnsafeBytes { keys in
            let key = UnsafeRawBufferPointer(rebasing: keys[range])
            return try writer.gather(key: key, maximumBytes: templates.maximumBytes, until: shouldStop) { memory in
                templates.write(step.type, series: step.placement, fields, to: memory)
            }
        }
    }
}
