// libpq: what Swift sees of it, and the macros that Swift cannot read.
#pragma once
#include <postgresql/libpq-fe.h>

// These are characters to the compiler.
static const int apus_pg_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int apus_pg_state = PG_DIAG_SQLSTATE;
static const int apus_pg_message = PG_DIAG_MESSAGE_PRIMARY;
static const int apus_pg_table = PG_DIAG_TABLE_NAME;
static const int apus_pg_column = PG_DIAG_COLUMN_NAME;
static const int apus_pg_type = PG_DIAG_DATATYPE_NAME;
static const int apus_pg_constraint = PG_DIAG_CONSTRAINT_NAME;

// Opens libpq; answers why that cannot be done, and nothing when it is open. Any thread, any number of times.
const char *apus_pg_open(void);
