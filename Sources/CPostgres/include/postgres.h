#ifndef SALLYPORT_POSTGRES_H
#define SALLYPORT_POSTGRES_H

// libpq, PostgreSQL's client library. Debian keeps its header apart from the others.
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

/// Loads libpq, which brings LDAP and Kerberos along: only a broker whose store is in PostgreSQL should have them.
///
/// Has to succeed before any function of libpq is called; what is loaded stays. Safe from several threads.
///
/// - Returns: null, or why it can't be loaded.
const char *sallyport_load_libpq(void);

#endif
