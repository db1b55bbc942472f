/// What tests of a broker need, in one import: the development identity provider beside the suite and the sink of this module.
@_exported public import DevelopmentIdentityProvider
