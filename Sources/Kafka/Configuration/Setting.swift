internal import CRdKafka

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One property that a user passes through to librdkafka, and where it was given.
struct Setting: Hashable, Sendable {
    enum Origin: Hashable, Sendable {
        /// `-X name=value`
        case override
        /// A `KAFKA_` environment variable of this name, or the file that it names.
        case environment(String)
    }

    let name: String
    let value: String
    let origin: Origin

    /// As the user wrote it, for error messages; without the value, which may be a secret.
    private var given: String {
        switch origin {
        case .override: "-X \(name)"
        case .environment(let variable): variable
        }
    }

    /// - Throws: for a reserved property, an unknown one, or a value that librdkafka refuses.
    func validate() throws(InvalidKafkaConfiguration) {
        try validateName()
        // Before 2.5 a long one crashes librdkafka (issue 4689).
        guard name != "client.id" || value.utf8.count <= 64 else {
            throw InvalidKafkaConfiguration("\(given) is longer than 64 bytes; give a shorter one")
        }
        try validateFile()
        do {
            // A throwaway configuration knows the properties of both kinds of client and of topics.
            try NativeConfiguration().set(name, value)
        } catch {
            throw InvalidKafkaConfiguration(complaint(of: error))
        }
    }

    /// - Throws: for a reserved property or an unknown one, whatever its value.
    func validateName() throws(InvalidKafkaConfiguration) {
        if let reason = Self.reserved[name] {
            throw InvalidKafkaConfiguration("\(given) may not be set: \(reason); remove it")
        }
        guard !Self.callbackOnly.contains(name) else {
            throw InvalidKafkaConfiguration("\(given): '\(name)' cannot be set from text; remove it")
        }
        guard Self.isKnown(name) else {
            let message = "No such configuration property: \"\(name)\""
            throw InvalidKafkaConfiguration(complaint(of: KafkaError(.invalidArgument, message: message)))
        }
    }

    /// librdkafka's own words for a file that is not there are "system lib".
    private func validateFile() throws(InvalidKafkaConfiguration) {
        let isProbe = name == "ssl.ca.location" && value == "probe"
        guard Self.files.contains(name), !isProbe, access(value, R_OK) != 0 else { return }
        let reason = String(cString: strerror(errno))
        throw InvalidKafkaConfiguration("\(given): its file cannot be read: \(reason); check path and permissions")
    }

    private static let files: Set<String> = [
        "ssl.ca.location", "ssl.certificate.location", "ssl.crl.location", "ssl.key.location", "ssl.keystore.location",
    ]

    /// Whether the librdkafka of this process has a property of this name; not for those that take pointers.
    static func isKnown(_ name: String) -> Bool {
        let configuration = NativeConfiguration()
        var text = ErrorText()
        // No value sets the default.
        return rd_kafka_conf_set(configuration.pointer, name, nil, &text.bytes, text.size) != RD_KAFKA_CONF_UNKNOWN
    }

    func complaint(of error: KafkaError) -> String {
        let mapping = if case .environment = origin { " ('\(name)')" } else { "" }
        // librdkafka quotes a value that it refuses, and a secret must not reach a log.
        let harmless = ["not supported in this build", "No such configuration property"]
        let isQuoted = isMasked(name) && !harmless.contains { error.message.contains($0) }
        let detail = isQuoted ? "librdkafka refuses its value" : error.message
        return "\(given)\(mapping): \(detail); see librdkafka's CONFIGURATION.md for the names and values"
    }

    /// What AdTally's promises rest on, and why (DESIGN §4, §6, §11).
    private static let reserved: [String: String] = {
        var reasons: [String: String] = [:]
        func reserve(_ names: [String], _ reason: String) { for name in names { reasons[name] = reason } }
        reserve(["acks", "request.required.acks"], "a row counts only when all in-sync replicas have it")
        reserve(["enable.idempotence"], "without it a retry could write a row twice")
        reserve(["transactional.id"], "AdTally uses no transactions")
        reserve(
            ["message.timeout.ms", "delivery.timeout.ms"],
            "a record is kept until the broker has it, however long that is")
        reserve(
            ["enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store"],
            "offsets are committed only after their rows are delivered")
        reserve(["auto.offset.reset"], "a lost offset is handled by AdTally, not skipped")
        reserve(["enable.partition.eof"], "the end of a partition must be reported")
        reserve(["partition.assignment.strategy"], "only range and roundrobin are safe with this librdkafka")
        reserve(["group.id"], "each service names its own group")
        reserve(["delivery.report.only.error", "log.queue"], "AdTally relies on its setting")
        return reasons
    }()

    /// librdkafka takes these as pointers; as text they would be called and crash.
    private static let callbackOnly: Set<String> = [
        "interceptors", "error_cb", "throttle_cb", "stats_cb", "log_cb", "socket_cb", "connect_cb", "closesocket_cb",
        "open_cb", "resolve_cb", "opaque", "default_topic_conf", "background_event_cb", "rebalance_cb",
        "offset_commit_cb", "dr_cb", "dr_msg_cb", "consume_cb", "ssl.certificate.verify_cb", "ssl_certificate",
        "ssl_key", "ssl_ca", "ssl_engine_callback_data", "oauthbearer_token_refresh_cb", "partitioner_cb",
        "msg_order_cmp",
    ]
}
