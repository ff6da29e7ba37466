import AdModel
import DashboardModel
import Logging
import Telemetry

/// Keeps the rules, judges them on the store's sums, and logs what begins and ends.
///
/// A notice is saved before it is logged, shown or sent, so that a kill between the two repeats none under another name.
actor AlertDesk {
    private let store: RowStore
    private let storage: AlertStorage
    private let hasWebhook: Bool
    private var book: AlertBook
    private var log: AlertLog
    private var ledger: AlertLedger
    private var watch = AlertWatch()
    private var isWatching = false
    private var markers: [BandMarker] = []

    /// Takes over the rules and alerts of an earlier run.
    ///
    /// - Parameter dataDir: nil: they last until the process ends.
    init(store: RowStore, dataDir: String?, hasWebhook: Bool, logger: Logger) {
        let (storage, contents) = AlertStorage.open(dataDir: dataDir, logger: logger)
        self.store = store
        self.storage = storage
        self.hasWebhook = hasWebhook
        book = AlertBook(contents.book)
        log = AlertLog(contents.log)
        ledger = AlertLedger(rules: contents.book.rules)
        store.update(alerts: AlertsSummary(book, markers: []))
    }

    // MARK: Judging

    /// Judges every rule, unless the dashboard does not see all that comes: then what fires stays as it is.
    ///
    /// - Complexity: O(windows × rules), and O(series) of each window that changed.
    func evaluate() async {
        let state = store.ingestState
        let seesAll = state.progress == .caughtUp && Readiness(state, store.readerPulse) == .ready
        if seesAll { store.refresh(&ledger) }
        let moment = watch.take(seesAll: seesAll, clearedAt: ledger.clearedAt, now: store.now)
        isWatching = moment != nil
        markers = moment == nil ? [] : ledger.bandHistory.map { BandJudge($0).markers() } ?? []
        await note(moment.map { judge(at: $0) } ?? [])
    }

    private func judge(at moment: AlertMoment) -> [AlertNotice] {
        let rules = book.rules.filter(\.isEnabled)
        let facts = Dictionary(uniqueKeysWithValues: zip(rules.map(\.id), ledger.facts(of: rules)))
        return book.judge(at: moment) { facts[$0.id] ?? nil }
    }

    private func note(_ notices: [AlertNotice], always: Bool = false) async {
        let entries = notices.map { notice in
            AlertLog.Entry(
                notice: notice,
                delivery: hasWebhook ? .waiting(failures: 0, nextAt: notice.at, trouble: nil) : .notAsked)
        }
        if always || !entries.isEmpty { await storage.save(book.saved, adding: entries) }
        for entry in entries { log.append(entry) }
        store.update(alerts: AlertsSummary(book, markers: markers))
    }

    // MARK: Editing

    /// - Returns: false when there are as many rules as can be.
    func add(_ make: @Sendable (AlertRuleID) -> AlertRule) async -> Bool {
        guard book.add(make) != nil else { return false }
        await edited()
        return true
    }

    /// - Returns: false when there is no such rule any more.
    func change(_ rule: AlertRule) async -> Bool {
        let (isKnown, notice) = book.change(rule, now: store.now)
        if isKnown { await edited(notice) }
        return isKnown
    }

    func turn(_ id: AlertRuleID, on isEnabled: Bool) async -> Bool {
        guard var rule = book.rule(id) else { return false }
        rule.isEnabled = isEnabled
        return await change(rule)
    }

    func delete(_ id: AlertRuleID) async -> Bool {
        let (isKnown, notice) = book.delete(id, now: store.now)
        if isKnown { await edited(notice) }
        return isKnown
    }

    private func edited(_ notice: AlertNotice? = nil) async {
        ledger = AlertLedger(rules: book.rules)
        await note(notice.map { [$0] } ?? [], always: true)
        await evaluate()
    }

    // MARK: Sending and showing

    func nextStep() -> AlertLog.Step { log.nextStep(now: store.now) }

    func note(_ outcome: AlertDelivery.Outcome, of notice: AlertNotice) async {
        let jitter = Double.random(in: 0...1)
        guard let entry = log.note(outcome, of: notice, now: store.now, jitter: jitter) else { return }
        await storage.save(entry)
    }

    func state() async -> AlertDeskState {
        AlertDeskState(
            book: book, log: log, isWatching: isWatching, isLasting: await storage.isLasting, markers: markers)
    }
}

/// A copy of everything the desk holds, for a page to show.
struct AlertDeskState: Sendable {
    let book: AlertBook
    let log: AlertLog
    let isWatching: Bool
    let isLasting: Bool
    let markers: [BandMarker]
}
