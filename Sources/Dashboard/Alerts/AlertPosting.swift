import AdModel
import DashboardModel
import ServiceLifecycle
import Webhook

/// Posts the notices that wait, one at a time.
///
/// At least once: a notice whose acceptance could not be saved before a kill is posted again, under the same id.
struct AlertPosting: Service {
    let desk: AlertDesk
    let address: WebhookAddress
    let json: AlertJSON
    /// Between two looks at a queue in which nothing is due.
    let interval: Duration

    func run() async throws {
        let client = WebhookClient(address)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled { await step(client) }
        }
        await client.shutdown()
    }

    func step(_ client: WebhookClient) async {
        guard case .send(let notice) = await desk.nextStep() else {
            try? await Task.sleep(for: interval)
            return
        }
        let answer = await client.post(json.text(of: notice), key: notice.id)
        // A post that the shutdown broke off has met nothing: it waits for the next run as it is.
        if !Task.isCancelled || answer == .accepted { await desk.note(AlertDelivery.Outcome(answer), of: notice) }
    }
}

extension AlertDelivery.Outcome {
    init(_ answer: WebhookAnswer) {
        switch answer {
        case .accepted: self = .accepted
        case .refused(let trouble): self = .refused(trouble)
        case .failed(let trouble, let pause):
            self = .failed(trouble, retryAfter: pause.map { .seconds(min($0.components.seconds, 1 << 32)) })
        }
    }
}
