import Testing

@testable import PostgreSQL

@Suite("What a statement begins with") struct VerbTests {
    @Test(arguments: [
        ("BEGIN ISOLATION LEVEL SERIALIZABLE", Verb.begin), ("start transaction", .begin), ("COMMIT", .commit),
        ("end", .commit), ("ROLLBACK", .rollback), ("abort", .rollback), ("ROLLBACK WORK", .rollback),
        ("rollback to savepoint a", .savepoint), ("ROLLBACK TRANSACTION TO a", .savepoint), ("savepoint a", .savepoint),
        ("RELEASE a", .savepoint), ("SELECT 1", .ordinary), ("  -- x\n /* y */ ((select 1))", .ordinary),
        ("with a as (select 1) insert into b select * from a", .ordinary), ("VACUUM", .other), ("", .other),
        ("SET x = 1", .other), ("CREATE TABLE a (b int)", .other), ("/* open", .other), ("selection", .other),
        ("select set_config('a', 'b', false)", .other), ("SELECT pg_advisory_lock(1)", .other),
        ("SELECT PG_TRY_ADVISORY_LOCK(1)", .other), ("DECLARE a CURSOR WITH HOLD FOR SELECT 1", .other),
        ("SELECT pg_advisory_xact_lock(1)", .ordinary),
    ])
    func `is known`(text: String, verb: Verb) {
        #expect(Verb(Array(text.utf8)) == verb)
    }
}
