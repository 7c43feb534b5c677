#ifndef CK_MEMORY_H
#define CK_MEMORY_H

// memory.c: asks the system for huge pages behind `bytes` at `start` (a multiple of CK_HUGE_PAGE), before they are first written. Rows read in
// random order then miss the processor's table of pages less often. Where the system has none, nothing happens.
#define CK_HUGE_PAGE (2L << 20)
void ck_prefer_huge_pages(void *start, long bytes);

#endif
