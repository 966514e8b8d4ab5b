/*
 * A module of each kind, with what nearly every module has: a function, a list and a number. What goes wrong with the one
 * goes wrong with every module of its kind.
 *
 * One library for every Python: it knows of the C API what the stable ABI fixes, and of objects both heads.
 */
#include <stddef.h>
#include <stdint.h>

typedef struct object object;

/* Of the libpython that is loaded. */
extern const char *Py_GetVersion(void);
extern object *PyModule_Create2(object *definition, int version);
extern object *PyModuleDef_Init(object *definition);
extern int PyModule_AddIntConstant(object *module, const char *name, long value);
extern int PyModule_AddObject(object *module, const char *name, object *value);
extern object *PyList_New(intptr_t length);
extern object *PyLong_FromLong(long value);
extern void Py_DecRef(object *value);

enum { API_VERSION = 1013, METH_NOARGS = 4 };
enum { SLOT_EXEC = 2, SLOT_INTERPRETERS = 3, SLOT_GIL = 4 };

struct method {
    const char *name;
    object *(*call)(object *, object *);
    int flags;
    const char *doc;
};

struct slot {
    int number;
    void *value;
};

/* A definition behind the head of an object; that of a free-threaded Python is longer by its first two words. */
struct definition {
    uint64_t thread;
    uint8_t flags[8];
    intptr_t count;
    void *kind;
    void *init;
    intptr_t index;
    object *copy;
    const char *name;
    const char *doc;
    intptr_t size;
    struct method *methods;
    struct slot *slots;
    void *visits[3];
};

static int is_free_threaded(void)
{
    static const char wanted[] = "free-threading build";
    for (const char *text = Py_GetVersion(); *text; text++) {
        size_t length = 0;
        while (wanted[length] && text[length] == wanted[length]) length++;
        if (!wanted[length]) return 1;
    }
    return 0;
}

/* What Python takes for the definition. */
static object *head_of(struct definition *definition)
{
    if (is_free_threaded()) return (object *)definition;
    if (definition->count == 0) definition->count = 1;
    return (object *)&definition->count;
}

static object *answer(object *module, object *nothing)
{
    (void)module;
    (void)nothing;
    return PyLong_FromLong(42);
}

static struct method methods[] = {
    {.name = "answer", .call = answer, .flags = METH_NOARGS},
    {.name = NULL},
};

static int fill(object *module)
{
    object *items = PyList_New(0);
    if (items == NULL) return -1;
    if (PyModule_AddObject(module, "items", items) < 0) {
        Py_DecRef(items);
        return -1;
    }
    return PyModule_AddIntConstant(module, "number", 1);
}

static object *make(struct definition *definition)
{
    object *module = PyModule_Create2(head_of(definition), API_VERSION);
    if (module != NULL && fill(module) < 0) {
        Py_DecRef(module);
        return NULL;
    }
    return module;
}

/* The count of what lives as long as the process. */
#define DEFINITION(module) .flags = {0, 0, 0, 0, 255, 255, 255, 255}, .name = #module, .methods = methods

#define SINGLE_PHASE(module, state) \
    static struct definition module##_definition = {DEFINITION(module), .size = (state)}; \
    object *PyInit_##module(void); \
    object *PyInit_##module(void) { return make(&module##_definition); }

#define MULTI_PHASE(module, ...) \
    static struct slot module##_slots[] = {{SLOT_EXEC, (void *)fill}, __VA_ARGS__ {0, NULL}}; \
    static struct definition module##_definition = {DEFINITION(module), .slots = module##_slots}; \
    object *PyInit_##module(void); \
    object *PyInit_##module(void) { return PyModuleDef_Init(head_of(&module##_definition)); }

#define INTERPRETERS(value) {SLOT_INTERPRETERS, (void *)(uintptr_t)(value)},
#define GIL_NOT_USED {SLOT_GIL, (void *)(uintptr_t)1},

SINGLE_PHASE(control_global, -1)
SINGLE_PHASE(control_stateless, 0)
SINGLE_PHASE(control_state, 8)
MULTI_PHASE(control_multi, )
MULTI_PHASE(control_not_supported, INTERPRETERS(0))
MULTI_PHASE(control_supported, INTERPRETERS(1))
MULTI_PHASE(control_own_gil, INTERPRETERS(2))
MULTI_PHASE(control_multi_gil_not_used, GIL_NOT_USED)
MULTI_PHASE(control_not_supported_gil_not_used, INTERPRETERS(0) GIL_NOT_USED)
MULTI_PHASE(control_supported_gil_not_used, INTERPRETERS(1) GIL_NOT_USED)
MULTI_PHASE(control_own_gil_gil_not_used, INTERPRETERS(2) GIL_NOT_USED)
