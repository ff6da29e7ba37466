internal import CRdKafka

// Every callback is a file-scope function: it captures nothing and belongs to no actor, so it may run on whichever
// thread librdkafka calls it from (DESIGN §11).

/// Registers the callbacks that every kind of client has.
///
/// - Parameter opaque: the client's retained ``ClientContext``.
func installCallbacks(on configuration: borrowing NativeConfiguration, opaque: UnsafeMutableRawPointer) {
    rd_kafka_conf_set_opaque(configuration.pointer, opaque)
    rd_kafka_conf_set_log_cb(configuration.pointer, logged)
    rd_kafka_conf_set_error_cb(configuration.pointer, failed)
    rd_kafka_conf_interceptor_add_on_new(configuration.pointer, "adtally", created, opaque)
}

/// The context behind an opaque pointer; the client retains it for as long as callbacks can come.
func clientContext(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
    opaque.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
}

/// On librdkafka's threads.
private func logged(
    client: OpaquePointer?, level: Int32, facility: UnsafePointer<CChar>?, text: UnsafePointer<CChar>?
) {
    // librdkafka logs without a client while it destroys one.
    guard let client, let facility, let text, let context = clientContext(rd_kafka_opaque(client)) else { return }
    context.log(LogLine(level: level, facility: String(cString: facility), text: String(cString: text)))
}

/// On the owner's thread. Almost all of these are informational; a fatal one is asked for by the owner.
private func failed(
    client: OpaquePointer?, code: Int32, text: UnsafePointer<CChar>?, opaque: UnsafeMutableRawPointer?
) {
    guard let context = clientContext(opaque), let text else { return }
    context.log(LogLine(level: 4, facility: "ERROR", text: String(cString: text)))
}

/// On the thread that makes the client.
private func created(
    client: OpaquePointer?, configuration: OpaquePointer?, opaque: UnsafeMutableRawPointer?,
    text: UnsafeMutablePointer<CChar>?, size: Int
) -> rd_kafka_resp_err_t {
    rd_kafka_interceptor_add_on_broker_state_change(client, "adtally", brokerChanged, opaque)
    return rd_kafka_interceptor_add_on_response_received(client, "adtally", answered, opaque)
}

/// On librdkafka's threads.
private func brokerChanged(
    client: OpaquePointer?, id: Int32, protocolName: UnsafePointer<CChar>?, name: UnsafePointer<CChar>?, port: Int32,
    state: UnsafePointer<CChar>?, opaque: UnsafeMutableRawPointer?
) -> rd_kafka_resp_err_t {
    guard let context = clientContext(opaque), let name, let state else { return RD_KAFKA_RESP_ERR_NO_ERROR }
    // Not by its id: a bootstrap broker goes up as -1 and down by the id it has been found to have.
    context.connection.changed(
        client: context.client, broker: "\(String(cString: name)):\(port)", to: String(cString: state),
        logger: context.logger)
    return RD_KAFKA_RESP_ERR_NO_ERROR
}

/// On librdkafka's threads, for every answer of a broker; must stay cheap.
private func answered(
    client: OpaquePointer?, socket: Int32, broker: UnsafePointer<CChar>?, id: Int32, api: Int16, version: Int16,
    correlation: Int32, size: Int, roundTrip: Int64, error: rd_kafka_resp_err_t, opaque: UnsafeMutableRawPointer?
) -> rd_kafka_resp_err_t {
    let fetch: Int16 = 1
    if error == RD_KAFKA_RESP_ERR_NO_ERROR { clientContext(opaque)?.markAnswer(isFetch: api == fetch) }
    return RD_KAFKA_RESP_ERR_NO_ERROR
}
