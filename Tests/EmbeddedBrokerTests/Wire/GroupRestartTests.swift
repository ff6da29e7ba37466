import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// A group's member as it is in the protocol, before and after a stop of the broker.
@Suite struct GroupRestartTests {
    private struct Member {
        let generation: Int32
        let id: String
    }

    /// The only member of a group, and so its leader.
    private static func join(_ client: RawClient, _ memberID: String = "", sessionTimeout: Int32 = 10_000) throws
        -> Member
    {
        var reader = try client.ask(
            RawRequest(.joinGroup, 3) { writer in
                writer.string("g")
                writer.int32(sessionTimeout)
                writer.int32(10_000)
                writer.string(memberID)
                writer.string("consumer")
                writer.array(["range"]) { writer, name in
                    writer.string(name)
                    writer.bytes(ByteBuffer(bytes: [1, 2, 3]))
                }
            })
        _ = try reader.int32()
        guard try reader.int16() == 0 else { throw Unexpected("cannot join") }
        let generation = try reader.int32()
        _ = try reader.string()
        _ = try reader.string()
        return Member(generation: generation, id: try reader.string())
    }

    /// - Returns: error and assignment.
    private static func sync(
        _ client: RawClient, _ member: Member, assigning assignment: [UInt8]?
    ) throws -> (error: Int16, assignment: [UInt8]) {
        var reader = try client.ask(
            RawRequest(.syncGroup, 1) { writer in
                writer.string("g")
                writer.int32(member.generation)
                writer.string(member.id)
                writer.array(assignment.map { [$0] } ?? []) { writer, assignment in
                    writer.string(member.id)
                    writer.bytes(ByteBuffer(bytes: assignment))
                }
            })
        _ = try reader.int32()
        return (try reader.int16(), Array(try reader.bytes().readableBytesView))
    }

    private static func heartbeat(_ client: RawClient, _ member: Member) throws -> Int16 {
        var reader = try client.ask(
            RawRequest(.heartbeat, 1) { writer in
                writer.string("g")
                writer.int32(member.generation)
                writer.string(member.id)
            })
        _ = try reader.int32()
        return try reader.int16()
    }

    private static func commit(_ client: RawClient, _ member: Member, _ offset: Int64) throws -> Int16 {
        var reader = try client.ask(
            RawRequest(.offsetCommit, 3) { writer in
                writer.string("g")
                writer.int32(member.generation)
                writer.string(member.id)
                writer.int64(-1)
                writer.array(["t"]) { writer, name in
                    writer.string(name)
                    writer.array([offset]) { writer, offset in
                        writer.int32(0)
                        writer.int64(offset)
                        writer.nullableString("m\(offset)")
                    }
                }
            })
        _ = try reader.int32()
        let errors = try reader.array { reader throws(WireError) in
            _ = try reader.string()
            return try reader.array { reader throws(WireError) in
                _ = try reader.int32()
                return try reader.int16()
            }
        }
        return errors.first?.first ?? -1
    }

    private static func committed(_ client: RawClient) throws -> [String] {
        var reader = try client.ask(
            RawRequest(.offsetFetch, 2) { writer in
                writer.string("g")
                writer.nullableArray(nil as [Int32]?) { $0.int32($1) }
            })
        return try reader.array { reader throws(WireError) in
            let topic = try reader.string()
            return try reader.array { reader throws(WireError) in
                let place = "\(topic)[\(try reader.int32())]@\(try reader.int64())"
                let metadata = try reader.nullableString() ?? "-"
                _ = try reader.int16()
                return "\(place) \(metadata)"
            }
        }.flatMap { $0 }
    }

    @Test func aMemberKeepsItsGenerationItsAssignmentAndItsOffsets() async throws {
        try await TestBroker.run { broker in
            let member = try await broker.raw { client throws in
                try client.createTopic("t")
                let member = try Self.join(client)
                #expect(try Self.sync(client, member, assigning: [7, 8, 9]) == (0, [7, 8, 9]))
                #expect(try Self.commit(client, member, 5) == 0)
                return member
            }
            for round in Int64(1)...3 {
                try await broker.restart()
                try await broker.raw { client throws in
                    #expect(try Self.heartbeat(client, member) == 0)
                    #expect(try Self.sync(client, member, assigning: nil) == (0, [7, 8, 9]))
                    #expect(try Self.committed(client) == ["t[0]@\(4 + round) m\(4 + round)"])
                    #expect(try Self.commit(client, member, 5 + round) == 0)
                    let stale = Member(generation: member.generation - 1, id: member.id)
                    #expect(try Self.commit(client, stale, 1) == 22)
                    #expect(try Self.heartbeat(client, Member(generation: member.generation, id: "who")) == 25)
                }
            }
        }
    }

    @Test func aMemberThatDoesNotComeBackIsGone() async throws {
        try await TestBroker.run { broker in
            let member = try await broker.raw { client throws in
                let member = try Self.join(client, sessionTimeout: 200)
                #expect(try Self.sync(client, member, assigning: [1]) == (0, [1]))
                return member
            }
            try await broker.restart()
            try await eventually("the end of its session") {
                try await broker.raw { try Self.describe($0) } == "Empty"
            }
            try await broker.raw { client throws in
                #expect(try Self.heartbeat(client, member) == 25)
                #expect(try Self.join(client).generation > member.generation, "generations never go back")
            }
        }
    }

    private static func describe(_ client: RawClient) throws -> String {
        var reader = try client.ask(RawRequest(.describeGroups, 0) { $0.array(["g"]) { $0.string($1) } })
        let states = try reader.array { reader throws(WireError) in
            _ = try reader.int16()
            _ = try reader.string()
            let state = try reader.string()
            return state
        }
        return states.first ?? ""
    }
}
