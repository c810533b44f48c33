#ifndef FRESHET_COPENBLAS_H
#define FRESHET_COPENBLAS_H
#include <cblas.h>
#endif
