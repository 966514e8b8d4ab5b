/* A minimal host in plain C; docs/writing-a-host.md explains it step by step. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <fcntl.h>
#include <unistd.h>

/* The fixtures that are linked into the host. */
extern const struct {
    const char *name;
    PyObject *(*init)(void);
} extproof_fixtures[];

static char scenario[16 << 20]; /* The text of the scenario. */
static int initialized;         /* Is Python initialized? */
static const char *events;      /* The path of the events file. */

/*
 * The value of the next key of that name from p on, or an empty text. The harness writes no spaces, and inside a
 * string each quote has a backslash before it: `"key":` without a backslash is a key.
 */
static const char *get(const char *p, const char *key)
{
    char pattern[32];
    int length = snprintf(pattern, sizeof(pattern), "\"%s\":", key);
    while ((p = strstr(p, pattern)) != NULL && p[-1] == '\\') {
        p++;
    }
    return p != NULL ? p + length : "";
}

/* The string at p, for C; `end` is set to its end. It is never freed, because Python keeps names. */
static char *text(const char *p, const char **end)
{
    static const char escapes[] = "b\bf\fn\nr\rt\t";
    char *result = calloc(strlen(p) + 1, 1), *to = result;
    for (p += *p == '"'; *p != '\0' && *p != '"'; p++) {
        if (*p != '\\') {
            *to++ = *p;
        } else if (*++p == 'u') {
            /* From \u0000 to \u001f; no other character is written so. */
            *to++ = (char)strtol((char[]){p[3], p[4], '\0'}, NULL, 16);
            p += 4;
        } else {
            const char *escape = strchr(escapes, *p);
            *to++ = escape != NULL ? escape[1] : *p;
        }
    }
    *end = p + (*p == '"');
    return result;
}

static char *string(const char *p, const char *key) { return text(get(p, key), &p); }

static PyStatus add_all(PyWideStringList *list, const char *p)
{
    PyStatus status = PyStatus_Ok();
    while (p[0] != '\0' && p[1] == '"' && !PyStatus_Exception(status)) { /* After a bracket or a comma. */
        status = PyWideStringList_Append(list, Py_DecodeLocale(text(p + 1, &p), NULL));
    }
    return status;
}

static PyStatus start(PyConfig *config, const char *step)
{
    PyStatus status;
#define TRY(call) if (status = (call), PyStatus_Exception(status)) return status
    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    TRY(Py_PreInitialize(&preconfig));
    PyConfig_InitIsolatedConfig(config);
    config->site_import = config->install_signal_handlers = config->write_bytecode = 0;
    TRY(PyConfig_SetBytesString(config, &config->home, string(scenario, "home")));
    TRY(PyConfig_SetBytesString(config, &config->executable, string(scenario, "executable")));
    TRY(PyConfig_SetBytesString(config, &config->program_name, string(scenario, "executable")));
    TRY(add_all(&config->xoptions, get(step, "xoptions")));
    TRY(add_all(&config->warnoptions, get(step, "warnoptions")));
    return Py_InitializeFromConfig(config);
}

/* The function of each step returns NULL on success, otherwise the error. */
static const char *do_initialize(const char *step)
{
    PyConfig config = {0};
    PyStatus status = start(&config, step);
    PyConfig_Clear(&config);
    initialized |= !PyStatus_Exception(status);
    static char error[256];
    snprintf(error, sizeof(error), "%s: %s", status.func ? status.func : "Python",
             status.err_msg ? status.err_msg : "exit");
    return PyStatus_Exception(status) ? error : NULL;
}

static const char *do_execute(const char *step)
{
    return !initialized ? "no interpreter" : PyRun_SimpleString(string(step, "code")) ? "PyRun_SimpleString: -1" : NULL;
}

static const char *do_finalize(const char *step)
{
    (void)step;
    initialized = 0;
    return Py_FinalizeEx() != 0 ? "Py_FinalizeEx: -1" : NULL;
}

static const char *do_register(const char *step)
{
    for (int i = 0; extproof_fixtures[i].name != NULL; i++) {
        if (strcmp(extproof_fixtures[i].name, string(step, "fixture")) == 0) {
            int result = PyImport_AppendInittab(string(step, "name"), extproof_fixtures[i].init);
            return result != 0 ? "PyImport_AppendInittab: -1" : NULL;
        }
    }
    return "no such fixture is linked";
}

/* What the host can do, ended by a NULL name. */
static const struct supported {
    const char *name, *(*run)(const char *step);
} supported[] = {
    {"execute", do_execute}, {"finalize", do_finalize}, {"initialize", do_initialize}, {"register", do_register}, {0},
};

static const struct supported *find(const char *step)
{
    const struct supported *found = supported;
    while (found->name != NULL && strcmp(found->name, string(step, "do")) != 0) found++;
    return found;
}

/* Appends a line. The file is opened each time: code under test can close a kept descriptor and reuse its number. */
static void emit(const char *format, int id, const char *error)
{
    int file = open(events, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 || dprintf(file, format, id, error) < 0 || close(file) != 0) perror("c: EXTPROOF_EVENTS"), _exit(2);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--describe") == 0) {
        const char *python = Py_GetVersion(); /* It contains a newline. */
        printf("{\"contract\":1,\"name\":\"c\",\"version\":\"1\",\"link\":\"shared\",\"python\":\"%.*s\",\"steps\":",
               (int)strcspn(python, "\n"), python);
        for (int i = 0; supported[i].name != NULL; i++) printf("%c\"%s\"", i == 0 ? '[' : ',', supported[i].name);
        return puts("]}") < 0;
    }
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL || (fread(scenario, 1, sizeof(scenario) - 1, file), !feof(file)) ||
        *get(scenario, "contract") != '1') {
        return fprintf(stderr, "usage: c --describe | c SCENARIO.json (version 1 of the contract)\n"), 2;
    }
    const char *steps = get(scenario, "steps");
    for (const char *step = get(steps, "id"); *step != '\0'; step = get(step, "id")) {
        if (find(step)->name == NULL) return fprintf(stderr, "c: unknown step %s\n", string(step, "do")), 2;
    }
    events = strdup(getenv("EXTPROOF_EVENTS")); /* Code under test can change the environment. */
    for (const char *step = get(steps, "id"); *step != '\0'; step = get(step, "id")) {
        int id = atoi(step);
        emit("{\"begin\":%d}\n", id, NULL);
        const char *error = find(step)->run(step);
        emit(error ? "{\"end\":%d,\"status\":\"failed\",\"error\":\"%s\"}\n" : "{\"end\":%d,\"status\":\"ok\"}\n",
             id, error);
    }
    emit("{\"done\":true}\n", 0, NULL);
    return 0;
}
