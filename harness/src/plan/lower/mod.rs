//! From the steps of a case or a trial to those of a host.

mod placing;

use std::collections::BTreeMap;
use std::mem;
use std::path::PathBuf;

use extproof_contract::{self as contract, InitSource, InterpreterConfig, Name, Operation, Scenario, StartOptions};

use crate::case::{Action, EntryInit, PythonAction, Step, StepNames, TableEntry};
use crate::plan::watch::watched;
use crate::plan::words::{Inside, Words};
use crate::plan::{Block, BlockKind, InitFunctions, Keys, Lowered, Scene, Surroundings, code};
use placing::Placement;

const MAIN: &str = "main";

/// Translates steps for a host in these surroundings.
pub fn lower(scene: &Scene<'_>, around: &Surroundings<'_>) -> Lowered {
    let words = Words { mode: scene.mode, fixture: scene.fixture, surroundings: around };
    let install = code::install(around, &watched(scene.steps, &words));
    let files = scene.files.iter().map(|(path, text)| file(&words, path, text)).collect();
    let mut lowering =
        Lowering { words, next_id: 1, install, registered: BTreeMap::new(), waiting: Vec::new(), running: false };
    let mut wire = Wire::new(MAIN);
    let blocks = lowering.all(scene.steps, &mut wire);
    let scenario = Scenario {
        contract: contract::VERSION,
        case: scene.name.to_owned(),
        mode: scene.mode.to_string(),
        fixture: scene.fixture.to_owned(),
        home: around.home.to_owned(),
        executable: around.executable.to_owned(),
        key: around.keys.map(Keys::of_host),
        steps: wire.steps,
    };
    Lowered { scenario, blocks, files, keys: around.keys }
}

/// A file, with its words replaced.
fn file(words: &Words<'_>, path: &str, text: &str) -> (String, String) {
    let text = match path.ends_with(".py") {
        true => words.code(text, Inside::Main),
        false => words.filled(text, Inside::Main),
    };
    (words.filled(path, Inside::Main), text)
}

/// The steps of one thread of the host.
struct Wire {
    steps: Vec<contract::ScenarioStep>,
    current: String,
    /// The interpreter of steps that name none.
    home: String,
    thread: Option<usize>,
}

impl Wire {
    fn new(current: &str) -> Self {
        Self { steps: Vec::new(), current: current.to_owned(), home: MAIN.to_owned(), thread: None }
    }

    fn inside(&self) -> Inside {
        self.thread.map_or(Inside::Main, Inside::Thread)
    }
}

struct Lowering<'a> {
    words: Words<'a>,
    next_id: u32,
    install: String,
    /// Library of each name that was registered in mode `spec`.
    registered: BTreeMap<String, PathBuf>,
    /// The probe places files, so this waits until Python runs, which is when files matter.
    waiting: Vec<Placement>,
    running: bool,
}

impl Lowering<'_> {
    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id - 1
    }

    fn send(&mut self, wire: &mut Wire, operation: Operation) -> u32 {
        let id = self.id();
        wire.steps.push(contract::ScenarioStep { id, operation });
        id
    }

    fn all(&mut self, steps: &[Step], wire: &mut Wire) -> Vec<Block> {
        steps.iter().map(|step| self.one(step, wire)).collect()
    }

    fn one(&mut self, step: &Step, wire: &mut Wire) -> Block {
        let mut block = Block {
            title: self.title(&step.action, wire),
            names: self.names(&step.action, wire),
            kind: BlockKind::Plain,
            interpreter: wire.home.clone(),
            ids: Vec::new(),
            children: Vec::new(),
            step: step.clone(),
        };
        match &step.action {
            Action::Register { name, fixture, shadowing } => {
                block.ids = self.register(name, fixture.as_deref(), *shadowing, wire);
            }
            Action::RegisterLibrary { name, library } => {
                let library = PathBuf::from(self.words.filled(library, Inside::Main));
                let operation = Operation::RegisterLibrary { name: self.words.filled(name, Inside::Main), library };
                block.ids = vec![self.send(wire, operation)];
            }
            Action::Resource { name, fixture, kind } => {
                block.ids = self.resource(name, fixture.as_deref(), *kind, wire);
            }
            Action::Append(entry) => {
                let entries = [self.entry(entry)];
                block.ids = vec![self.send(wire, Operation::Append { entries })];
            }
            Action::Extend(entries) => {
                let entries = entries.iter().map(|entry| self.entry(entry)).collect();
                block.ids = vec![self.send(wire, Operation::Extend { entries })];
            }
            Action::Assign(entries) => {
                let entries = entries.iter().map(|entry| self.entry(entry)).collect();
                block.ids = vec![self.send(wire, Operation::Assign { entries })];
            }
            Action::AddToConfig(entry) => {
                let entries = [self.entry(entry)];
                block.ids = vec![self.send(wire, Operation::AddToConfig { entries })];
            }
            Action::Place { path, fixture, by } => {
                let target = self.words.surroundings.modules.join(self.words.filled(path, Inside::Main));
                let source = self.library(fixture.as_deref());
                block.ids = self.place(source, target, *by, wire);
            }
            Action::Initialize { xoptions, warnoptions, home, filesystem_importer } => {
                block.kind = BlockKind::Start;
                let operation = Operation::Initialize(StartOptions {
                    xoptions: xoptions.iter().map(|option| self.words.filled(option, Inside::Main)).collect(),
                    warnoptions: warnoptions.iter().map(|option| self.words.filled(option, Inside::Main)).collect(),
                    home: home.as_ref().map(|home| self.words.filled(home, Inside::Main).into()),
                    filesystem_importer: *filesystem_importer,
                });
                block.ids = vec![self.send(wire, operation)];
                self.running = true;
                block.ids.extend(self.arrive(wire));
            }
            Action::Python { action, interpreter } => {
                let target = interpreter.as_ref().map(|name| self.named(name, wire)).unwrap_or(wire.home.clone());
                block.interpreter.clone_from(&target);
                block.ids = self.switch(&target, wire);
                let id = self.id();
                let code = self.install.clone() + &self.python(id, action, wire);
                wire.steps.push(contract::ScenarioStep { id, operation: Operation::Execute { code } });
                block.ids.push(id);
            }
            Action::NewInterpreter { name, config, modules } => {
                let name = self.named(name, wire);
                block.interpreter.clone_from(&name);
                block.ids = self.new_interpreter(name, *config, modules.as_deref(), wire);
            }
            Action::EndInterpreter { name } => {
                block.kind = BlockKind::End;
                let name = self.named(name, wire);
                block.interpreter.clone_from(&name);
                block.ids = vec![self.send(wire, Operation::EndInterpreter { name })];
                wire.current = MAIN.to_owned();
                wire.home = MAIN.to_owned();
            }
            Action::Threads(threads) => {
                block.kind = BlockKind::Parallel;
                block.ids = self.switch(MAIN, wire);
                let mut wires = Vec::new();
                for (index, steps) in threads.iter().enumerate() {
                    let mut inner = Wire { thread: Some(index + 1), ..Wire::new(MAIN) };
                    block.children.push(self.all(steps, &mut inner));
                    wires.push(inner.steps);
                }
                block.ids.push(self.send(wire, Operation::Threads { threads: wires }));
            }
            Action::Finalize => {
                block.kind = BlockKind::Finish;
                block.ids = vec![self.send(wire, Operation::Finalize)];
                self.running = false;
                wire.current = MAIN.to_owned();
            }
            Action::RunMain(steps) => {
                block.kind = BlockKind::Runtime;
                let (code, children) = self.runtime(steps, wire);
                block.children = vec![children];
                block.ids = vec![self.send(wire, Operation::RunMain { code })];
                wire.current = MAIN.to_owned();
            }
        }
        block
    }

    fn title(&self, action: &Action, wire: &Wire) -> String {
        self.words.shown(&action.describe(), wire.inside())
    }

    fn names(&self, action: &Action, wire: &Wire) -> StepNames {
        StepNames::of(action, |text| self.words.shown(text, wire.inside()))
    }

    fn named(&self, name: &str, wire: &Wire) -> String {
        self.words.filled(name, wire.inside())
    }

    fn fixture(&self, fixture: Option<&str>) -> String {
        fixture.unwrap_or(self.words.fixture).to_owned()
    }

    fn entry(&self, entry: &TableEntry) -> contract::ScenarioEntry {
        let name = match &entry.bytes {
            Some(bytes) => Name::Bytes(bytes.clone()),
            None => Name::Text(self.words.filled(&entry.name, Inside::Main)),
        };
        let init = match &entry.init {
            EntryInit::Linked(fixture) => self.init(fixture.as_deref()),
            EntryInit::Library(fixture) => self.init_in_library(fixture.as_deref()),
            EntryInit::Null => InitSource::Null,
        };
        contract::ScenarioEntry { name, init }
    }

    /// The init function of a fixture that hosts have linked.
    fn init(&self, fixture: Option<&str>) -> InitSource {
        let surroundings = self.words.surroundings;
        let name = self.fixture(fixture);
        // A fixture that only a host has comes without a library.
        match surroundings.init_functions {
            InitFunctions::Libraries if surroundings.libraries.contains_key(&name) => self.init_in_library(fixture),
            _ => InitSource::Linked(name),
        }
    }

    fn init_in_library(&self, fixture: Option<&str>) -> InitSource {
        let symbol = self.words.surroundings.symbols.get(&self.fixture(fixture));
        InitSource::Library { path: self.library(fixture), symbol: symbol.cloned().unwrap_or_default() }
    }

    fn switch(&mut self, target: &str, wire: &mut Wire) -> Vec<u32> {
        if wire.current == target {
            return Vec::new();
        }
        wire.current = target.to_owned();
        vec![self.send(wire, Operation::Switch { to: target.to_owned() })]
    }

    fn new_interpreter(
        &mut self,
        name: String,
        config: Option<InterpreterConfig>,
        modules: Option<&[TableEntry]>,
        wire: &mut Wire,
    ) -> Vec<u32> {
        let mut ids = self.switch(MAIN, wire);
        wire.current.clone_from(&name);
        if wire.thread.is_some() {
            wire.home.clone_from(&name);
        }
        let operation = match (modules, config) {
            (Some(modules), config) => {
                let entries = modules.iter().map(|entry| self.entry(entry)).collect();
                Operation::NewInterpreterWithModules { name, config, entries }
            }
            (None, None) => Operation::NewInterpreter { name },
            (None, Some(config)) => Operation::NewInterpreterFromConfig { name, config },
        };
        ids.push(self.send(wire, operation));
        let code = self.install.clone();
        ids.push(self.send(wire, Operation::Execute { code }));
        ids
    }

    /// Steps inside `Py_RunMain`: one piece of code, with an id for each step.
    fn runtime(&mut self, steps: &[Step], wire: &Wire) -> (String, Vec<Block>) {
        let mut code = self.install.clone();
        code.extend(mem::take(&mut self.waiting).iter().map(Placement::code));
        let blocks = steps.iter().map(|step| {
            let id = self.id();
            if let Action::Python { action, .. } = &step.action {
                code += &self.python(id, action, wire);
            }
            Block {
                title: self.title(&step.action, wire),
                names: self.names(&step.action, wire),
                kind: BlockKind::Plain,
                interpreter: MAIN.to_owned(),
                ids: vec![id],
                children: Vec::new(),
                step: step.clone(),
            }
        });
        let blocks = blocks.collect();
        (code, blocks)
    }

    fn python(&self, id: u32, action: &PythonAction, wire: &Wire) -> String {
        let fill = |text: &str| self.named(text, wire);
        let fill_code = |text: &str| self.words.code(text, wire.inside());
        match action {
            PythonAction::Import(name) => {
                let name = fill(name);
                match self.registered.get(&name) {
                    Some(library) => code::perform(id, "load", &[&name, &library.to_string_lossy()]),
                    None => code::import(id, &name),
                }
            }
            PythonAction::Forget(name) => code::perform(id, "forget", &[&fill(name)]),
            PythonAction::Reload(name) => code::perform(id, "reload", &[&fill(name)]),
            PythonAction::Execute(text) => code::perform(id, "execute", &[&fill_code(text)]),
            PythonAction::Evaluate(text) => code::perform(id, "evaluate", &[&fill_code(text)]),
            PythonAction::Observe(label) => code::perform(id, "observe", &[label]),
        }
    }
}
