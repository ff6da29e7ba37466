import NIOCore

/// The place for the answer to one request.
struct Reply {
    let header: RequestHeader
    let call: Call

    var client: Client { call.client }
    var version: Int16 { header.version }

    /// - Parameter leased: what the reply holds of the budget for replies.
    func send(_ body: some ResponseBody, leased: Int = 0) {
        call.answer(.send(header.reply(body), leased: leased))
    }

    func sendNothing() {
        call.answer(.nothing)
    }
}
