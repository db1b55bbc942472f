import Foundation
import Glibc

/// Programs that a command starts.
enum ChildProcess {
    /// A program that can't be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Opens an address in the user's browser, as far as there is a program that does; false when there is none.
    @discardableResult
    static func open(url: String) -> Bool {
        for opener in ["xdg-open", "open", "wslview"] {
            guard let id = try? start([opener, url], environment: ProcessInfo.processInfo.environment, isSilent: true)
            else { continue }
            return (try? wait(for: id)) == 0
        }
        return false
    }

    /// Starts a program of the search path, with this process's standard streams, or none.
    static func start(
        _ arguments: [String], environment: [String: String], isSilent: Bool = false
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if isSilent {
            for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
                posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
            }
        }
        let argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + variables { free(pointer) } }
        var id: pid_t = 0
        guard let name = arguments.first else { throw Failure(description: "no command") }
        let code = posix_spawnp(&id, name, &actions, nil, argv, variables)
        guard code == 0 else { throw Failure(description: "\(name): \(String(cString: strerror(code)))") }
        return id
    }

    /// Waits until a program ends; gives its exit code, or 128 and the number of the signal that ended it.
    static func wait(for id: pid_t) throws(Failure) -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(description: String(cString: strerror(errno))) }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
