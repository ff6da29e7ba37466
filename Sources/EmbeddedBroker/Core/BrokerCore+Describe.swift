extension BrokerCore {
    func describeConfigs(_ request: DescribeConfigsRequest, _ reply: Reply) {
        let resources = request.resources.uniqued { "\($0.type) \($0.name)" }
        reply.send(DescribeConfigsResponse(resources: resources.map(describe)))
    }

    private func describe(_ resource: DescribeConfigsRequest.Resource) -> DescribeConfigsResponse.Resource {
        switch resource.type {
        case ConfigResourceType.topic:
            guard let topic = catalog.topics[resource.name] else {
                return Self.refused(resource, .unknownTopicOrPartition, "there is no topic '\(resource.name)'")
            }
            let configs = topic.settings.described.map { config in
                DescribeConfigsResponse.Config(
                    name: config.name, value: config.value, isReadOnly: false,
                    source: config.isDefault ? .builtIn : .topic, type: Self.type(of: config.name))
            }
            return Self.answer(resource, configs)
        case ConfigResourceType.broker:
            guard resource.name == "\(Self.nodeID)" || resource.name.isEmpty else {
                return Self.refused(resource, .invalidRequest, "there is no broker \(resource.name)")
            }
            return Self.answer(resource, brokerConfigs)
        default:
            return Self.refused(resource, .invalidRequest, "only topics and brokers have configurations here")
        }
    }

    private var brokerConfigs: [DescribeConfigsResponse.Config] {
        let values: [(String, String)] = [
            ("auto.create.topics.enable", "\(configuration.createsTopics)"),
            ("log.retention.bytes", "\(configuration.retentionBytes ?? -1)"),
            ("log.retention.ms", "\(configuration.retentionMilliseconds ?? -1)"),
            ("message.max.bytes", "\(TopicSettings.defaultMaximumBatchBytes)"),
            ("num.partitions", "\(configuration.defaultPartitions)"),
            ("socket.request.max.bytes", "\(configuration.limits.requestBytes)"),
        ]
        return values.map { name, value in
            .init(name: name, value: value, isReadOnly: true, source: .broker, type: Self.type(of: name))
        }
    }

    private static func answer(
        _ resource: DescribeConfigsRequest.Resource, _ configs: [DescribeConfigsResponse.Config]
    ) -> DescribeConfigsResponse.Resource {
        let wanted = resource.configNames.map(Set.init)
        return .init(
            error: .none, message: nil, type: resource.type, name: resource.name,
            configs: configs.filter { wanted?.contains($0.name) ?? true })
    }

    private static func refused(
        _ resource: DescribeConfigsRequest.Resource, _ error: ErrorCode, _ message: String
    ) -> DescribeConfigsResponse.Resource {
        .init(error: error, message: message, type: resource.type, name: resource.name, configs: [])
    }

    private static func type(of name: String) -> ConfigType {
        switch name {
        case "retention.ms", "retention.bytes", "log.retention.ms", "log.retention.bytes": .int64
        case "max.message.bytes", "message.max.bytes", "num.partitions", "socket.request.max.bytes": .int32
        case "auto.create.topics.enable": .boolean
        case "cleanup.policy": .list
        case "message.timestamp.type": .string
        default: .unknown
        }
    }
}
