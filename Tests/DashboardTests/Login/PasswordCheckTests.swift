import Testing

@testable import Dashboard

struct PasswordCheckTests {
    private let file: PasswordFile

    init() throws {
        file = try PasswordFile(text: "ana:\(try PasswordHash(of: [1], cost: .quick))", path: "f")
    }

    @Test func anUnknownNameIsDerivedAsAKnownOneIs() async {
        let check = PasswordCheck(file)
        #expect(await check.check(Credentials(name: "nobody".utf8, password: [1])) == .wrong)
        #expect(await check.derivations == 1)
        #expect(await check.check(Credentials(name: "ana".utf8, password: [2])) == .wrong)
        #expect(await check.derivations == 2)
    }

    @Test func aRightPasswordIsDerivedOnceForAllWhoSendIt() async {
        let now = ContinuousClock.now
        let check = PasswordCheck(file) { now }
        let ana = Credentials(name: "ana".utf8, password: [1])
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { await check.check(ana) } }
            for await verdict in group { #expect(verdict == .right) }
        }
        #expect(await check.derivations == 1)
    }

    @Test func aCrowdIsSentAway() async throws {
        let dear = ScryptCost(logRounds: 9, blockSize: 8, parallelism: 1)
        let check = PasswordCheck(
            try PasswordFile(text: "ana:\(PasswordHash(matchingNothingAt: dear))", path: "f"))
        let verdicts = await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask { await check.check(Credentials(name: "ana".utf8, password: [9, UInt8(number)])) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(verdicts.contains(.wrong) && verdicts.contains(.busy) && !verdicts.contains(.right))
        #expect(verdicts.count { $0 == .wrong } == (await check.derivations))
    }
}
