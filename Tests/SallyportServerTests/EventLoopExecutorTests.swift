import NIOEmbedded
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite struct EventLoopExecutorTests {
    @Test func runsEachStepOfATaskOnTheLoop() async {
        let loop = NIOAsyncTestingEventLoop()
        let task = Task(executorPreference: EventLoopExecutor(loop)) {
            let isThereAtFirst = loop.inEventLoop
            await Task.yield()
            return [isThereAtFirst, loop.inEventLoop]
        }
        // The task does nothing unless the loop does; once for each step.
        await loop.run()
        await loop.run()
        #expect(await task.value == [true, true])
        await loop.shutdownGracefully()
    }
}
