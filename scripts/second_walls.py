"""Refusals that no test can notice when they are turned off, and what stands before or behind them.

For scripts/mutate: the file, the refusals as they are printed, and the reason. Files and refusals are regular
expressions of the whole text. An entry for a refusal that a test notices is an error.
"""

LIBRARY = "libxml2, xmlsec and OpenSSL fail here without memory alone, or where a check before has refused"
MAKES = "makes keys and certificates, and judges none; a later step fails as well"
UNWRAPS = "only takes an optional apart, which is never nil here"
PARTS = "a check has asked for each of these parts"
RECORDED = "the failed check is recorded, which refuses"
NEXT = "what comes instead is refused by the next condition, in the same words"

SECOND_WALLS: list[tuple[str, list[str], str]] = [
    ("XMLSecurity/.*", [
        r"guard (let \w+ = )?(xmlSec\w+Create|xmlSecNodeSetGetChildren|xmlSecKeySetValue|xmlSecOpenSSLEvpKeyAdopt"
        r"|xmlSecBufferGetData|xmlAllocOutputBuffer|xmlOutputBufferGet\w+|xmlNewParserCtxt|xmlReplaceNode)\(.*",
        r"guard (let \w+ = )?(EVP_PKEY_CTX_\w+|EVP_PKEY_up_ref|EVP_PKEY_get_(bn_param|group_name)|RAND_bytes"
        r"|X509_PUBKEY_get0_param|BIO_new\w*|CRYPTO_memdup)\(.*",
    ], LIBRARY),
    ("XMLSecurity/Certificate.swift", ["guard let start = buffer.baseAddress"], UNWRAPS),
    ("XMLSecurity/XML(Decryptor|Document|Element).swift", [
        r"guard let (data = encrypted\.first|element = elements\.first|parent = .*|text)"], UNWRAPS),
    ("XMLSecurity/XMLDecryptor.swift", [r"guard context\.pointee\.encKey != nil"], LIBRARY),
    ("XMLSecurity/XMLDecryptor.swift", ["guard status == XML_ERR_OK"], "after an error the parser gives no element"),
    ("XMLSecurity/XMLDocument.swift", ["guard let (memory|value = xmlNodeListGetString.*)"], LIBRARY),
    ("XMLSecurity/XMLDocument.swift", [r"guard (context\.pointee\.wellFormed == 1|let root = .*)"],
     "the parser gives no document that is not well-formed"),
    ("XMLSecurity/XMLDocument.swift", [r"guard document\.pointee\.intSubset == nil"], "the scan refuses a DOCTYPE before"),
    ("XMLSecurity/XMLPrescan.swift", [r"guard let base = bytes\.baseAddress"], UNWRAPS),
    ("XMLSecurity/XMLPrescan.swift", [r"guard index \+ 5 < bytes\.count"], "the `=` that leads here is behind that place"),
    ("XMLSecurity/XMLPrescan.swift", [r"guard bytes\.count - index >= .*"],
     "what lies behind the text is compared and differs; only a sanitizer can tell"),
    ("XMLSecurity/XMLPrescan.swift", [r"guard index < bytes\.count"], "among no bytes memchr finds none"),
    ("XMLSecurity/CertificateText.swift", [r"guard let der = Base64\.xml\.decode.*"], NEXT),
    ("XMLSecurity/DetachedSignature.swift", [
        r"guard (let (context|hash|running) = )?(EVP_\w+|Self\.hash|RunningHash|bytes\.withUnsafeBufferPointer)\(.*",
        r"guard algorithm\.setPadding\(.*"], LIBRARY),
    ("XMLSecurity/DetachedSignature.swift", [r"guard publicKey\.kind == \.rsa"], "no other key takes an RSA padding"),
    ("XMLSecurity/KeyJudge.swift", [
        "guard (let bytes|let canonical|size > 0|count > 0|let value|length < name.count)"], LIBRARY),
    ("XMLSecurity/KeyJudge.swift", [r"guard !(modulus|exponent)\.isNegative"],
     "OpenSSL reads a negative number as another, positive one; judgeEncoding refuses it"),
    ("XMLSecurity/KeyUnwrapper.swift", [
        r"(guard|return) EVP_PKEY_(decrypt_init|encrypt_init|encrypt|CTX_set\w+)\(.*",
        r"guard (wrapper\.)?configure\(context\)"], LIBRARY),
    ("XMLSecurity/KeyUnwrapper.swift", [r"guard EVP_PKEY_decrypt\(.*"],
     "what does not open is not as long as a content key, and the content does not open with it"),
    ("XMLSecurity/PrivateKey.swift", [
        r"guard (let certificate = )?(EVP_PKEY_\w+|configure|PEM_write\w+|X509_\w+|ASN1_\w+)\(.*",
        "guard (let key|let data|let output|size > 0)"], MAKES),
    ("XMLSecurity/PublicKey.swift", ["guard (size > 0|let output)"], LIBRARY),
    ("XMLSecurity/SignatureShape.swift", [r"guard let (value = Base64\.xml\.decode|id = signed\.attribute).*"], NEXT),
    ("XMLSecurity/SignatureShape.swift", [r"guard !id\.isEmpty"], "an empty ID is refused when the document is read"),
    ("XMLSecurity/XMLSignatureVerifier.swift", [
        r"guard (let id = shape|let target = xmlGetID|target\.pointee\.parent == ).*"],
     "IDs are unique, and known to the library, since the document was read"),
    ("XMLSecurity/XMLSignatureVerifier.swift", [r"guard try XMLSecJudge\.isMade\(.*"], "both judges agree, as the tests show"),
    ("XMLSecurity/XMLSecJudge.swift", [r"for … where xmlSecDSigCtxEnable\w+\(.*"],
     "the installed xmlsec has what is on the allow-list"),
    ("XMLSecurity/XMLSecJudge.swift", ["guard let list"], "a SignatureShape has one Reference"),
    ("XMLSecurity/CanonicalWriter.swift", [
        r"guard (let parent = node\.pointee\.parent|namespace\.pointee\.prefix != nil|part\.pointee\.type == .*"
        r"|writer\.output\.finish\(\))"],
     "a tree that was parsed without a DTD has nothing else"),
    ("XMLSecurity/CanonicalOutput.swift", [r"return !isEmpty && !hasFailed"], LIBRARY),
    ("XMLSecurity/NamespaceName.swift", [r"guard rest != name", "if hasFragment"], "no URI, so that the parser refuses it"),
    ("XMLSecurity/OwnJudge.swift", [r"guard shape\.signedInfoForm\.isPlain"],
     "such a form is not written either; this keeps the order in which xmlsec refuses"),
    ("XMLSecurity/CanonicalForm.+Bytes.swift", [r"guard let hash = RunningHash\(.*"], LIBRARY),
    ("XMLSecurity/RunningHash.swift", [r"guard (let context = )?EVP_\w+\(.*", r"return isFinished .*"], LIBRARY),
    ("XMLSecurity/SignatureAlgorithm.Padding.swift", [
        r"return EVP_PKEY_CTX_set_rsa_padding\(context, RSA_PKCS1_PADDING\).*"], "OpenSSL pads so by itself"),
    ("XMLSecurity/SignatureAlgorithm.Padding.swift", [
        r"return EVP_PKEY_CTX_set_rsa_padding\(context, RSA_PKCS1_PSS_PADDING\).*"], LIBRARY),
    ("XMLSecurity/VerificationContext.swift", [
        r"guard (let (context|copy) = )?EVP_\w+\(.*", r"guard (kind != \.(other|rsa).*|let value = .*|status >= 0|let output|size > 0)",
        r"guard (let \w+ = )?(ECDSA_SIG_\w+|BN_bin2bn)\(.*", r"if kind == \.rsa.*"], LIBRARY),
    ("XMLSecurity/PublicKey.swift", [r"guard (let verification|algorithm\.keyKind == kind)"],
     "keys of another kind are passed over before"),
    ("SAML2/Assertion/AssertionReader.swift", ["guard let value = text.*"], "text() has written the problem down"),
    ("SAML2/Assertion/ValidatedAssertion.swift", ["guard let .*"], PARTS),
    ("SAML2/Bindings/HTTPPostBinding.swift", [r"guard let bytes = Base64\.xml\.decode.*"], NEXT),
    ("SAML2/Metadata/MetadataReader.swift", ["guard let entityID = .*"], NEXT),
    ("SAML2/Metadata/MetadataDocument.swift", [r"guard let signature = signatures\.first"], UNWRAPS),
    ("SAML2/Validation/ResponseValidator.swift", [
        r"guard let (key = verified\.key|evidence|validated|responseID|confirmation|recipient|notOnOrAfter).*",
        r'recorder\.fail\( \.values, expected: "all parts.*'], PARTS),
    ("SAML2/Validation/SignatureStage.swift", [
        r"guard checkPositions\(container\)", "return (stray|odd) == nil"], RECORDED),
    ("SAML2/Validation/SignatureStage.swift", ["guard let issuer"], "no IdP has an empty name"),
    (r"SAML2/Validation/ValidationRun\+Response.swift", ["return (isAlone|isResponse) .*"], RECORDED),
    (r"SAML2/Validation/ValidationRun\+Response.swift", [r"guard children\.count == 1"],
     "the next check finds the others, and records the same"),
    ("SAML2/Messages/LogoutRun.swift", [
        r"guard let (id|destination|text|issued) = .*"], NEXT),
    ("SAML2/Messages/LogoutRun.swift", [r"guard let (issuer|subject|signature) = \w+\.first"], UNWRAPS),
    ("SAML2/Messages/LogoutValidator.swift", ["guard let answered"], NEXT),
    ("SAML2/Messages/OutboundMessage.swift", [r"guard let compressed = Deflate\..*"], LIBRARY),
    ("SAML2/Messages/RedirectQuery.swift", [r"guard let (compressed|bytes) = Base64\.xml\.decode.*"], NEXT),
    ("SAML2/Messages/RedirectQuery.swift", [r"guard let message = messages\.first"], UNWRAPS),
    ("Accounts/Claims/ClaimName.swift", [r"return own\.starts\(with: other\).*"],
     "the bytes of every text lie in one place here"),
    ("Claims/RoleClaims.swift", ["guard let sessionName = .*"], NEXT),
    ("Claims/MappedClaims.swift", [r"guard !provider\.claimRules\.isEmpty"], "no rules map nothing"),
    ("Accounts/Claims/TagText.swift", [r"guard text\.utf8\.count <= .*"],
     "spares the counting of a long text, which is refused for its length"),
    ("STS/SAML/SAMLProof.swift", ["guard let assumption"], "the granter asks for a session behind a grant alone"),
    ("STS/SAML/SAMLProof.swift", ["guard call.now < use.keepUntil"], "nobody could post the response any more"),
    ("Portal/PortalSessions.swift", [r"guard let (sealed|message = .*)"], NEXT),
    ("Portal/PortalSessions.swift", [r"guard let session = try\? PortalSession.*"],
     "only a program of another version seals what cannot be read, and nothing stands in for it"),
    ("Portal/KeptSignInProof.swift", [r"guard signIn\.providers\?\.contains.*"],
     "roles are looked for among these providers before, and no provider has an empty ARN"),
    ("Portal/KeptSignInProof.swift", ["guard let assumption"], "the granter asks for a session behind a grant alone"),
    ("STS/SAML/SAMLProof.swift", ["guard let (subject|claims) = run.*"], "a run that refused nothing has read both"),
]
