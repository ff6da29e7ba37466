/// Whom a request came from.
struct Client {
    /// The connection's number; never used twice.
    let connection: Int
    /// Where it comes from, as Kafka shows it: a slash and the address.
    let host: String
    /// The address it connected to.
    let reached: String
}

/// A request on its way: how to answer it, once.
struct Call {
    let client: Client
    /// Gives the memory of the request's bytes back; to be called once they are no longer needed.
    let done: () -> Void
    let answer: (ReplyQueue.Reply) -> Void
}
