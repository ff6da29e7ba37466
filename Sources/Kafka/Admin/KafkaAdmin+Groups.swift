internal import CRdKafka

extension KafkaAdmin {
    /// The members of a consumer group; ``GroupDescription/State/absent`` where no broker lists it, for want of a commit
    /// and of members, or of the right to see it.
    ///
    /// Not by the admin API's DescribeConsumerGroups (nor ListConsumerGroupOffsets): librdkafka 2.0.2 aborts the process
    /// when their coordinator does not answer in time (`eonce->refcnt > 0`). This older call asks every broker.
    ///
    /// - Throws: the request's error, or the group's, such as ``KafkaError/Code/groupAuthorizationFailed``.
    public func describeGroup(
        _ group: String, timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> GroupDescription {
        var list: UnsafePointer<rd_kafka_group_list>?
        let result = rd_kafka_list_groups(handle.pointer, group, &list, max(1, timeout.wholeMilliseconds))
        defer { if let list { rd_kafka_group_list_destroy(list) } }
        // Some brokers have not answered; those that did may know the group.
        let isPart = result == RD_KAFKA_RESP_ERR__PARTIAL
        if !isPart, let error = KafkaError(result) { throw error }
        let groups = list.map { UnsafeBufferPointer(start: $0.pointee.groups, count: Int($0.pointee.group_cnt)) }
        if let found = groups?.first(where: { $0.group.map { String(cString: $0) } == group }) {
            return try GroupDescription(found)
        }
        if isPart { throw KafkaError(.timedOut, message: "not every broker told its groups within \(timeout)") }
        return GroupDescription(state: .absent, hosts: [])
    }
}

extension GroupDescription {
    /// - Parameter info: lent by the list that it is part of.
    fileprivate init(_ info: rd_kafka_group_info) throws(KafkaError) {
        if let error = KafkaError(info.err) { throw error }
        state = State(info.state.map { String(cString: $0) } ?? "")
        hosts = UnsafeBufferPointer(start: info.members, count: Int(info.member_cnt)).map { member in
            member.client_host.map { String(cString: $0) } ?? ""
        }
    }
}

extension GroupDescription.State {
    /// - Parameter name: as brokers say it; before Kafka 0.11 `AwaitingSync` was another.
    fileprivate init(_ name: String) {
        self =
            switch name {
            case "Stable": .stable
            case "PreparingRebalance", "CompletingRebalance", "AwaitingSync": .rebalancing
            case "Empty": .empty
            case "Dead": .absent
            default: .unknown
            }
    }
}
