/* A program without Python, which opens the host c as a plug-in, as such programs open all plug-ins. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* The result of dlsym, as a function. */
typedef union {
    void *symbol;
    int (*run)(int argc, char **argv);
    const char *(*version)(void);
} Function;

int main(int argc, char **argv)
{
    /* The libpython that the plug-in is linked with comes with it, and is as local. */
    void *plugin = dlopen(PLUGIN, RTLD_NOW | RTLD_LOCAL);
    if (plugin == NULL) {
        fprintf(stderr, "plugin: %s\n", dlerror());
        return 2;
    }
    Function run = {dlsym(plugin, "run")}, version = {dlsym(plugin, "Py_GetVersion")};
    if (argc == 2 && strcmp(argv[1], "--describe") == 0) {
        const char *python = version.version(); /* It has a newline in it. */
        return printf("{\"contract\":1,\"name\":\"plugin\",\"version\":\"1\",\"link\":\"local\",\"steps\":"
                      "[\"execute\",\"finalize\",\"initialize\",\"register\"],\"python\":\"%.*s\"}\n",
                      (int)strcspn(python, "\n"), python) < 0;
    }
    return run.run(argc, argv);
}
