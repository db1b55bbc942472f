#include "postgres.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// The functions of libpq that are called here, each as a name of the same type that leads to the library's own. The compiler
// compares them with the library's header.

#define FUNCTIONS(FUNCTION) \
    FUNCTION(PGconn *, PQconnectdbParams, (const char *const *keywords, const char *const *values, int expand), \
             (keywords, values, expand)) \
    FUNCTION(PQconninfoOption *, PQconninfoParse, (const char *text, char **message), (text, message)) \
    FUNCTION(ConnStatusType, PQstatus, (const PGconn *connection), (connection)) \
    FUNCTION(PGTransactionStatusType, PQtransactionStatus, (const PGconn *connection), (connection)) \
    FUNCTION(char *, PQerrorMessage, (const PGconn *connection), (connection)) \
    FUNCTION(char *, PQhost, (const PGconn *connection), (connection)) \
    FUNCTION(char *, PQport, (const PGconn *connection), (connection)) \
    FUNCTION(int, PQsocket, (const PGconn *connection), (connection)) \
    FUNCTION(int, PQsetnonblocking, (PGconn *connection, int value), (connection, value)) \
    FUNCTION(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn *connection, PQnoticeReceiver receiver, void *context), \
             (connection, receiver, context)) \
    FUNCTION(int, PQsendQuery, (PGconn *connection, const char *query), (connection, query)) \
    FUNCTION(int, PQsendQueryParams, \
             (PGconn *connection, const char *query, int count, const Oid *types, const char *const *values, \
              const int *lengths, const int *formats, int format), \
             (connection, query, count, types, values, lengths, formats, format)) \
    FUNCTION(int, PQflush, (PGconn *connection), (connection)) \
    FUNCTION(int, PQconsumeInput, (PGconn *connection), (connection)) \
    FUNCTION(int, PQisBusy, (PGconn *connection), (connection)) \
    FUNCTION(PGresult *, PQgetResult, (PGconn *connection), (connection)) \
    FUNCTION(PGnotify *, PQnotifies, (PGconn *connection), (connection)) \
    FUNCTION(ExecStatusType, PQresultStatus, (const PGresult *result), (result)) \
    FUNCTION(char *, PQresultErrorMessage, (const PGresult *result), (result)) \
    FUNCTION(char *, PQresultErrorField, (const PGresult *result, int field), (result, field)) \
    FUNCTION(int, PQntuples, (const PGresult *result), (result)) \
    FUNCTION(int, PQnfields, (const PGresult *result), (result)) \
    FUNCTION(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column)) \
    FUNCTION(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column)) \
    FUNCTION(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))

#define PROCEDURES(PROCEDURE) \
    PROCEDURE(PQfinish, (PGconn *connection), (connection)) \
    PROCEDURE(PQclear, (PGresult *result), (result)) \
    PROCEDURE(PQfreemem, (void *memory), (memory)) \
    PROCEDURE(PQconninfoFree, (PQconninfoOption *options), (options))

#define FUNCTION(result, name, parameters, arguments) \
    static result(*loaded_##name) parameters; \
    result name parameters { return loaded_##name arguments; }
FUNCTIONS(FUNCTION)

#define PROCEDURE(name, parameters, arguments) \
    static void(*loaded_##name) parameters; \
    void name parameters { loaded_##name arguments; }
PROCEDURES(PROCEDURE)

static char failure[256];
static int has_failed;

static void *find(void *library, const char *name) {
    void *function = dlsym(library, name);
    if (!function && !has_failed) {
        has_failed = 1;
        snprintf(failure, sizeof failure, "it has no %s", name);
    }
    return function;
}

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        has_failed = 1;
        const char *reason = dlerror();
        snprintf(failure, sizeof failure, "%s", reason ? reason : "libpq.so.5 can't be loaded");
        return;
    }
#define FIND(result, name, parameters, arguments) loaded_##name = find(library, #name);
    FUNCTIONS(FIND)
#define FIND_PROCEDURE(name, parameters, arguments) loaded_##name = find(library, #name);
    PROCEDURES(FIND_PROCEDURE)
}

const char *sallyport_load_libpq(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return has_failed ? failure : NULL;
}
