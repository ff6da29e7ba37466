/// The one node of this broker, as clients are told to reach it.
struct BrokerAddress: Equatable {
    let nodeID: Int32
    let host: String
    let port: Int32
}
