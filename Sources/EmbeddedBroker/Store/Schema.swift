import GRDB

/// The tables of the broker's one database.
enum Schema {
    /// "AdTa": so that another program's database is not taken for ours.
    static let applicationID = 0x4164_5461
    static let version = 1

    /// A commit writes every page it touches whole: larger ones would make the many small commits of a quiet topic dear.
    static let pageBytes = 4_096

    /// What a connection that writes has to know; `WriteAheadLog` decides when there is a checkpoint, and no commit does.
    static func prepare(_ db: Database, _ synchronous: BrokerConfiguration.Synchronous) throws {
        try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue); PRAGMA wal_autocheckpoint = 0")
    }

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE broker (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

                -- Retention: null where the topic leaves it to the broker, -1 for ever.
                CREATE TABLE topic (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  name TEXT NOT NULL UNIQUE,
                  retention_ms INTEGER, retention_bytes INTEGER, max_batch_bytes INTEGER NOT NULL) STRICT;

                CREATE TABLE topic_setting (
                  topic INTEGER NOT NULL REFERENCES topic ON DELETE CASCADE,
                  name TEXT NOT NULL, value TEXT NOT NULL,
                  PRIMARY KEY (topic, name)) STRICT, WITHOUT ROWID;

                -- topic: null once it is deleted and the batches are not yet. The ends are kept here, because the batches that
                -- told them may be gone.
                CREATE TABLE partition (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  topic INTEGER REFERENCES topic ON DELETE SET NULL,
                  number INTEGER NOT NULL,
                  start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
                  bytes INTEGER NOT NULL, newest_timestamp INTEGER NOT NULL) STRICT;
                CREATE INDEX partition_of_topic ON partition (topic, number);

                -- In the order of arrival, so that writing appends to the table. max_timestamp is the batch's own;
                -- newest_timestamp the largest of its partition up to this batch: it never falls, so a search by time can halve
                -- the log at each step and needs no index of its own.
                CREATE TABLE batch (
                  id INTEGER PRIMARY KEY,
                  partition INTEGER NOT NULL, base_offset INTEGER NOT NULL, last_offset INTEGER NOT NULL,
                  appended_at INTEGER NOT NULL, max_timestamp INTEGER NOT NULL, newest_timestamp INTEGER NOT NULL,
                  size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
                CREATE UNIQUE INDEX batch_by_offset ON batch (partition, last_offset);

                -- batches: firstSequence,lastSequence,firstOffset; the newest last.
                CREATE TABLE producer (
                  partition INTEGER NOT NULL, id INTEGER NOT NULL, epoch INTEGER NOT NULL,
                  batches TEXT NOT NULL, used_at INTEGER NOT NULL,
                  PRIMARY KEY (partition, id)) STRICT, WITHOUT ROWID;
                CREATE INDEX producer_by_use ON producer (used_at);

                CREATE TABLE committed_offset (
                  group_id TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
                  offset INTEGER NOT NULL, leader_epoch INTEGER NOT NULL, metadata BLOB, committed_at INTEGER NOT NULL,
                  PRIMARY KEY (group_id, topic, partition)) STRICT, WITHOUT ROWID;

                CREATE TABLE consumer_group (
                  id TEXT PRIMARY KEY, snapshot TEXT NOT NULL, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }
}
