/*
 * harmless: a single-phase module whose statics point to nothing that belongs to an interpreter.
 *
 * - A static type, whose fields Python fills with objects, and a pointer to it.
 * - The definition of a single-phase module with m_size -1, where Python keeps a copy of its dict.
 * - Pointers to None, to a static type of Python, to memory that isn't there, and to memory that is no object, though its
 *   beginning looks like one.
 */
#include <Python.h>
#include <stdlib.h>
#include <sys/mman.h>

static PyTypeObject kind = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "harmless.Kind",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};
static PyTypeObject *pointer = &kind;
static PyObject *none;
static PyTypeObject *exception;

static void *wild[] = {
    (void *)8,
    (void *)0x10000,
    (void *)-8,
    (void *)0x7ffffffff000,
    (void *)0xdead0000dead0000,
    NULL,
    NULL,
};
static struct alike {
    Py_ssize_t count;
    PyTypeObject *kind;
} *alike, *dead;

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "harmless",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_harmless(void)
{
    if (PyType_Ready(pointer) < 0) {
        return NULL;
    }
    none = Py_None;
    exception = (PyTypeObject *)PyExc_ValueError;
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    alike = calloc(1, 64);
    dead = calloc(1, 64);
    if (page == MAP_FAILED || alike == NULL || dead == NULL) {
        return PyErr_NoMemory();
    }
    /* The head of an object at the end of what can be read. */
    wild[5] = page + 4096 - 8;
    mprotect(page + 4096, 4096, PROT_NONE);
    wild[6] = page + 4096;
    alike->count = 1;
    alike->kind = &PyDict_Type;
    dead->kind = &PyLong_Type;
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        return NULL;
    }
    Py_INCREF(&kind);
    if (PyModule_AddObject(module, "Kind", (PyObject *)&kind) < 0) {
        return NULL;
    }
    return module;
}
