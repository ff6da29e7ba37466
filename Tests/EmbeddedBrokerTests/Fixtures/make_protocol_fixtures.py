#!/usr/bin/env python3
"""Writes protocol.txt: every request and reply of the embedded broker as the bytes of a client that nobody here wrote.

usage: make_protocol_fixtures.py > protocol.txt      (pip install kafka-python==3.0.12 aiokafka==0.14.0)

One line each: api, version, kind and bytes in hex, with the header but not the length before it. kafka-python encodes
the values below; aiokafka, whose schemas are written by hand, must read the bytes of the versions it has and write the
same ones. The kinds: `request`, with a value in every field; `request-null`, with null or nothing wherever the version
allows it; `reply`; `reply-error`. ProtocolFixtureTests.swift holds the same values as the broker's own types.
"""
import aiokafka.protocol.api as aio
from aiokafka.protocol import admin as _, commit, coordination, fetch, group, metadata, offset, produce, transaction
import kafka.protocol.admin, kafka.protocol.consumer, kafka.protocol.metadata, kafka.protocol.producer

MODULES = [kafka.protocol.admin, kafka.protocol.consumer, kafka.protocol.metadata, kafka.protocol.producer]
# The broker's name for a request, Kafka's name, the versions.
APIS = {
    'produce': ('Produce', 0, 9), 'fetch': ('Fetch', 4, 12), 'listOffsets': ('ListOffsets', 1, 7),
    'metadata': ('Metadata', 0, 9), 'offsetCommit': ('OffsetCommit', 2, 8), 'offsetFetch': ('OffsetFetch', 1, 7),
    'findCoordinator': ('FindCoordinator', 0, 3), 'joinGroup': ('JoinGroup', 0, 7), 'heartbeat': ('Heartbeat', 0, 4),
    'leaveGroup': ('LeaveGroup', 0, 4), 'syncGroup': ('SyncGroup', 0, 5), 'describeGroups': ('DescribeGroups', 0, 5),
    'listGroups': ('ListGroups', 0, 4), 'apiVersions': ('ApiVersions', 0, 3), 'createTopics': ('CreateTopics', 0, 5),
    'deleteTopics': ('DeleteTopics', 0, 5), 'deleteRecords': ('DeleteRecords', 0, 2),
    'initProducerID': ('InitProducerId', 0, 4), 'describeConfigs': ('DescribeConfigs', 0, 4),
    'createPartitions': ('CreatePartitions', 0, 3), 'deleteGroups': ('DeleteGroups', 0, 2),
}
# It has the leader epoch as an int64 there, and never sends these versions.
WRONG_IN_AIOKAFKA = [('listOffsets', 4, 'request'), ('listOffsets', 5, 'request')]
LOWEST = {31}  # kafka-python has bit fields as sets


def topics(name='name', **partition):
    """Two topics, so that a field too few or too many in the first shows in the second."""
    return [{name: 'clicks', 'partitions': [partition, partition]}, {name: 'a.b', 'partitions': []}]


def requests(v):
    records = [dict(index=3, records=b'batch'), dict(index=4, records=b'')]
    return {
        'produce': dict(transactional_id='tx', acks=-1, timeout_ms=1500, topic_data=[
            dict(name='clicks', partition_data=records), dict(name='a.b', partition_data=[])]),
        # The cluster id is a tagged field, which the broker skips.
        'fetch': dict(cluster_id='c', replica_id=-1, max_wait_ms=500, min_bytes=1, max_bytes=1 << 20, isolation_level=1,
                      session_id=77, session_epoch=5, rack_id='r', forgotten_topics_data=[
                          dict(topic='old', partitions=[1, 2])], topics=topics(
                          'topic', partition=3, current_leader_epoch=11, fetch_offset=1 << 40, last_fetched_epoch=12,
                          log_start_offset=13, partition_max_bytes=4096)),
        'listOffsets': dict(replica_id=-1, isolation_level=1, topics=topics(
            partition_index=3, current_leader_epoch=11, timestamp=-2)),
        'metadata': dict(topics=[dict(name='clicks'), dict(name='a.b')], allow_auto_topic_creation=False,
                         include_cluster_authorized_operations=True, include_topic_authorized_operations=True),
        'offsetCommit': dict(group_id='g', generation_id_or_member_epoch=9, member_id='m-1', group_instance_id='i-1',
                             retention_time_ms=1234, topics=topics(
                                 partition_index=3, committed_offset=1 << 40, committed_leader_epoch=11,
                                 committed_metadata='état')),
        'offsetFetch': dict(group_id='g', require_stable=True, topics=[
            dict(name='clicks', partition_indexes=[3, 4]), dict(name='a.b', partition_indexes=[])]),
        'findCoordinator': dict(key='g', key_type=1),
        'joinGroup': dict(group_id='g', session_timeout_ms=6000, rebalance_timeout_ms=9000, member_id='m-1',
                          group_instance_id='i-1', protocol_type='consumer', protocols=[
                              dict(name='range', metadata=b'\0\1'), dict(name='sticky', metadata=b'')]),
        'heartbeat': dict(group_id='g', generation_id=9, member_id='m-1', group_instance_id='i-1'),
        'leaveGroup': dict(group_id='g', member_id='m-1', members=[
            dict(member_id='m-1', group_instance_id='i-1'), dict(member_id='m-2', group_instance_id=None)]),
        'syncGroup': dict(group_id='g', generation_id=9, member_id='m-1', group_instance_id='i-1',
                          protocol_type='consumer', protocol_name='range', assignments=[
                              dict(member_id='m-1', assignment=b'\0\1'), dict(member_id='m-2', assignment=b'')]),
        'describeGroups': dict(groups=['g', 'h'], include_authorized_operations=True),
        'listGroups': dict(states_filter=['Stable', 'Empty']),
        'apiVersions': dict(client_software_name='kafka-python', client_software_version='3.0.12'),
        'createTopics': dict(timeout_ms=1500, validate_only=True, topics=[
            dict(name='clicks', num_partitions=6, replication_factor=1, assignments=[], configs=[
                dict(name='retention.ms', value='60000'), dict(name='cleanup.policy', value='delete')]),
            dict(name='a.b', num_partitions=-1, replication_factor=-1, configs=[], assignments=[
                dict(partition_index=0, broker_ids=[1, 2]), dict(partition_index=1, broker_ids=[])])]),
        'deleteTopics': dict(topic_names=['clicks', 'a.b'], timeout_ms=1500),
        'deleteRecords': dict(timeout_ms=1500, topics=topics(partition_index=3, offset=1 << 40)),
        'initProducerID': dict(transactional_id='tx', transaction_timeout_ms=1234, producer_id=1 << 40, producer_epoch=5),
        'describeConfigs': dict(include_synonyms=True, include_documentation=True, resources=[
            dict(resource_type=2, resource_name='clicks', configuration_keys=['retention.ms', 'cleanup.policy']),
            dict(resource_type=4, resource_name='1', configuration_keys=[])]),
        'createPartitions': dict(timeout_ms=1500, validate_only=True, topics=[
            dict(name='clicks', count=8, assignments=[dict(broker_ids=[1, 2]), dict(broker_ids=[])]),
            dict(name='a.b', count=2, assignments=[])]),
        'deleteGroups': dict(groups_names=['g', 'h']),
    }


def null_requests(v):
    return {
        'produce': dict(transactional_id=None, acks=0, timeout_ms=0, topic_data=[
            dict(name='clicks', partition_data=[dict(index=3, records=None)])]),
        'fetch': dict(replica_id=-1, max_wait_ms=0, min_bytes=0, max_bytes=0, session_id=0, session_epoch=-1, topics=[],
                      forgotten_topics_data=[], rack_id=''),
        'metadata': dict(topics=None if v >= 1 else []),
        'offsetCommit': dict(group_id='g', generation_id_or_member_epoch=-1, member_id='', topics=topics(
            partition_index=3, committed_offset=0, committed_metadata=None)),
        'offsetFetch': dict(group_id='g', topics=None if v >= 2 else []),
        'joinGroup': dict(group_id='', session_timeout_ms=6000, rebalance_timeout_ms=9000, member_id='',
                          group_instance_id=None, protocol_type='', protocols=[]),
        'heartbeat': dict(group_id='', generation_id=-1, member_id='', group_instance_id=None),
        'leaveGroup': dict(group_id='', member_id='', members=[dict(member_id='', group_instance_id=None)]),
        'syncGroup': dict(group_id='', generation_id=-1, member_id='', group_instance_id=None, protocol_type=None,
                          protocol_name=None, assignments=[]),
        'describeGroups': dict(groups=[]),
        'listGroups': dict(states_filter=[]),
        'createTopics': dict(timeout_ms=0, topics=[
            dict(name='clicks', num_partitions=1, replication_factor=1, assignments=[], configs=[
                dict(name='retention.ms', value=None)])]),
        'initProducerID': dict(transactional_id=None, transaction_timeout_ms=0, producer_id=-1, producer_epoch=-1),
        'describeConfigs': dict(resources=[dict(resource_type=2, resource_name='clicks', configuration_keys=None)]),
        'createPartitions': dict(timeout_ms=0, validate_only=False, topics=[
            dict(name='clicks', count=8, assignments=None)]),
    }


def replies(v):
    def metadata(number):
        return dict(error_code=0, partition_index=number, leader_id=1, leader_epoch=0, replica_nodes=[1], isr_nodes=[1],
                    offline_replicas=[])

    set_config = dict(name='retention.ms', value='60000', read_only=False, config_source=1, is_sensitive=False)
    built_in = dict(name='cleanup.policy', value=None, read_only=True, config_source=5, is_sensitive=False)
    described = [dict(set_config, is_default=False, synonyms=[], config_type=5, documentation=None),
                 dict(built_in, is_default=True, synonyms=[], config_type=7, documentation=None)]
    member = dict(member_id='m-1', group_instance_id='i-1', client_id='client', client_host='/127.0.0.1',
                  member_metadata=b'\0\1', member_assignment=b'\2')
    produced = dict(index=3, error_code=0, base_offset=1 << 40, log_append_time_ms=-1, log_start_offset=5,
                    record_errors=[], error_message=None)
    return {
        'produce': dict(responses=[dict(name='clicks', partition_responses=[produced, produced]),
                                   dict(name='a.b', partition_responses=[])]),
        'fetch': dict(error_code=0, session_id=77, responses=topics(
            'topic', partition_index=3, error_code=0, high_watermark=1 << 40, last_stable_offset=1 << 40, log_start_offset=5,
            aborted_transactions=[], preferred_read_replica=-1, records=b'batch')),
        'listOffsets': dict(topics=topics(partition_index=3, error_code=0, timestamp=1 << 41, offset=1 << 40,
                                          leader_epoch=0)),
        'metadata': dict(brokers=[dict(node_id=1, host='localhost', port=9092, rack=None)], cluster_id='cluster',
                         controller_id=1, authorized_operations=LOWEST, topics=[
                             dict(error_code=0, name='clicks', is_internal=False, authorized_operations=LOWEST,
                                  partitions=[metadata(0), metadata(1)]),
                             dict(error_code=3, name='a.b', is_internal=False, authorized_operations=LOWEST,
                                  partitions=[])]),
        'offsetCommit': dict(topics=topics(partition_index=3, error_code=0)),
        'offsetFetch': dict(error_code=0, topics=topics(
            partition_index=3, committed_offset=1 << 40, committed_leader_epoch=11, metadata='état', error_code=0)),
        'findCoordinator': dict(error_code=0, error_message=None, node_id=1, host='localhost', port=9092),
        'joinGroup': dict(error_code=0, generation_id=9, protocol_type='consumer', protocol_name='range', leader='m-1',
                          member_id='m-1', members=[dict(member_id='m-1', group_instance_id='i-1', metadata=b'\0\1'),
                                                    dict(member_id='m-2', group_instance_id=None, metadata=b'')]),
        'heartbeat': dict(error_code=0),
        'leaveGroup': dict(error_code=0, members=[dict(member_id='m-1', group_instance_id='i-1', error_code=0),
                                                  dict(member_id='m-2', group_instance_id=None, error_code=0)]),
        'syncGroup': dict(error_code=0, protocol_type='consumer', protocol_name='range', assignment=b'\0\1'),
        'describeGroups': dict(groups=[
            dict(error_code=0, group_id='g', group_state='Stable', protocol_type='consumer', protocol_data='range',
                 members=[member, dict(member, group_instance_id=None)], authorized_operations=LOWEST),
            dict(error_code=0, group_id='h', group_state='Dead', protocol_type='', protocol_data='', members=[],
                 authorized_operations=LOWEST)]),
        'listGroups': dict(error_code=0, groups=[
            dict(group_id='g', protocol_type='consumer', group_state='Stable'),
            dict(group_id='h', protocol_type='', group_state='Empty')]),
        'apiVersions': dict(error_code=0, api_keys=[
            dict(api_key=kafka_class(api, 'Request').API_KEY, min_version=low, max_version=high)
            for api, (_, low, high) in APIS.items()]),
        'createTopics': dict(topics=[
            dict(name='clicks', error_code=0, error_message=None, num_partitions=6, replication_factor=1,
                 configs=[set_config, built_in]),
            dict(name='a.b', error_code=36, error_message='exists', num_partitions=-1, replication_factor=-1,
                 configs=[])]),
        'deleteTopics': dict(responses=[dict(name='clicks', error_code=0, error_message=None),
                                        dict(name='a.b', error_code=3, error_message='unknown')]),
        'deleteRecords': dict(topics=topics(partition_index=3, low_watermark=1 << 40, error_code=0)),
        'initProducerID': dict(error_code=0, producer_id=1 << 40, producer_epoch=5),
        'describeConfigs': dict(results=[
            dict(error_code=0, error_message=None, resource_type=2, resource_name='clicks', configs=described),
            dict(error_code=42, error_message='which?', resource_type=99, resource_name='', configs=[])]),
        'createPartitions': dict(results=[dict(name='clicks', error_code=0, error_message=None),
                                          dict(name='a.b', error_code=37, error_message='fewer')]),
        'deleteGroups': dict(results=[dict(group_id='g', error_code=0), dict(group_id='h', error_code=69)]),
    }


def error_replies(v):
    return {
        'produce': dict(responses=[dict(name='clicks', partition_responses=[dict(
            index=3, error_code=2, base_offset=-1, log_append_time_ms=-1, log_start_offset=-1, record_errors=[],
            error_message='bad CRC')])]),
        'fetch': dict(error_code=70, session_id=0, responses=[dict(topic='clicks', partitions=[dict(
            partition_index=3, error_code=1, high_watermark=-1, last_stable_offset=-1, log_start_offset=-1,
            aborted_transactions=[], preferred_read_replica=-1, records=b'')])]),
        'offsetFetch': dict(error_code=24, topics=[dict(name='clicks', partitions=[dict(
            partition_index=3, committed_offset=-1, committed_leader_epoch=-1, metadata=None, error_code=3)])]),
        'findCoordinator': dict(error_code=15, error_message='none', node_id=-1, host='', port=-1),
        'joinGroup': dict(error_code=79, generation_id=-1, protocol_type=None, protocol_name=None if v >= 7 else '',
                          leader='', member_id='m-1', members=[]),
        'heartbeat': dict(error_code=27),
        # Below version 3 the error of the one member is that of the request.
        'leaveGroup': dict(error_code=0 if v >= 3 else 25, members=[
            dict(member_id='m-1', group_instance_id=None, error_code=25)]),
        'syncGroup': dict(error_code=22, protocol_type=None, protocol_name=None, assignment=b''),
        'apiVersions': dict(error_code=35, api_keys=[dict(api_key=18, min_version=0, max_version=3)]),
        'initProducerID': dict(error_code=47, producer_id=-1, producer_epoch=-1),
    }


def kafka_class(api, suffix):
    return next(getattr(m, APIS[api][0] + suffix) for m in MODULES if hasattr(m, APIS[api][0] + suffix))


def build(struct, values, version):
    """An instance of `struct` with nested ones for nested dicts, without the fields that the version lacks."""
    fields = {}
    for name, value in values.items():
        field = struct._struct.fields[name]
        if not field.for_version_q(version):
            continue
        if field.is_struct_array() and value is not None:
            value = [build(field.data_class, item, version) for item in value]
        fields[name] = value
    return struct(version=version, **fields)


def second_opinion(base, key, version):
    for known in base.__subclasses__():
        if getattr(known, 'API_KEY', None) == key and getattr(known, 'API_VERSION', None) == version:
            return known


for kind, values in [('request', requests), ('request-null', null_requests), ('reply', replies),
                     ('reply-error', error_replies)]:
    suffix = 'Request' if kind.startswith('request') else 'Response'
    for api, (_, low, high) in APIS.items():
        for version in range(low, high + 1):
            if api not in values(version):
                continue
            message = build(kafka_class(api, suffix), values(version)[api], version)
            message.with_header(7, 'client') if suffix == 'Request' else message.with_header(7)
            body = bytes(message.encode())
            known = second_opinion(aio.RequestStruct if suffix == 'Request' else aio.Response, message.API_KEY, version)
            if known and (api, version, kind) not in WRONG_IN_AIOKAFKA:
                assert known.decode(body).encode() == body, (api, version, kind)
            print(api, version, kind, message.encode(header=True).hex())
