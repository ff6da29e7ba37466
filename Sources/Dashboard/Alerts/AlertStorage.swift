import DashboardModel
import Logging

/// Saves rules and notices, one after the other, where a folder is given.
///
/// A file that cannot be used is one line in the log, and alerts last until the process ends.
actor AlertStorage {
    private let file: AlertFile?
    private let logger: Logger
    private var isFailing = false
    private var newest: Task<Void, Never>?

    private init(file: AlertFile?, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// - Returns: what an earlier run has left, too; nothing where there is none.
    static func open(dataDir: String?, logger: Logger) -> (storage: AlertStorage, contents: AlertFile.Contents) {
        do throws(AlertFile.Failure) {
            if let dataDir {
                let file = try AlertFile(path: dataDir + "/alerts.sqlite")
                return (AlertStorage(file: file, logger: logger), try file.load())
            }
        } catch {
            logger.warning("\(error)")
        }
        return (AlertStorage(file: nil, logger: logger), AlertFile.Contents())
    }

    /// Whether a restart would find what was saved last.
    var isLasting: Bool { file != nil && !isFailing }

    func save(_ book: AlertBook.Saved, adding entries: [AlertLog.Entry]) async {
        await inTurn { file throws(AlertFile.Failure) in try await file.save(book, adding: entries) }
    }

    func save(_ entry: AlertLog.Entry) async {
        await inTurn { file throws(AlertFile.Failure) in try await file.save(entry.delivery, of: entry.notice) }
    }

    /// Waits for the saves before it: an older state must not replace a newer one.
    private func inTurn(_ body: @escaping @Sendable (AlertFile) async throws(AlertFile.Failure) -> Void) async {
        guard let file else { return }
        let before = newest
        let turn = Task {
            await before?.value
            do throws(AlertFile.Failure) {
                try await body(file)
                isFailing = false
            } catch {
                if !isFailing { logger.warning("\(error)") }
                isFailing = true
            }
        }
        newest = turn
        await turn.value
    }
}
