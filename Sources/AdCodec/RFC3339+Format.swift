import AdModel

extension RFC3339 {
    /// Appends a time in UTC with milliseconds, such as `2026-11-21T01:23:00.000Z`.
    ///
    /// Total: a year outside 0 to 9999, which no event and no sane window has, gets a sign or more digits, and `parse`
    /// does not read it back.
    public static func append(_ time: EventTime, to text: inout [UInt8]) {
        text.append(limit: BytePen.timeLimit) { $0.putTime(time) }
    }
}
