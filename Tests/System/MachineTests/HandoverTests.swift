import Machine
import Testing

@Suite(.timeLimit(.minutes(1))) struct HandoverTests {
    @Test func `what was given before is taken at once`() async {
        let handover = Handover<Int>()
        handover.give(7)
        #expect(await handover.take() == 7)
    }

    @Test func `a task waits for what a thread gives, whoever comes first`() async {
        for number in 0..<2000 {
            let handover = Handover<[Int]>()
            DetachedThread.start(name: "giver") { handover.give(Array(0..<number % 7)) }
            #expect(await handover.take().count == number % 7)
        }
    }
}
