/// Keys that everybody knows: what is found on one machine has to be signed, and to open, on each.
enum KnownKeys {
    /// Of the IdP.
    static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQginecQVzotJA+uGQk
        OUXOLw1KMQQpt/rs7AOMZeChDkKhRANCAAR4/goYdviw/0f7fFaj+w2ZYbIkXvjX
        rwurmgzqhZ2j7iX6WEItFw8hhsc84FmEZGk+XsC9N/jvC5v8itqDuhOP
        -----END PRIVATE KEY-----
        """

    /// Of 1,024 bits, of the service provider, and of an IdP that signs queries.
    static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBANN7RdYhMX+1NdPp
        kFF0Tea9DQNBsKPDIoc8de41CNd9uBxxbg+IyGDj80s0D7/5XzTT7e9PgoQsKXgJ
        NRfvc27jmiLf4HF3PjzIhWaIK8nii93cG/ia+wYjidHkS9CVLEwGVJIs/TQ7ebOL
        fozqJkdtL1hoshPYFhfBnzW+e7xtAgMBAAECgYBPiWVSi1ladoSwFn+4os1JooBq
        YSJV9OXfhtWzqS6SHS5JRD/oh8EU76Zo+kOSJ++upqYuAvFLVHCkPJJDVkNLGjlI
        VaUdXAccrjILYA2K8TbHsqWYN8fCnRE4xN129qdcpeukBJVOO1dkx4073++YlacU
        pf0phN6lj8FfSAAn4QJBAOmAw34IDjLZnkceNNf2pbcN/ctbr1u3zVZQ+zqmLXCi
        vVvnPRpEzr87MDzoBC8ZwkxDnZQwaU1hmz/grJHYFa8CQQDn21xm8LOvsuHrWyE2
        +EnSkU8PCMs6HHokrQVLxhXuIX6TE2iuFa1Z8+WdAQUQA4p5lMs6sDOeeowk8aVp
        InKjAkAwoVmVmPXkD0CQjTDyPXMb4bUWsjyePHRuYqU//LX//FS1nD40h1oLp7cP
        KD8e1B2MJpTd9QspS4e60P7/zOIPAkEA4YgCoOuAjebeVXbmnzbzcE0CbyhprxQm
        R+i5nxSHHoUcP2qAx920KyzQ7GEikIoxN8Thzyu4em7QRdt8wADPKwJANVwcO9XI
        3wlXpV3RL5eE1UqirYsY0/D+fCBT91ZFtGYF0PL9i55UucY8ew01Snyl+MntpIh6
        19g+iG2wzGYkHw==
        -----END PRIVATE KEY-----
        """
}
