import Accounts
import Encodings
import SAML2
import SallyportConfiguration
import ServerHTTP
import SingleSignOn

/// What a link to `/login` says.
struct LoginQuery {
    /// What is wanted once somebody has signed in.
    let wish: SignInWish
    /// The name of a SAML provider.
    let provider: String?
    /// The entityID of one of its identity providers.
    let identityProvider: String?

    /// - Parameter provider: the one that the path names.
    init(
        _ query: String, provider: String?, _ configuration: BrokerConfiguration
    ) throws(LoginRefusal) {
        let text: (String) throws(LoginRefusal) -> String?
        do throws(FormFields.Malformed) {
            let fields = try FormFields(query: query)
            text = { name throws(LoginRefusal) in try Self.text(name, of: fields) }
        } catch {
            throw .badLink(error.reason)
        }
        let named = try text("provider")
        guard provider == nil || named == nil else { throw .badLink("it names two providers") }
        self.provider = provider ?? named
        identityProvider = try text("idp")
        let role = try text("role")
        guard role?.utf8.count ?? 0 <= SignInWish.longestRole else { throw .badLink("role is too long") }
        let destination = try text("destination").flatMap {
            Destination.allowed($0, origins: configuration.destinations)
                ?? Destination.question($0, publicURL: configuration.publicURL)
        }
        guard destination?.utf8.count ?? 0 <= SignInWish.longestDestination else {
            throw .badLink("destination is longer than \(SignInWish.longestDestination) bytes")
        }
        wish = SignInWish(
            account: try text("account").map { name throws(LoginRefusal) in try Self.account(name, configuration) },
            role: role, destination: destination)
    }

    private static func text(_ name: String, of fields: FormFields) throws(LoginRefusal) -> String? {
        do throws(FormFields.Malformed) {
            let text = try fields.text(name)
            return text?.isEmpty == true ? nil : text
        } catch {
            throw .badLink(error.reason)
        }
    }

    /// An account by its digits or its alias, when it is one of the configuration's.
    private static func account(
        _ name: String, _ configuration: BrokerConfiguration
    ) throws(LoginRefusal) -> AccountID {
        let accounts = configuration.directory.accounts
        if let id = AccountID(name), accounts[id] != nil { return id }
        guard let account = accounts.values.first(where: { $0.alias?.utf8.elementsEqual(name.utf8) == true }) else {
            throw .badLink("there is no such account")
        }
        return account.id
    }

    /// The same for one identity provider, as the path and query of a link.
    func link(to place: SignInPlaces.Place) -> String { Self.link(to: place, wish) }

    /// A link to an identity provider, with what is wanted afterwards.
    static func link(to place: SignInPlaces.Place, _ wish: SignInWish = SignInWish()) -> String {
        let account = wish.account ?? place.provider.account.id
        return "/login/" + PercentEncoding.encode(place.provider.name) + "?"
            + fields([
                ("account", account.description), ("idp", place.identityProvider.entityID), ("role", wish.role),
                ("destination", wish.destination),
            ])
    }

    /// What is wanted, as the query of a link.
    static func fields(of wish: SignInWish) -> String {
        fields([("account", wish.account?.description), ("role", wish.role), ("destination", wish.destination)])
    }

    private static func fields(_ fields: [(name: String, value: String?)]) -> String {
        fields.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
            .joined(separator: "&")
    }
}
