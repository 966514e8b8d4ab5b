/*
 * The C interface that capsule_exporter offers to other extension modules, like those of datetime and NumPy.
 */
#ifndef EXTPROOF_CAPSULE_API_H
#define EXTPROOF_CAPSULE_API_H

#include <stdatomic.h>

#define CAPSULE_API "capsule_exporter.api"

struct capsule_api {
    /* Counts a call and returns the count. */
    int (*call)(struct capsule_api *self);
    atomic_int calls;
};

#endif
