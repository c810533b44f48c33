/// Counts what the calling thread asks of malloc, calloc and realloc, between the two calls.
///
/// The test program's own definitions of these stand before those of the C library, for the Swift runtime too.
void allocation_counting_begin(void);
long allocation_counting_end(void);
