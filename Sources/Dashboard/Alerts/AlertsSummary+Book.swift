import DashboardModel

extension AlertsSummary {
    init(_ book: AlertBook, markers: [BandMarker]) {
        self.init()
        self.markers = markers
        firing = book.rules.compactMap { rule in
            book.firing(rule.id).map { firing in
                Firing(rule: rule.id, name: rule.name, sentence: AlertText.firing(rule, firing), since: firing.since)
            }
        }.sorted { $0.since > $1.since }
    }
}
