//! The configuration of one life of Python, isolated from the machine it runs on.

use std::ffi::{CStr, CString, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use extproof_host::{Options, Scenario};
use pyembed::{
    ExtensionModule, OxidizedPythonInterpreterConfig, PackedResourcesSource, PythonInterpreterConfig,
    PythonInterpreterProfile, TerminfoResolution,
};

use crate::OXIDIZED;
use crate::resources::Resources;

/// What the next life is configured with.
#[derive(Default)]
pub(crate) struct Next {
    /// Modules in C.
    pub(crate) modules: Vec<ExtensionModule>,
    /// Packed resources.
    pub(crate) resources: Resources,
}

/// The configuration; the command is for `py_runmain`.
pub(crate) fn make(
    scenario: &Scenario,
    options: &Options,
    next: Next,
    command: Option<&CStr>,
) -> Result<OxidizedPythonInterpreterConfig<'static>, String> {
    let origin = next.resources.origin();
    let packed = next.resources.pack()?;
    Ok(OxidizedPythonInterpreterConfig {
        interpreter_config: PythonInterpreterConfig {
            profile: PythonInterpreterProfile::Isolated,
            parse_argv: Some(false),
            utf8_mode: Some(true),
            site_import: Some(false),
            install_signal_handlers: Some(false),
            write_bytecode: Some(false),
            home: Some(path(&scenario.home)),
            executable: Some(path(&scenario.executable)),
            program_name: Some(path(&scenario.executable)),
            x_options: Some(texts(&options.xoptions)),
            warn_options: Some(texts(&options.warnoptions)),
            run_command: command.map(text),
            ..PythonInterpreterConfig::default()
        },
        origin,
        // Else it would take the folder of this program for Python's home.
        set_missing_path_configuration: false,
        oxidized_importer: OXIDIZED,
        filesystem_importer: true,
        packed_resources: packed.into_iter().map(PackedResourcesSource::Memory).collect(),
        extra_extension_modules: Some(next.modules),
        argv: Some(Vec::new()),
        multiprocessing_auto_dispatch: false,
        terminfo_resolution: TerminfoResolution::None,
        ..OxidizedPythonInterpreterConfig::default()
    })
}

fn path(text: &CStr) -> PathBuf {
    OsStr::from_bytes(text.to_bytes()).into()
}

fn text(text: &CStr) -> String {
    text.to_string_lossy().into_owned()
}

fn texts(list: &[CString]) -> Vec<String> {
    list.iter().map(|item| text(item)).collect()
}
