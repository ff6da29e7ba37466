import AdModel
import GRDB

/// Where rules, what fires and the log outlive the process: one SQLite file.
///
/// A commit is all or nothing, also under kill -9: a notice is saved together with the state that it follows from, and
/// before it is sent.
public struct AlertFile: Sendable {
    /// What went wrong, in one line that says what to do.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public struct Contents: Sendable {
        public var book: AlertBook.Saved
        /// The oldest first.
        public var log: [AlertLog.Entry]

        public init(book: AlertBook.Saved = AlertBook.Saved(), log: [AlertLog.Entry] = []) {
            self.book = book
            self.log = log
        }
    }

    private let path: String
    private let queue: DatabaseQueue

    /// Opens or creates the file.
    ///
    /// - Throws: ``Failure`` where the file is not a database, cannot be written, or the disk is full.
    public init(path: String) throws(Failure) {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)  // somebody may look into it, or copy it
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try $0.execute(sql: Self.schema) }
        } catch {
            throw Self.failure("cannot be opened", path, error)
        }
    }

    public func load() throws(Failure) -> Contents {
        do {
            return try queue.read { database in
                let rules = try Row.fetchAll(database, sql: "SELECT * FROM rule").map(AlertRule.init(saved:))
                guard Set(rules.map(\.id)).count == rules.count else { throw AlertFileDamage(column: "rule") }
                let next = try Int64.fetchOne(database, sql: "SELECT next FROM counter") ?? 1
                guard AlertRuleID.saved.contains(next) else { throw AlertFileDamage(column: "next") }
                let firing = try Row.fetchAll(database, sql: "SELECT * FROM firing").map(AlertFiring.withRule(saved:))
                let log = try Row.fetchAll(database, sql: "SELECT * FROM log ORDER BY place")
                    .map(AlertLog.Entry.init(saved:))
                let book = AlertBook.Saved(
                    nextRule: next, rules: rules, firing: Dictionary(firing, uniquingKeysWith: { $1 }))
                return Contents(book: book, log: log)
            }
        } catch {
            throw Self.failure("cannot be read", path, error)
        }
    }

    /// Saves the rules and what fires as a whole, and new entries of the log, in one transaction.
    public func save(_ book: AlertBook.Saved, adding entries: [AlertLog.Entry]) async throws(Failure) {
        try await write { database in
            try database.execute(sql: "DELETE FROM counter; DELETE FROM rule; DELETE FROM firing")
            try database.execute(sql: "INSERT INTO counter VALUES (?)", arguments: [book.nextRule])
            for rule in book.rules { try database.execute(sql: Self.ruleInsertion, arguments: rule.saved) }
            for (rule, firing) in book.firing {
                try database.execute(sql: Self.firingInsertion, arguments: firing.saved(of: rule))
            }
            for entry in entries { try database.execute(sql: Self.logInsertion, arguments: entry.saved) }
            try database.execute(sql: Self.trimming, arguments: [AlertLog.mostEntries])
        }
    }

    /// Saves how the sending of one notice stands.
    public func save(_ delivery: AlertDelivery, of notice: AlertNotice) async throws(Failure) {
        try await write { database in
            try database.execute(
                sql: "UPDATE log SET delivery = ?, failures = ?, deliveryAt = ?, trouble = ? WHERE id = ?",
                arguments: delivery.saved + [notice.id])
        }
    }

    private func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws(Failure) {
        do {
            try await queue.write(body)
        } catch {
            throw Self.failure("cannot be written", path, error)
        }
    }

    private static func failure(_ what: String, _ path: String, _ error: any Error) -> Failure {
        let reason = (error as? DatabaseError).map { "\($0.message ?? "SQLite error \($0.resultCode.rawValue)")" }
        return Failure(
            description: "\(path) \(what) (\(reason ?? "\(error)")): alert rules last until the dashboard ends; "
                + "delete the file or give another --data-dir")
    }
}
