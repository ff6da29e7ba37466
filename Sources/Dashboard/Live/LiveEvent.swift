import AdModel
import DashboardModel
import Hummingbird

/// One view at one moment as bytes, made once and sent to every page that shows it.
struct LiveEvent: Sendable {
    let version: UInt64
    /// Wall clock; ages such as "3 s ago" count from here.
    let madeAt: EventTime
    /// The view as JSON.
    let json: ByteBuffer
    /// The same as an event of a `text/event-stream`.
    let message: ByteBuffer

    init(_ snapshot: Snapshot, now: EventTime) throws {
        version = snapshot.version
        madeAt = now
        json = ByteBuffer(bytes: try ViewEncoder.json(PageView(snapshot, now: now)))
        var message = ByteBuffer(string: "id: \(version)\nevent: snapshot\ndata: ")
        message.writeImmutableBuffer(json)  // JSON has no raw line break, so one data line holds it
        message.writeString("\n\n")
        self.message = message
    }
}
