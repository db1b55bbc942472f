import Accounts
import Hummingbird
import ServerHTTP

/// `/health` and what is below it: for load balancers and orchestrators, without credentials.
struct HealthEndpoint: Sendable {
    let parts: Site.Parts
    let directory: FederationDirectory

    /// Whether credentials can be given.
    func health() async -> Response { .health(await parts.health.faults()) }

    /// Whether the process works at all: it answers, and nothing that a new start would not mend is looked at.
    func live() -> Response { .health([]) }

    /// Whether requests should be sent here, part by part.
    func ready() async -> Response {
        Readiness(
            await parts.health.report(), directory, isStopping: parts.isStopping.value, at: parts.clock()
        ).response
    }
}
