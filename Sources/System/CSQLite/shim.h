// SQLite: what Swift sees of it, and the functions and macros that Swift cannot call.
#pragma once
#include <errno.h>
#include <sqlite3.h>

// Before the first connection: each is used by one thread at a time, and nobody reads the count of all memory, which
// every allocation would take a lock for.
static inline int apus_sqlite_configure(void) {
    int code = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : code;
}
// A null pointer would be bound as NULL, whatever the length.
static inline int apus_bind_text(sqlite3_stmt *_Nonnull statement, int index, const void *_Nullable bytes, long count) {
    return sqlite3_bind_text64(statement, index, count ? bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int apus_bind_bytes(sqlite3_stmt *_Nonnull statement, int index, const void *_Nullable bytes, long count) {
    return count ? sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT)
                 : sqlite3_bind_zeroblob(statement, index, 0);
}
// Whether the log, or the database, could last not be written because of a quota or a limit of files' sizes.
static inline int apus_sqlite_lacks_room(sqlite3 *_Nonnull database) {
    sqlite3_file *log = 0;
    int code = 0;
    if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log && log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &code);
    if (code == 0) sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &code);
    return code == EDQUOT || code == EFBIG;
}
// Nothing that is stored may call functions with effects, and the schema's own tables cannot be written.
static inline int apus_sqlite_defend(sqlite3 *_Nonnull database) {
    int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return code == SQLITE_OK ? sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 1, (int *)0) : code;
}
