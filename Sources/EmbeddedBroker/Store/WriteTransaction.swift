import GRDB

/// One transaction of the database, and the state as it will be once that has committed.
///
/// All that waits to be written shares one: the disk is asked once, and either all of it is kept or none.
struct WriteTransaction {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64
    var catalog: Catalog
    var producers: ProducerTable
    /// Bytes appended to each partition, for the readers that wait for them.
    var appended: [PartitionID: Int] = [:]

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Writes the ends of a partition, and keeps them for the transactions behind this one.
    mutating func save(_ log: PartitionLog) throws {
        catalog.update(log)
        try run(
            "UPDATE partition SET start_offset = ?, end_offset = ?, bytes = ?, newest_timestamp = ? WHERE id = ?",
            [log.start, log.end, log.bytes, log.newestTimestamp, log.id.rawValue])
    }
}
