extension AlertFile {
    /// Figures are text: 128 bits do not fit an SQLite integer. Times are ms since 1970.
    static let schema = """
        CREATE TABLE IF NOT EXISTS counter (next INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS rule (\(ruleColumns));
        CREATE TABLE IF NOT EXISTS firing (
          rule INTEGER PRIMARY KEY, since INTEGER NOT NULL, value TEXT, before TEXT,
          spanStart INTEGER NOT NULL, spanEnd INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS log (
          place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, change TEXT NOT NULL,
          since INTEGER NOT NULL, at INTEGER NOT NULL, value TEXT, before TEXT, spanStart INTEGER NOT NULL,
          spanEnd INTEGER NOT NULL, delivery TEXT NOT NULL, failures INTEGER, deliveryAt INTEGER, trouble TEXT,
          \(ruleColumns));
        CREATE INDEX IF NOT EXISTS logByID ON log (id);
        """

    private static let ruleColumns = """
        rule INTEGER NOT NULL, name TEXT NOT NULL, metric TEXT NOT NULL, organization TEXT, campaign TEXT, channel TEXT,
        span INTEGER NOT NULL, condition TEXT NOT NULL, threshold TEXT, isEnabled INTEGER NOT NULL
        """

    static let ruleInsertion = "INSERT INTO rule VALUES (?,?,?,?,?,?,?,?,?,?)"
    static let firingInsertion = "INSERT INTO firing VALUES (?,?,?,?,?,?)"
    static let logInsertion = "INSERT INTO log VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
    static let trimming = "DELETE FROM log WHERE place <= (SELECT max(place) FROM log) - ?"
}
