# A host that keeps the contract: it is the Python that it says it embeds. Tests make it lie by replacing lines.
import json, os, sys

NAME, CONTRACT, PYTHON = "honest", 1, sys.version
STEPS = ["execute", "finalize", "initialize"]

def describe():
    description = {"contract": CONTRACT, "name": NAME, "version": "1", "python": PYTHON, "link": "shared", "steps": STEPS}
    print(json.dumps(description))
    return 0

def read(path):
    scenario = json.load(open(path))
    assert scenario["contract"] == 1, "another contract"
    for step in scenario["steps"]:
        assert step["do"] in STEPS, "unknown step"
    return scenario["steps"]

def perform(step, state):
    if step["do"] == "initialize":
        state["running"] = True
    elif step["do"] == "finalize":
        state["running"] = False
    elif not state.get("running"):
        return "no interpreter"
    elif step["do"] == "execute":
        try:
            exec(step["code"], state["globals"])
        except BaseException as error:
            return repr(error)

def carry_out(steps):
    events = os.open(os.environ["EXTPROOF_EVENTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    write = lambda event: os.write(events, (json.dumps(event) + "\n").encode())
    state = {"globals": {"__name__": "__main__"}}
    for step in steps:
        begin, end = {"begin": step["id"]}, {"end": step["id"], "status": "ok"}
        write(begin)
        error = perform(step, state)
        if error is not None:
            end.update(status="failed", error=error)
        write(end)
    write({"done": True})
    return 0

def main():
    if sys.argv[1:] == ["--describe"]:
        return describe()
    try:
        steps = read(sys.argv[1])
    except Exception as error:
        print("honest: %r" % error, file=sys.stderr)
        return 2
    return carry_out(steps)

sys.exit(main())
