//! What hosts are told for the steps of a case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use extproof_contract::{Ability, Operation, ScenarioStep};

use super::*;
use crate::case::tests::case;
use crate::case::{Case, Mode};

/// Lowers a case for the fixture `single_phase` in a made-up place.
pub(crate) fn lowered(case: &Case, mode: Mode) -> Lowered {
    lowered_for(case, mode, InitFunctions::Linked)
}

fn lowered_for(case: &Case, mode: Mode, init_functions: InitFunctions) -> Lowered {
    let path = |name: &str| PathBuf::from(format!("/fixtures/{name}.so"));
    let libraries = ["single_phase", "multi_phase"].map(|name| (name.to_owned(), path(name))).into();
    let symbols = BTreeMap::from([("single_phase".to_owned(), "PyInit_single_phase".to_owned())]);
    let surroundings = Surroundings {
        sandbox: Path::new("/run"),
        modules: PathBuf::from("/run/modules"),
        events: PathBuf::from("/run/events.jsonl"),
        probe: Path::new("/probe"),
        home: Path::new("/python"),
        executable: Path::new("/python/bin/python"),
        stdlib: Path::new("/python/lib"),
        suffix: ".so",
        libraries: &libraries,
        symbols: &symbols,
        init_functions,
        keys: None,
        path: &[],
        after: &[],
        given: &[],
    };
    lower(&Scene::of_case(case, mode, "single_phase"), &surroundings)
}

/// Each step as `id ability what`, where the part of code that installs the probe is left out.
fn wire(steps: &[ScenarioStep]) -> Vec<String> {
    let one = |ScenarioStep { id, operation }: &ScenarioStep| {
        let name = operation.ability();
        let what = match operation {
            Operation::Register { name, fixture } | Operation::RegisterShadowing { name, fixture } => {
                format!("{name} {fixture}")
            }
            Operation::RegisterLibrary { name, library } => format!("{name} {}", library.display()),
            Operation::Resource { name, library } => format!("{name} {}", serde_json::to_string(library).unwrap()),
            Operation::Execute { code } | Operation::RunMain { code } => {
                let calls = code.lines().filter(|line| line.starts_with("_extproof("));
                calls.collect::<Vec<_>>().join("; ")
            }
            Operation::Switch { to: name }
            | Operation::NewInterpreter { name }
            | Operation::EndInterpreter { name }
            | Operation::NewInterpreterFromConfig { name, .. }
            | Operation::NewInterpreterWithModules { name, .. } => name.clone(),
            Operation::Append { .. }
            | Operation::Extend { .. }
            | Operation::Assign { .. }
            | Operation::AddToConfig { .. } => {
                let entries = operation.entries();
                serde_json::to_string(entries).unwrap()
            }
            Operation::Threads { threads } => {
                threads.iter().map(|steps| format!("[{}]", wire(steps).join(", "))).collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        };
        format!("{id} {name} {what}").trim_end().to_owned()
    };
    steps.iter().map(one).collect()
}

#[track_caller]
fn lowers(steps: &str, mode: Mode, expected: &[&str]) -> Lowered {
    let lowered = lowered(&case(steps, ""), mode);
    assert_eq!(wire(&lowered.scenario.steps), expected);
    lowered
}

fn ids(blocks: &[Block]) -> Vec<&[u32]> {
    blocks.iter().map(|block| block.ids.as_slice()).collect()
}

const RUNTIME: &str = "{ register = 'a.b' }, 'initialize', { import = 'a.b' }, 'finalize'";

#[test]
fn a_linked_fixture_is_registered_by_the_host() {
    let expected = [
        "1 register a.b single_phase",
        "2 initialize",
        "3 execute",
        "4 execute _extproof(4, 'import', \"a.b\")",
        "5 finalize",
    ];
    let lowered = lowers(RUNTIME, Mode::Inittab, &expected);
    assert_eq!(ids(&lowered.blocks), [&[1][..], &[2, 3], &[4], &[5]]);
    assert_eq!(
        lowered.scenario.abilities(),
        [Ability::Execute, Ability::Finalize, Ability::Initialize, Ability::Register].into()
    );
}

#[test]
fn a_host_without_linked_fixtures_is_given_their_init_functions_in_libraries() {
    let steps = "{ register = 'a.b' }, { extend = [{ name = 'x' }, { name = 'y', fixture = 'NULL' }] }, \
                 { register = 'z', fixture = 'multi_phase' }";
    let library = |name: &str, fixture: &str| {
        let symbol = if fixture == "single_phase" { "PyInit_single_phase" } else { "" };
        format!(r#"{{"name":"{name}","library":"/fixtures/{fixture}.so","symbol":"{symbol}"}}"#)
    };
    let expected = [
        format!("1 append_library [{}]", library("a.b", "single_phase")),
        format!("2 append_library [{},{{\"name\":\"y\"}}]", library("x", "single_phase")),
        format!("3 append_library [{}]", library("z", "multi_phase")),
    ];
    let lowered = lowered_for(&case(steps, ""), Mode::Inittab, InitFunctions::Libraries);
    assert_eq!(wire(&lowered.scenario.steps), expected);
    assert_eq!(lowered.blocks[0].title, "register a.b", "transcripts keep the words of the case");
}

#[test]
fn a_resource_names_a_library_before_it_is_placed() {
    let expected = [
        "1 resource a.b {\"origin\":\"/run\",\"path\":\"libraries/a/b.so\"}",
        "3 initialize",
        "4 execute",
        "2 execute _extproof(2, 'place', \"/fixtures/single_phase.so\", \"/run/libraries/a/b.so\", \"copy\")",
        "5 execute _extproof(5, 'import', \"a.b\")",
        "6 finalize",
    ];
    let lowered = lowers(RUNTIME, Mode::Resources, &expected);
    assert_eq!(
        lowered.scenario.abilities(),
        [Ability::Execute, Ability::Finalize, Ability::Initialize, Ability::Resource].into()
    );
    let memory = "1 resource m {\"memory\":\"/fixtures/single_phase.so\"}";
    lowers(
        "{ resource = 'm', kind = 'memory' }, 'initialize'",
        Mode::Resources,
        &[memory, "2 initialize", "3 execute"],
    );
}

#[test]
fn a_shared_library_is_placed_once_python_runs() {
    let place =
        |target| format!("1 execute _extproof(1, 'place', \"/fixtures/single_phase.so\", \"{target}\", \"copy\")");
    let (filesystem, spec) = (place("/run/modules/a/b.so"), place("/run/libraries/a/b.so"));
    let import = "4 execute _extproof(4, 'import', \"a.b\")";
    let lowered = lowers(RUNTIME, Mode::Filesystem, &["2 initialize", "3 execute", &filesystem, import, "5 finalize"]);
    assert_eq!(ids(&lowered.blocks), [&[1][..], &[2, 3, 1], &[4], &[5]]);
    // In this mode an import of what was registered is a load by an explicit spec, and others are not.
    let load = "4 execute _extproof(4, 'load', \"a.b\", \"/run/libraries/a/b.so\")";
    lowers(RUNTIME, Mode::Spec, &["2 initialize", "3 execute", &spec, load, "5 finalize"]);
    lowers("{ import = 'os' }", Mode::Spec, &["1 execute _extproof(1, 'import', \"os\")"]);
}

#[test]
fn interpreters_are_switched_only_where_it_is_needed() {
    let steps = "'initialize', { new_interpreter = 'A' }, { import = 'x', in = 'A' }, { import = 'y', in = 'A' }, \
                 { import = 'z' }, { end_interpreter = 'A' }";
    let expected = [
        "1 initialize",
        "2 execute",
        "3 new_interpreter A",
        "4 execute",
        "5 execute _extproof(5, 'import', \"x\")",
        "6 execute _extproof(6, 'import', \"y\")",
        "7 switch main",
        "8 execute _extproof(8, 'import', \"z\")",
        "9 end_interpreter A",
    ];
    let lowered = lowers(steps, Mode::Inittab, &expected);
    let interpreters: Vec<_> = lowered.blocks.iter().map(|block| block.interpreter.as_str()).collect();
    assert_eq!(interpreters, ["main", "A", "A", "A", "main", "A"]);
}

#[test]
fn threads_have_numbers_and_interpreters_of_their_own() {
    let steps = "'initialize', { threads = 2, steps = [{ new_interpreter = 'T{thread}' }, { evaluate = '{thread}' }] }";
    let expected = [
        "1 initialize",
        "2 execute",
        "9 threads [3 new_interpreter T1, 4 execute, 5 execute _extproof(5, 'evaluate', \"1\")] \
         [6 new_interpreter T2, 7 execute, 8 execute _extproof(8, 'evaluate', \"2\")]",
    ];
    let lowered = lowers(steps, Mode::Inittab, &expected);
    let children = &lowered.blocks[1].children;
    assert_eq!((ids(&children[0]), ids(&children[1])), (vec![&[3, 4][..], &[5]], vec![&[6, 7][..], &[8]]));
    assert_eq!((children[1][1].title.as_str(), children[1][1].interpreter.as_str()), ("evaluate 2", "T2"));
}

#[test]
fn what_run_main_does_is_one_piece_of_code() {
    let steps = "{ register = 'x' }, { run_main = [{ import = 'x' }, { observe = 'l' }] }";
    let lowered = lowers(
        steps,
        Mode::Filesystem,
        &["4 run_main _extproof(1, 'place', \"/fixtures/single_phase.so\", \"/run/modules/x.so\", \"copy\"); \
           _extproof(2, 'import', \"x\"); _extproof(3, 'observe', \"l\")"],
    );
    assert_eq!(
        (ids(&lowered.blocks), ids(&lowered.blocks[1].children[0])),
        (vec![&[1][..], &[4]], vec![&[2][..], &[3]])
    );
}

#[test]
fn what_a_step_needs_is_known_before_it_is_lowered() {
    let is_special = |ability: &Ability| ![Ability::Initialize, Ability::Execute].contains(ability);
    for step in [
        "{ register = 'x' }",
        "{ register = 'x', shadowing = true }",
        "{ register_library = 'x', library = '/x' }",
        "{ resource = 'x' }",
        "{ append = 'x' }",
        "{ append = 'x', from = 'library' }",
        "{ extend = [{ name = 'x' }] }",
        "{ assign = [{ name = 'x', fixture = 'NULL' }] }",
        "{ place = 'x' }",
        "{ import = 'x' }",
        "{ threads = 1, steps = [{ import = 'x' }] }",
        "'finalize'",
        "{ add_to_config = 'x' }",
        "{ initialize = { home = '/x' } }",
        "{ initialize = { filesystem_importer = false } }",
        "{ new_interpreter = 'A' }",
        "{ new_interpreter = 'A', config = 'isolated' }",
        "{ new_interpreter = 'A', config = 'isolated', modules = [] }",
        "{ run_main = [] }",
    ] {
        for mode in Mode::ALL {
            let case = case(&format!("'initialize', {step}, 'initialize'"), "");
            let needed = lowered(&case, mode).scenario.abilities().into_iter().filter(is_special);
            let known = case.steps[1].action.ability(mode).filter(is_special);
            assert_eq!(needed.collect::<Vec<_>>(), known.into_iter().collect::<Vec<_>>(), "{step} in mode {mode}");
        }
    }
}

#[test]
fn entries_name_fixtures_libraries_or_nothing() {
    let steps = "{ append = '{fixture}' }, { extend = [{ name = 'x', fixture = 'NULL' }, { name = '', bytes = 'ff' }] }, \
                 { append = 'x', from = 'library' }";
    let expected = [
        r#"1 append [{"name":"single_phase","fixture":"single_phase"}]"#,
        r#"2 extend [{"name":"x"},{"name_hex":"ff","fixture":"single_phase"}]"#,
        r#"3 append_library [{"name":"x","library":"/fixtures/single_phase.so","symbol":"PyInit_single_phase"}]"#,
    ];
    let lowered = lowers(steps, Mode::Inittab, &expected);
    assert_eq!(lowered.scenario.abilities(), [Ability::Append, Ability::AppendLibrary, Ability::Extend].into());
}

#[test]
fn words_are_filled_in_and_other_braces_stay() {
    let case = case(
        "{ evaluate = '{} {x} {fixture} {mode} {suffix} {sandbox} {modules} {library} {library:multi_phase}' }",
        "[files]\n'{fixture}{suffix}' = '{modules}'\n",
    );
    let lowered = lowered(&case, Mode::Spec);
    let filled = "{} {x} single_phase spec .so /run /run/modules /fixtures/single_phase.so /fixtures/multi_phase.so";
    assert_eq!(wire(&lowered.scenario.steps), [format!("1 execute _extproof(1, 'evaluate', \"{filled}\")")]);
    // People are shown only what is the same everywhere.
    let title = "evaluate {} {x} single_phase spec {suffix} {sandbox} {modules} {library} {library:multi_phase}";
    assert_eq!(lowered.blocks[0].title, title);
    assert_eq!(lowered.files, [("single_phase.so".to_owned(), "/run/modules".to_owned())]);
}
