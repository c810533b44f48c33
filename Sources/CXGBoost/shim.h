#ifndef FRESHET_CXGBOOST_H
#define FRESHET_CXGBOOST_H
#include <xgboost/c_api.h>
#endif
