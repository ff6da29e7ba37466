import Hummingbird

/// What goes along with a request: beside the usual, from where it came.
struct DashboardContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: PeerAddress

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = PeerAddress(source.channel.remoteAddress)
    }
}
