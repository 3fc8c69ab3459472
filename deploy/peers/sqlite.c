// What SQLite itself reaches when nobody has to be answered: the peer of `Benchmarks sqlite`.
//
//   sqlite FILE bulk|commit|read ROWS SECONDS    prints how many a second, and the µs of processor of each
//
// bulk: transactions of ROWS rows with a key. commit: the same, each with its series' latest value. read: one row by
// its key. All with a log beside the file and every commit on the disk.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static sqlite3 *db;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
}
static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0));
    return statement;
}
static int run(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    check(code);
    sqlite3_reset(statement);
    return code;
}
static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}
static double used(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}
static void bind(sqlite3_stmt *statement, long run, long key, long step) {
    sqlite3_bind_int64(statement, 1, run);
    sqlite3_bind_int64(statement, 2, key);
    sqlite3_bind_int64(statement, 3, step);
    sqlite3_bind_int64(statement, 4, step);
}

int main(int count, char **words) {
    if (count != 5) return 2;
    const char *what = words[2];
    long rows = atol(words[3]), done = 0;
    double seconds = atof(words[4]);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    remove(words[1]);
    check(sqlite3_open_v2(words[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0));
    check(sqlite3_exec(db,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000;"
        "CREATE TABLE points (run INT, key INT, step INT, at INT, value REAL, PRIMARY KEY (run, key, step, at))"
        " WITHOUT ROWID;"
        "CREATE TABLE latest (run INT, key INT, step INT, at INT, value REAL, PRIMARY KEY (run, key)) WITHOUT ROWID;",
        0, 0, 0));
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    sqlite3_stmt *insert = prepare("INSERT INTO points VALUES (?, ?, ?, ?, 0.25) ON CONFLICT DO NOTHING");
    sqlite3_stmt *latest = prepare(
        "INSERT INTO latest VALUES (?, ?, ?, ?, 0.25) ON CONFLICT DO UPDATE SET step = excluded.step, at = excluded.at,"
        " value = excluded.value WHERE (step, at, value) < (excluded.step, excluded.at, excluded.value)");
    sqlite3_stmt *read = prepare("SELECT value FROM points WHERE run = ? AND key = ? AND step = ? AND at = ?");
    int reads = !strcmp(what, "read"), both = !strcmp(what, "commit");
    long turns = reads ? 1000 : 1L << 40;
    double start = now(), before = used();
    for (long turn = 0; turn < turns && (reads || now() - start < seconds); turn++) {
        run(begin);
        for (long row = 0; row < (reads ? 1000 : rows); row++) {
            long series = both ? row / 8 : turn % 8, key = both ? row % 8 : row % 10;
            long step = both ? turn : turn / 8 * 100 + row / 10;
            bind(insert, series, key, step);
            run(insert);
            if (!both) continue;
            bind(latest, series, key, step);
            run(latest);
        }
        run(commit);
        done += rows;
    }
    if (reads) {
        srand(1);
        for (done = 0, start = now(), before = used(); now() - start < seconds; done++) {
            bind(read, rand() % 8, rand() % 10, rand() % 12500);
            if (run(read) != SQLITE_ROW) return 1;
        }
    }
    printf("%.0f %.2f\n", done / (now() - start), (used() - before) * 1e6 / done);
    return 0;
}
