/// The templates of the pages (Mustache).
enum PageTemplates {
    static let layout = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}} · Sallyport</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c2733; }
        main { max-width: 42rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d8dde3; border-radius: 8px; }
        h1 { font-size: 1.4rem; margin-top: 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.5rem; }
        dt { color: #5a6775; } dd { margin: 0; overflow-wrap: anywhere; }
        fieldset { border: 0; padding: 0; margin: 0; }
        .saml-account-name { font-weight: 600; margin-top: 1rem; border-bottom: 1px solid #d8dde3; padding-bottom: .3rem; }
        .saml-role { padding: .3rem 0; }
        button { font: inherit; padding: .5rem 1.4rem; margin-top: 1.5rem; border: 0; border-radius: 6px; background: #14532d; color: #fff; }
        small { color: #5a6775; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        {{$content}}{{/content}}
        </main>
        </body>
        </html>
        """

    static let choice = """
        {{<layout}}{{$content}}
        <form id="saml_form" name="saml_form" action="{{action}}" method="post">
        <input type="hidden" name="RelayState" value="{{relayState}}">
        <input type="hidden" name="SAMLResponse" value="{{response}}">
        <fieldset>
        {{#accounts}}
        <div class="saml-account">
        <div class="saml-account-name">{{name}}</div>
        {{#roles}}
        <div class="saml-role">
        <input type="radio" name="roleIndex" value="{{arn}}" class="saml-radio" id="{{arn}}" required>
        <label for="{{arn}}" class="saml-role-description">{{name}}</label>
        </div>
        {{/roles}}
        </div>
        {{/accounts}}
        </fieldset>
        <button type="submit" id="signin_button">Sign in</button>
        </form>
        {{/content}}{{/layout}}
        """

    static let console = """
        {{<layout}}{{$content}}
        <dl>
        <dt>Role</dt><dd>{{role}}</dd>
        <dt>Session name</dt><dd>{{name}}</dd>
        <dt>User</dt><dd>{{user}}</dd>
        <dt>Account</dt><dd>{{account}}</dd>
        <dt>Session</dt><dd>{{arn}}</dd>
        <dt>Expires</dt><dd>{{until}} ({{left}} left)</dd>
        {{#tags}}<dt>Tag {{key}}</dt><dd>{{value}}</dd>{{/tags}}
        </dl>
        <form action="{{signOut}}" method="post"><button type="submit">Sign out</button></form>
        {{/content}}{{/layout}}
        """

    static let confirmation = """
        {{<layout}}{{$content}}
        <p>You are signed in already. Continue only if you started this sign-in yourself.</p>
        <dl>
        <dt>Now</dt><dd>{{current}} ({{currentLeft}} left)</dd>
        <dt>Then</dt><dd>{{next}}</dd>
        </dl>
        <form action="{{action}}" method="post">
        <input type="hidden" name="Action" value="login">
        <input type="hidden" name="SigninToken" value="{{token}}">
        <input type="hidden" name="Destination" value="{{destination}}">
        <input type="hidden" name="confirm" value="yes">
        <button type="submit">Replace my session</button>
        </form>
        <p><a href="{{stay}}">Keep the session that I have</a></p>
        {{/content}}{{/layout}}
        """

    static let refused = """
        {{<layout}}{{$content}}
        <p>{{message}}</p>
        {{#requestID}}<p><small>Request id {{.}}. Your administrator finds the reason under it in the audit log.</small></p>{{/requestID}}
        {{/content}}{{/layout}}
        """
}
