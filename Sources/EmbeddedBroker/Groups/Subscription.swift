import NIOCore

/// What a consumer's metadata ask for: its topics. The rest (what it owns, what its assignor remembers) changes with every
/// start of the client, and does not make it ask for anything else.
///
/// - Source: Kafka's `ConsumerProtocolSubscription.json`: Version, Topics, and what is not read here.
struct Subscription: Equatable, Sendable {
    let topics: Set<ByteBuffer>

    /// - Returns: nil for bytes that are no subscription.
    init?(_ metadata: ByteBuffer) {
        var bytes = metadata
        guard bytes.readInteger(as: Int16.self) != nil, let count = bytes.readInteger(as: Int32.self), count >= 0 else {
            return nil
        }
        var topics: Set<ByteBuffer> = []
        for _ in 0..<count {
            guard let length = bytes.readInteger(as: Int16.self), length >= 0,
                let topic = bytes.readSlice(length: Int(length))
            else { return nil }
            topics.insert(topic)
        }
        self.topics = topics
    }
}

extension GroupMember {
    /// Whether a restarted client of this member wants the same as before, so that nobody has to be assigned anew.
    ///
    /// - Parameter protocolType: only of "consumer" is it known what the metadata mean; others' are compared as they are.
    func asksForTheSame(as call: JoinCall, protocolType: String?) -> Bool {
        guard protocolType == "consumer" else { return protocols == call.protocols }
        return protocols.elementsEqual(call.protocols) { own, new in
            guard own.name == new.name else { return false }
            if own.metadata == new.metadata { return true }
            guard let subscription = Subscription(own.metadata) else { return false }
            return subscription == Subscription(new.metadata)
        }
    }
}
