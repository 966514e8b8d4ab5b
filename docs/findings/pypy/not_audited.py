# Imports the module while an audit hook listens.
import sys

sys.path.insert(0, sys.argv[1])
events = []
sys.addaudithook(lambda event, arguments: event == "import" and events.append(arguments[0]))
import demo

print(events)
