import NIOCore

/// Runs the tasks of a connection on the event loop that the connection belongs to.
///
/// On the global executor each part of a request is handed from the event loop to another thread and each part of the
/// answer back again, which wakes a sleeping thread nearly every time and costs as much as checking a signature.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
