#include "CAllocationCounter.h"

#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);

static _Thread_local int counting;
static _Thread_local long allocations;

void allocation_counting_begin(void) {
  allocations = 0;
  counting = 1;
}

long allocation_counting_end(void) {
  counting = 0;
  return allocations;
}

void *malloc(size_t size) {
  allocations += counting;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  allocations += counting;
  return __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
  allocations += counting;
  return __libc_realloc(pointer, size);
}
