#ifndef C_DATABASE_PAGES_H
#define C_DATABASE_PAGES_H

struct sqlite3;

/// From now on every database of this process that says so in its header has a checksum at the end of each page: made when a page is
/// written to the file, compared when it is read. A page that is not what was written reads as SQLITE_CORRUPT. Other programs may read such
/// databases and not write them. Returns an SQLite code.
int ck_pages_register(void);

/// Gives a database that is empty, or about to be rebuilt with VACUUM, room for checksums. Returns an SQLite code.
int ck_pages_reserve(struct sqlite3 *database);

/// Whether the pages of a database have room for checksums.
int ck_pages_are_checked(struct sqlite3 *database);

/// Pages read by this process that had no checksum although their database has room for them: another program wrote them.
long ck_pages_unchecked(void);

/// Databases that this thread opens next are taken to be files that nobody changes: no locks, no log, nothing made beside them.
void ck_pages_open_immutable(int on);

#endif
