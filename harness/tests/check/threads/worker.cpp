// worker: a module that starts a thread of C++, with a name, which never ends.
#include <Python.h>

#include <chrono>
#include <sys/prctl.h>
#include <thread>

static int start(PyObject *)
{
    std::thread([] {
        prctl(PR_SET_NAME, "it's a worker");
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }).detach();
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, reinterpret_cast<void *>(start)}, {0, nullptr}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "worker", nullptr, 0, nullptr, slots, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_worker() { return PyModuleDef_Init(&definition); }
