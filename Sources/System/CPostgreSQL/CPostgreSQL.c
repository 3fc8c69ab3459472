// libpq, opened when the first database is named rather than when the program starts: it brings Kerberos, LDAP and two
// TLS libraries along, which take 3 MiB and a seventh of the time to start.
//
// Each of its functions that is called stands here under its own name and passes the call on. They are hidden, so that
// libpq itself goes on to call its own.
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#pragma GCC visibility push(hidden)
#include "CPostgreSQL.h"

// The name by which programs for this version of the interface ask for it; it has been the same since 2005.
static const char library[] = "libpq.so.5";

static void *_Atomic opened;

const char *apus_pg_open(void) {
    if (atomic_load_explicit(&opened, memory_order_acquire)) return NULL;
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return dlerror();
    // Whoever else opened it meanwhile has got the same.
    atomic_store_explicit(&opened, handle, memory_order_release);
    return NULL;
}

// Who did not ask whether it can be opened, or meets one that lacks a function, cannot go on.
static void *find(const char *name) {
    const char *problem = apus_pg_open();
    void *function = problem ? NULL : dlsym(opened, name);
    if (function) return function;
    fprintf(stderr, "%s: %s\n", name, problem ? problem : dlerror());
    abort();
}

#define PASS(result, name, parameters, arguments) \
    result name parameters { \
        static _Atomic(__typeof__(&name)) found; \
        __typeof__(&name) function = atomic_load_explicit(&found, memory_order_relaxed); \
        if (!function) { \
            function = (__typeof__(&name))find(#name); \
            atomic_store_explicit(&found, function, memory_order_relaxed); \
        } \
        return function arguments; \
    }

PASS(PQconninfoOption *, PQconndefaults, (void), ())
PASS(PQconninfoOption *, PQconninfoParse, (const char *text, char **problem), (text, problem))
PASS(void, PQconninfoFree, (PQconninfoOption *options), (options))
PASS(void, PQfreemem, (void *memory), (memory))

// Connections
PASS(PGconn *, PQconnectStartParams, (const char *const *names, const char *const *values, int expand),
     (names, values, expand))
PASS(PostgresPollingStatusType, PQconnectPoll, (PGconn *c), (c))
PASS(void, PQfinish, (PGconn *c), (c))
PASS(ConnStatusType, PQstatus, (const PGconn *c), (c))
PASS(PGTransactionStatusType, PQtransactionStatus, (const PGconn *c), (c))
PASS(char *, PQerrorMessage, (const PGconn *c), (c))
PASS(const char *, PQparameterStatus, (const PGconn *c, const char *name), (c, name))
PASS(int, PQserverVersion, (const PGconn *c), (c))
PASS(int, PQsocket, (const PGconn *c), (c))
PASS(int, PQsslInUse, (PGconn *c), (c))
PASS(int, PQsetnonblocking, (PGconn *c, int value), (c, value))
PASS(PGVerbosity, PQsetErrorVerbosity, (PGconn *c, PGVerbosity value), (c, value))
PASS(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn *c, PQnoticeReceiver receiver, void *context),
     (c, receiver, context))
PASS(PGcancel *, PQgetCancel, (PGconn *c), (c))
PASS(int, PQcancel, (PGcancel *key, char *problem, int size), (key, problem, size))
PASS(void, PQfreeCancel, (PGcancel *key), (key))

// What is sent
PASS(int, PQenterPipelineMode, (PGconn *c), (c))
PASS(int, PQexitPipelineMode, (PGconn *c), (c))
PASS(int, PQpipelineSync, (PGconn *c), (c))
PASS(int, PQflush, (PGconn *c), (c))
PASS(int, PQsendQuery, (PGconn *c, const char *text), (c, text))
PASS(int, PQsendPrepare, (PGconn *c, const char *name, const char *text, int count, const Oid *types),
     (c, name, text, count, types))
PASS(int, PQsendQueryParams,
     (PGconn *c, const char *text, int count, const Oid *types, const char *const *values, const int *lengths,
      const int *formats, int format),
     (c, text, count, types, values, lengths, formats, format))
PASS(int, PQsendQueryPrepared,
     (PGconn *c, const char *name, int count, const char *const *values, const int *lengths, const int *formats,
      int format),
     (c, name, count, values, lengths, formats, format))

// What comes
PASS(int, PQconsumeInput, (PGconn *c), (c))
PASS(int, PQisBusy, (PGconn *c), (c))
PASS(int, PQsetSingleRowMode, (PGconn *c), (c))
PASS(PGnotify *, PQnotifies, (PGconn *c), (c))
PASS(PGresult *, PQgetResult, (PGconn *c), (c))
PASS(void, PQclear, (PGresult *r), (r))
PASS(ExecStatusType, PQresultStatus, (const PGresult *r), (r))
PASS(char *, PQresultErrorMessage, (const PGresult *r), (r))
PASS(char *, PQresultErrorField, (const PGresult *r, int part), (r, part))
PASS(size_t, PQresultMemorySize, (const PGresult *r), (r))
PASS(char *, PQcmdStatus, (PGresult *r), (r))
PASS(char *, PQcmdTuples, (PGresult *r), (r))
PASS(int, PQntuples, (const PGresult *r), (r))
PASS(int, PQnfields, (const PGresult *r), (r))
PASS(char *, PQfname, (const PGresult *r, int column), (r, column))
PASS(Oid, PQftype, (const PGresult *r, int column), (r, column))
PASS(int, PQgetisnull, (const PGresult *r, int row, int column), (r, row, column))
PASS(int, PQgetlength, (const PGresult *r, int row, int column), (r, row, column))
PASS(char *, PQgetvalue, (const PGresult *r, int row, int column), (r, row, column))
