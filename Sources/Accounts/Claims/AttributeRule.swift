import Encodings
package import IAMPolicy

/// A rule of a SAML provider whose IdP cannot send AWS's attributes: what other attributes of an assertion, and its NameID, stand for.
package struct AttributeRule: Sendable {
    /// A test of the values of one attribute, or of the NameID.
    package struct Condition: Sendable {
        /// What one of the values has to be.
        package enum Expectation: Hashable, Sendable {
            /// One of these, byte by byte.
            case oneOf([String])
            /// What fits: `*` is any text, `?` one character.
            case matching(String)
        }

        /// Whose values are tested.
        package let subject: AssertedValue
        /// What one of its values has to be.
        package let expectation: Expectation
        private let exact: Set<[UInt8]>
        private let pattern: WildcardPattern?

        /// Makes a condition on an attribute.
        package init(attribute: String, _ expectation: Expectation) {
            self.init(.attribute(attribute), expectation)
        }

        /// Makes a condition.
        package init(_ subject: AssertedValue, _ expectation: Expectation) {
            self.subject = subject
            self.expectation = expectation
            switch expectation {
            case .oneOf(let values): (exact, pattern) = (Set(values.map { Array($0.utf8) }), nil)
            case .matching(let text): (exact, pattern) = ([], WildcardPattern(text))
            }
        }

        /// Whether one of the values is as expected.
        package func holds(_ values: [String]) -> Bool {
            if let pattern { return values.contains { pattern.matches($0) } }
            return values.contains { exact.contains(Array($0.utf8)) }
        }
    }

    /// Where the value of a tag comes from.
    package enum Source: Hashable, Sendable {
        /// It is this text.
        case text(String)
        /// It is what the assertion says.
        case asserted(AssertedValue)
    }

    /// A session tag that the rule makes.
    package struct Tag: Hashable, Sendable {
        /// Its key.
        package let key: String
        /// Where its value comes from.
        package let source: Source

        /// Makes a tag; nothing is checked here.
        package init(key: String, source: Source) {
            self.key = key
            self.source = source
        }
    }

    /// Its name, for records and explanations.
    package let name: String
    /// All of them have to hold.
    package let conditions: [Condition]
    /// The role that it gives.
    package var role: ARN?
    /// What the session is called by.
    package var sessionName: AssertedValue?
    /// What the source identity is.
    package var sourceIdentity: AssertedValue?
    /// SessionDuration in seconds.
    package var sessionDuration: Int?
    /// Tags of the session.
    package var tags: [Tag] = []

    /// Makes a rule that gives nothing yet.
    package init(name: String, conditions: [Condition]) {
        self.name = name
        self.conditions = conditions
    }

    /// Names of the attributes that it reads.
    fileprivate var attributes: [String] {
        let ofTags = tags.compactMap { tag -> AssertedValue? in
            guard case .asserted(let value) = tag.source else { return nil }
            return value
        }
        let read = conditions.map(\.subject) + [sessionName, sourceIdentity].compactMap(\.self) + ofTags
        return read.compactMap { value in
            guard case .attribute(let name) = value else { return nil }
            return name
        }
    }
}

/// The rules of one provider, in the order in which they count.
package struct AttributeRules: Sendable {
    /// Rules of an account at most.
    package static let most = 256
    /// Conditions of a rule at most.
    package static let mostConditions = 8
    /// Values that one condition may name at most.
    package static let mostAlternatives = 64
    /// Tags of a rule at most.
    package static let mostTags = 50
    /// Bytes of a name, a value and a pattern at most.
    package static let longestText = 1_024
    /// Values of one attribute that are compared at most, the first in the document.
    package static let mostValues = 1_024

    /// The rules.
    package let rules: [AttributeRule]
    /// The names of all attributes that they read, as bytes: Swift takes canonically equivalent texts for equal.
    package let attributes: Set<[UInt8]>

    /// Keeps rules in their order.
    package init(_ rules: [AttributeRule] = []) {
        self.rules = rules
        attributes = Set(rules.flatMap(\.attributes).map { Array($0.utf8) })
    }

    /// Whether there is none.
    package var isEmpty: Bool { rules.isEmpty }
}
