"""Requests that botocore signed, changed in one place: the gateway lets none pass that botocore would sign differently."""

from support import mutations


def test_what_botocore_would_sign_differently_is_refused(sallyport, tmp_path):
    broker, credentials = mutations.broker_that_allows_everything(tmp_path)
    try:
        outcome = mutations.run(broker, credentials, count=2_000, seed=20_261_128)
    finally:
        broker.stop()
    assert not outcome.wrong, "\n".join(outcome.wrong[:5])
    # Each kind of change was made, and what is the same passes: refusing everything would be no proof.
    assert len(outcome.made) >= 17 and sum(outcome.passed.values()) > 100
    assert outcome.refused["403 SignatureDoesNotMatch"] > 500
