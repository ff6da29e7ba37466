import AdModel
import Kafka

extension RepublishJob {
    public struct Settings: Sendable {
        public var reason: RejectReason
        /// Where the dead letters are.
        public var topic: String
        /// Where their records go.
        public var target: String
        /// Count, but send and commit nothing.
        public var isDryRun: Bool
        /// nil: it is an error if there are any.
        public var doubtful: DoubtfulLetters?

        public init(
            reason: RejectReason, topic: String, target: String, isDryRun: Bool = false,
            doubtful: DoubtfulLetters? = nil
        ) {
            self.reason = reason
            self.topic = topic
            self.target = target
            self.isDryRun = isDryRun
            self.doubtful = doubtful
        }
    }

    /// What to do with letters that may have been sent by a run that the broker has forgotten.
    public enum DoubtfulLetters: String, CaseIterable, Sendable {
        case send, skip
    }

    public struct Outcome: Sendable {
        /// Letters of any reason.
        public internal(set) var read = 0
        /// Records that were sent, or would be.
        public internal(set) var sent = 0
        /// Letters whose record had been sent, by this run or an earlier one.
        public internal(set) var repeats = 0
        /// Doubtful letters left out.
        public internal(set) var skipped = 0
        /// Records that no letter has all the bytes of; letters are large when they are cut, so these are few.
        var cut: Set<RecordIdentity> = []

        /// What was done, as one line.
        ///
        /// - Parameter done: such as `republished`.
        public func text(_ done: String, _ settings: Settings) -> String {
            var parts = ["\(done) \(sent) records of reason \(settings.reason) to \(settings.target)"]
            if repeats > 0 { parts.append("\(repeats) letters were of records sent before") }
            if skipped > 0 { parts.append("\(skipped) letters older than a week were skipped") }
            if !cut.isEmpty { parts.append("\(cut.count) records are cut and cannot be sent again: \(cutPlaces)") }
            return parts.joined(separator: "; ")
        }

        private var cutPlaces: String {
            let places = cut.map(\.source).sorted()
            let rest = places.count > 10 ? " and \(places.count - 10) more" : ""
            return places.prefix(10).map(\.text).joined(separator: ", ") + rest
        }
    }
}

/// The broker may have forgotten that these letters were sent.
public struct DoubtfulLettersError: Error, CustomStringConvertible {
    let letters: Int
    let topic: String

    public var description: String {
        """
        \(letters) letters of this reason have been in \(topic) for a week, and the broker remembers no run for longer; \
        say --old send if none has sent them, else --old skip
        """
    }
}

/// A batch that was sent, in part at least, and is not below the committed offsets.
public struct UnsavedError: Error, CustomStringConvertible {
    let records: Int
    let target: String
    let cause: any Error

    public var description: String {
        "\(cause); up to \(records) records of the last batch are in \(target), and the next run sends them again"
    }
}
