import AdModel
import GRDB

/// Where the mark of "clear data" outlives the process: one SQLite file, rebuilt whole at each clearing.
///
/// It holds nothing that is not in the topics, but for the moment of clearing: losing it only shows everything again.
public struct ClearMarkFile: Sendable {
    /// What went wrong, in one line that says what to do.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let path: String
    private let queue: DatabaseQueue

    /// Opens or creates the file.
    ///
    /// - Throws: ``Failure`` where the file is not a database, cannot be written, or the disk is full.
    public init(path: String) throws(Failure) {
        self.path = path
        do {
            queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: Self.schema) }
        } catch {
            throw Self.failure("cannot be opened", path, error)
        }
    }

    /// - Returns: the saved mark, nil when nothing is cleared.
    public func load() throws(Failure) -> ClearMark? {
        do {
            return try queue.read { database in
                guard let cleared = try Int64.fetchOne(database, sql: "SELECT clearedAt FROM mark") else { return nil }
                let rows = try Row.fetchAll(database, sql: "SELECT * FROM hidden").map(ClearMark.Row.init(saved:))
                return ClearMark(clearedAt: EventTime(milliseconds: cleared), rows: rows)
            }
        } catch {
            throw Self.failure("cannot be read", path, error)
        }
    }

    /// Saves the mark in one transaction; nil: nothing is cleared.
    public func save(_ mark: ClearMark?) async throws(Failure) {
        do {
            try await queue.write { database in
                try database.execute(sql: "DELETE FROM mark; DELETE FROM hidden")
                guard let mark else { return }
                try database.execute(sql: "INSERT INTO mark VALUES (?)", arguments: [mark.clearedAt.milliseconds])
                let insert = try database.makeStatement(sql: Self.insertion)
                for row in mark.rows { try insert.execute(arguments: row.saved) }
            }
        } catch {
            throw Self.failure("cannot be written", path, error)
        }
    }

    private static func failure(_ what: String, _ path: String, _ error: any Error) -> Failure {
        let reason = (error as? DatabaseError).map { "\($0.message ?? "SQLite error \($0.resultCode.rawValue)")" }
        return Failure(
            description: "\(path) \(what) (\(reason ?? "\(error)")): data cleared on the page shows again after a "
                + "restart; delete the file or give another --data-dir")
    }

    /// Amounts are text: 128 bits do not fit an SQLite integer.
    private static let schema = """
        CREATE TABLE IF NOT EXISTS mark (clearedAt INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS hidden (
          windowStart INTEGER NOT NULL, organization TEXT NOT NULL, campaign TEXT NOT NULL, channel TEXT NOT NULL,
          partition INTEGER NOT NULL, epoch INTEGER NOT NULL, throughOffset INTEGER NOT NULL,
          impressions INTEGER NOT NULL, clicks INTEGER NOT NULL, conversions INTEGER NOT NULL, views INTEGER NOT NULL,
          engagements INTEGER NOT NULL, completions INTEGER NOT NULL, skips INTEGER NOT NULL,
          spend TEXT NOT NULL, revenue TEXT NOT NULL);
        """
    private static let insertion = "INSERT INTO hidden VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
}
