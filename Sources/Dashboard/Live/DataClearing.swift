import DashboardModel
import Logging

/// "Clear data" and its undo, saved where a folder is given.
actor DataClearing {
    private let store: RowStore
    private let file: ClearMarkFile?
    private let logger: Logger

    /// Takes over the mark of an earlier run, so make it before the first row is ingested.
    ///
    /// A file that cannot be used is one line in the log, and the mark lasts until the process ends.
    init(store: RowStore, dataDir: String?, logger: Logger) {
        self.store = store
        self.logger = logger
        file = dataDir.flatMap { Self.openFile(in: $0, for: store, logger: logger) }
    }

    private static func openFile(in folder: String, for store: RowStore, logger: Logger) -> ClearMarkFile? {
        do throws(ClearMarkFile.Failure) {
            let file = try ClearMarkFile(path: folder + "/dashboard.sqlite")
            if let mark = try file.load() { store.restore(mark) }
            return file
        } catch {
            logger.warning("\(error)")
            return nil
        }
    }

    /// - Returns: false while the topics are still being read.
    func clear() async -> Bool {
        guard let mark = store.clear() else { return false }
        await save(mark)
        return true
    }

    func undo() async {
        store.undoClear()
        await save(nil)
    }

    private func save(_ mark: ClearMark?) async {
        do throws(ClearMarkFile.Failure) {
            try await file?.save(mark)
        } catch {
            logger.warning("\(error)")
        }
    }
}
